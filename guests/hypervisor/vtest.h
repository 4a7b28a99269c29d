/* Virtual test finisher of a VM that starts in M-mode: how it shuts down or
 * starts again, as it has no SBI to ask. */
#ifndef HYPERVISOR_VTEST_H
#define HYPERVISOR_VTEST_H

#include <stdint.h>

struct vm;

uint64_t vtest_read(struct vm *vm, uint64_t offset, unsigned bytes);
void vtest_write(struct vm *vm, uint64_t offset, unsigned bytes,
		 uint64_t value);

#endif
