/* Registers of the virtual CLINT. What they raise waits in the vCPUs. */
#include "vclint.h"

#include "riscv.h"
#include "scheduler.h"
#include "vcpu.h"
#include "vm.h"

#define MSIP 0x0000UL
#define MTIMECMP 0x4000UL
#define MTIME 0xbff8UL

/* The vCPU of a register in an array, or NULL. */
static struct vcpu *vcpu_at(const struct vm *vm, uint64_t offset, uint64_t base,
			    uint64_t stride)
{
	uint64_t id = (offset - base) / stride;

	return offset >= base && id < vm->vcpus ? vm->vcpu[id] : NULL;
}

/* The bits of a 64-bit register that an access of 4 or 8 bytes is about. */
static uint64_t part(uint64_t offset, unsigned bytes)
{
	return bytes == 8 ? ~0UL : 0xffffffffUL << 8 * (offset & 4);
}

static bool is_whole(uint64_t offset, unsigned bytes)
{
	return (bytes == 4 || bytes == 8) && offset % bytes == 0;
}

uint64_t vclint_read(struct vm *vm, uint64_t offset, unsigned bytes)
{
	const struct vcpu *vcpu;
	uint64_t value = 0;

	if (!is_whole(offset, bytes))
		return 0;
	if (offset < MTIMECMP) {
		vcpu = vcpu_at(vm, offset, MSIP, 4);
		return vcpu == NULL ? 0
				    : __atomic_load_n(&vcpu->m.msip,
						      __ATOMIC_RELAXED);
	}
	if ((offset & ~7UL) == MTIME)
		value = read_time() + vm->htimedelta;
	else if ((vcpu = vcpu_at(vm, offset, MTIMECMP, 8)) != NULL)
		value = __atomic_load_n(&vcpu->m.mtimecmp, __ATOMIC_RELAXED);
	return (value & part(offset, bytes)) >> 8 * (offset & 4);
}

void vclint_write(struct vm *vm, uint64_t offset, unsigned bytes, uint64_t value)
{
	uint64_t mask = part(offset, bytes);
	struct vcpu *vcpu;

	if (!is_whole(offset, bytes))
		return;
	if (offset < MTIMECMP) {
		vcpu = vcpu_at(vm, offset, MSIP, 4);
		if (vcpu == NULL)
			return;
		__atomic_store_n(&vcpu->m.msip, value & 1, __ATOMIC_RELEASE);
	} else {
		vcpu = vcpu_at(vm, offset, MTIMECMP, 8);
		if (vcpu == NULL)
			return;
		value = bytes == 8 ? value : value << 8 * (offset & 4);
		__atomic_store_n(&vcpu->m.mtimecmp,
				 (vcpu->m.mtimecmp & ~mask) | (value & mask),
				 __ATOMIC_RELEASE);
	}
	scheduler_wake(vcpu);
}
