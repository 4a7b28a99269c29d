/* Emulated devices of a guest, by address. */
#ifndef HYPERVISOR_MMIO_H
#define HYPERVISOR_MMIO_H

#include <stdbool.h>
#include <stdint.h>

#include "instruction.h"

struct vm;
struct vcpu;

struct mmio_region {
	uint64_t base;
	uint64_t bytes;
	bool (*is_in)(const struct vm *vm);
	/* Both run under the VM's lock; `offset` is from the region's base. */
	uint64_t (*read)(struct vm *vm, uint64_t offset, unsigned bytes);
	void (*write)(struct vm *vm, uint64_t offset, unsigned bytes,
		      uint64_t value);
};

/* The region of an address, or NULL: the guest has nothing there. */
const struct mmio_region *mmio_find(const struct vm *vm, uint64_t gpa);
/* Carries the instruction out on the device at `gpa`. */
void mmio_emulate(struct vcpu *vcpu, uint64_t gpa,
		  const struct instruction *instruction);

#endif
