/* The emulated part of a guest's address map, one row per region. */
#include "mmio.h"

#include "vclint.h"
#include "vcpu.h"
#include "vm.h"
#include "vtest.h"

static bool always(const struct vm *vm)
{
	(void)vm;
	return true;
}

/* A physical UART is mapped, so nothing of it is emulated. */
static bool without_uart(const struct vm *vm)
{
	return vm->uart == 0;
}

/* What SBI stands in for. */
static bool in_m_mode(const struct vm *vm)
{
	return vm->m_mode;
}

static const struct mmio_region regions[] = {
	{ GUEST_PLIC, GUEST_PLIC_BYTES, always, vplic_read, vplic_write },
	{ GUEST_UART, GUEST_UART_BYTES, without_uart, vuart_read, vuart_write },
	{ GUEST_VIRTIO, GUEST_VIRTIO_BYTES * GUEST_VIRTIO_SLOTS, always,
	  vblk_read, vblk_write },
	{ GUEST_CLINT, GUEST_CLINT_BYTES, in_m_mode, vclint_read, vclint_write },
	{ GUEST_TEST, GUEST_TEST_BYTES, in_m_mode, vtest_read, vtest_write },
};

const struct mmio_region *mmio_find(const struct vm *vm, uint64_t gpa)
{
	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
		const struct mmio_region *region = &regions[i];

		if (gpa - region->base < region->bytes && region->is_in(vm))
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
