/* Starting, stopping and suspending vCPUs (SBI 2.0, chapter 9). */
#include "vhsm.h"

#include "scheduler.h"
#include "vm.h"

#define ERROR(error) ((struct sbi_result){ (error), 0 })

static struct sbi_result start(struct vm *vm, uint64_t id, uint64_t address,
			       uint64_t opaque)
{
	if (id >= vm->vcpus)
		return ERROR(SBI_ERR_INVALID_PARAM);
	if ((address & 1) != 0 || vm_memory(vm, address, 2) == NULL)
		return ERROR(SBI_ERR_INVALID_ADDRESS);
	struct vcpu *target = vm->vcpu[id];
	long error = SBI_SUCCESS;

	spin_lock(&vm->lock);
	uint32_t state = __atomic_load_n(&target->hsm_state, __ATOMIC_ACQUIRE);
	if (state == SBI_HSM_STATE_STOPPED) {
		vcpu_start_at(target, address, opaque);
		target->hsm_state = SBI_HSM_STATE_STARTED;
		scheduler_start(target);
	} else {
		error = state == SBI_HSM_STATE_STOP_PENDING
				? SBI_ERR_FAILED
				: SBI_ERR_ALREADY_AVAILABLE;
	}
	spin_unlock(&vm->lock);
	return ERROR(error);
}

static struct sbi_result suspend(struct vcpu *vcpu, uint32_t type,
				 uint64_t address, uint64_t opaque)
{
	if (type == SBI_HSM_SUSPEND_NON_RETENTIVE) {
		if ((address & 1) != 0 ||
		    vm_memory(vcpu->vm, address, 2) == NULL)
			return ERROR(SBI_ERR_INVALID_ADDRESS);
		/* It resumes there, with translation and interrupts off; a0
		 * and a1 are what vsbi_call stores. */
		vcpu->context.pc = address;
		csr_write(vsatp, 0);
		csr_clear(vsstatus, STATUS_SIE);
		vcpu->leave = LEAVE_SLEEP;
		return (struct sbi_result){ (long)vcpu->id, (long)opaque };
	}
	if (type != SBI_HSM_SUSPEND_RETENTIVE)
		return ERROR(SBI_ERR_INVALID_PARAM);
	vcpu->leave = LEAVE_SLEEP;
	return ERROR(SBI_SUCCESS);
}

struct sbi_result vhsm_call(struct vcpu *vcpu, uint64_t function,
				const uint64_t *a)
{
	switch (function) {
	case SBI_HSM_HART_START:
		return start(vcpu->vm, a[0], a[1], a[2]);
	case SBI_HSM_HART_STOP:
		__atomic_store_n(&vcpu->hsm_state, SBI_HSM_STATE_STOP_PENDING,
				 __ATOMIC_RELEASE);
		vcpu->leave = LEAVE_OFF;
		return ERROR(SBI_SUCCESS);
	case SBI_HSM_HART_GET_STATUS: {
		if (a[0] >= vcpu->vm->vcpus)
			return ERROR(SBI_ERR_INVALID_PARAM);
		uint32_t state =
			__atomic_load_n(&vcpu->vm->vcpu[a[0]]->hsm_state,
					__ATOMIC_ACQUIRE);
		return (struct sbi_result){ SBI_SUCCESS, state };
	}
	case SBI_HSM_HART_SUSPEND:
		return suspend(vcpu, (uint32_t)a[0], a[1], a[2]);
	default:
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	}
}
