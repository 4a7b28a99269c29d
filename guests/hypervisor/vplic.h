/* Virtual PLIC of a guest (RISC-V PLIC specification 1.0). Context 2h+1 is
 * S-mode of virtual hart h; context 2h is its M-mode, and has registers only in
 * a VM that starts there. */
#ifndef HYPERVISOR_VPLIC_H
#define HYPERVISOR_VPLIC_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

#define VPLIC_SOURCES 96 /* numbers 1 to 95, as on virt */
#define VPLIC_WORDS (VPLIC_SOURCES / 32)
#define VPLIC_CONTEXTS 32

struct vplic {
	uint8_t priority[VPLIC_SOURCES];
	uint32_t level[VPLIC_WORDS];	  /* of the device's line */
	uint32_t pending[VPLIC_WORDS];
	uint32_t in_service[VPLIC_WORDS]; /* claimed, not completed */
	uint32_t enable[VPLIC_CONTEXTS][VPLIC_WORDS];
	uint8_t threshold[VPLIC_CONTEXTS];
};

/* All under the VM's lock. */
uint64_t vplic_read(struct vm *vm, uint64_t offset, unsigned bytes);
void vplic_write(struct vm *vm, uint64_t offset, unsigned bytes,
		 uint64_t value);
void vplic_set_level(struct vm *vm, unsigned source, bool level);
void vplic_reset(struct vm *vm);

#endif
