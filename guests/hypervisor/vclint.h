/* Virtual CLINT of a VM that starts in M-mode, as on virt: MSIP and MTIMECMP of
 * each virtual hart, and MTIME, which only reads (RISC-V ACLINT specification
 * 1.0). */
#ifndef HYPERVISOR_VCLINT_H
#define HYPERVISOR_VCLINT_H

#include <stdint.h>

struct vm;

/* Both under the VM's lock. */
uint64_t vclint_read(struct vm *vm, uint64_t offset, unsigned bytes);
void vclint_write(struct vm *vm, uint64_t offset, unsigned bytes,
		  uint64_t value);

#endif
