/* The emulated part of a guest's address map, one row per region. */
#include "mmio.h"

#include "vcpu.h"
#include "vm.h"

static const struct mmio_region regions[] = {
	{ GUEST_PLIC, GUEST_PLIC_BYTES, vplic_read, vplic_write },
	{ GUEST_UART, GUEST_UART_BYTES, vuart_read, vuart_write },
	{ GUEST_VIRTIO, GUEST_VIRTIO_BYTES * GUEST_VIRTIO_SLOTS, vblk_read,
	  vblk_write },
};

const struct mmio_region *mmio_find(const struct vm *vm, uint64_t gpa)
{
	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
		const struct mmio_region *region = &regions[i];

		/* A physical UART is mapped, so nothing of it is emulated. */
		if (gpa - region->base < region->bytes &&
		    !(region->base == GUEST_UART && vm->uart != 0))
			return region;
	}
	return NULL;
}

static uint64_t extend(uint64_t value, unsigned bytes, bool is_signed)
{
	unsigned shift = 64 - 8 * bytes;

	value <<= shift;
	return is_signed ? (uint64_t)((int64_t)value >> shift) : value >> shift;
}

static void set_register(struct vcpu *vcpu, unsigned rd, uint64_t value)
{
	if (rd != 0)
		vcpu->context.x[rd] = value;
}

void mmio_emulate(struct vcpu *vcpu, uint64_t gpa,
		  const struct instruction *instruction)
{
	struct vm *vm = vcpu->vm;
	const struct mmio_region *region = mmio_find(vm, gpa);
	uint64_t offset = gpa - region->base;
	unsigned bytes = instruction->bytes;
	uint64_t operand = vcpu->context.x[instruction->rs2];
	uint64_t value;

	/* Over an AMO, too: its two halves are one access for other vCPUs. */
	spin_lock(&vm->lock);
	switch (instruction->kind) {
	case INSTRUCTION_LOAD:
		value = region->read(vm, offset, bytes);
		set_register(vcpu, instruction->rd,
			     extend(value, bytes, instruction->is_signed));
		break;
	case INSTRUCTION_STORE:
		region->write(vm, offset, bytes, extend(operand, bytes, false));
		break;
	case INSTRUCTION_AMO:
		value = region->read(vm, offset, bytes);
		region->write(vm, offset, bytes,
			      extend(instruction_amo(instruction, value, operand),
				     bytes, false));
		set_register(vcpu, instruction->rd, extend(value, bytes, true));
		break;
	case INSTRUCTION_OTHER:
		break;
	}
	spin_unlock(&vm->lock);
}
