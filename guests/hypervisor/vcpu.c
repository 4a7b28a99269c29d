/* vCPU state, and its movement onto a hart and off it (privileged manual,
 * "Hypervisor and Virtual Supervisor CSRs"). */
#include "vcpu.h"

#include "riscv.h"
#include "sbi.h"
#include "scheduler.h"
#include "string.h"
#include "vm.h"

#define SNAPSHOT_TICKS (machine.timebase / 10)

void vcpu_create(struct vcpu *vcpu, struct vm *vm, unsigned id)
{
	memset(vcpu, 0, sizeof(*vcpu));
	vcpu->vm = vm;
	vcpu->id = id;
	vcpu_reset(vcpu);
}

void vcpu_reset(struct vcpu *vcpu)
{
	memset(&vcpu->csrs, 0, sizeof(vcpu->csrs));
	memset(&vcpu->fp, 0, sizeof(vcpu->fp));
	for (uint64_t id = 0; id < HARTS; id++)
		if (harts[id].fp_owner == vcpu)
			harts[id].fp_owner = NULL;
	vcpu->csrs.vsstatus = 2UL << 32; /* UXL */
	vcpu->csrs.scounteren = COUNTEREN_CY | COUNTEREN_TM | COUNTEREN_IR;
	vcpu->csrs.vstimecmp = UINT64_MAX;
	vcpu->leave = LEAVE_NOT;
	vcpu->requests = REQUEST_FENCE_VVMA | REQUEST_FENCE_I;
	vcpu->soft_raised = 0;
	vcpu->external = 0;
	vcpu->timer_raised = 0;
	vcpu->timer_at = UINT64_MAX;
	vcpu->last_trap_pc = UINT64_MAX;
	vcpu->hsm_state = SBI_HSM_STATE_STOPPED;
	vcpu->grants = (struct grants){ VM_HEDELEG, VM_HIDELEG, VM_HCOUNTEREN,
					VM_HENVCFG };
	vcpu_start_at(vcpu, 0, 0);
	if (vcpu->vm->m_mode)
		mmode_reset(vcpu);
}

void vcpu_start_at(struct vcpu *vcpu, uint64_t pc, uint64_t opaque)
{
	memset(&vcpu->context, 0, sizeof(vcpu->context));
	vcpu->context.pc = pc;
	vcpu->context.x[10] = vcpu->id;
	vcpu->context.x[11] = opaque;
	vcpu->context.hstatus = HSTATUS_VSXL_64 | HSTATUS_SPV | HSTATUS_SPVP |
				HSTATUS_VTW;
	vcpu->context.sstatus = STATUS_SPP | 2UL << 32;
	vcpu->csrs.vsatp = 0;
	vcpu->csrs.vsstatus &= ~(STATUS_SIE | STATUS_SPIE | STATUS_SPP);
}

/* Translations of the guest that this hart may still hold are stale if it was
 * elsewhere meanwhile, or if another vCPU of the VM, which shares its VMID
 * but not its ASIDs, ran here. */
static void fence_for(struct vcpu *vcpu, struct hart *hart)
{
	struct vm *vm = vcpu->vm;

	if (vm->vmid == 0 && hart->last != NULL && hart->last->vm != vm) {
		hfence_gvma_all();
		hfence_vvma_all();
	} else if (hart->last_of_vm[vm->index] != vcpu || vcpu->last_hart != hart) {
		hfence_vvma_all();
		fence_instructions();
	}
	hart->last_of_vm[vm->index] = vcpu;
	hart->last = vcpu;
}

static void fp_load(struct vcpu *vcpu, struct hart *hart)
{
	if (!machine.has_fp)
		return;
	csr_set(sstatus, STATUS_FS);
	if (hart->fp_owner != vcpu || vcpu->last_hart != hart)
		fp_restore(&vcpu->fp);
	hart->fp_owner = vcpu;
	vcpu->context.sstatus = (vcpu->context.sstatus & ~STATUS_FS) |
				STATUS_FS_CLEAN;
}

static void fp_unload(struct vcpu *vcpu)
{
	if (!machine.has_fp ||
	    (vcpu->context.sstatus & STATUS_FS) != STATUS_FS_DIRTY)
		return;
	csr_set(sstatus, STATUS_FS);
	fp_save(&vcpu->fp);
	vcpu->context.sstatus = (vcpu->context.sstatus & ~STATUS_FS) |
				STATUS_FS_CLEAN;
}

void vcpu_load_grants(const struct vcpu *vcpu)
{
	const struct grants *grants = &vcpu->grants;
	const struct vm *vm = vcpu->vm;
	uint64_t henvcfg = (this_hart()->henvcfg_reset & ~vm->henvcfg_mask) |
			   (vm->henvcfg_value & vm->henvcfg_mask);

	csr_write(hedeleg, grants->hedeleg);
	csr_write(hideleg, grants->hideleg);
	csr_write(hcounteren, grants->hcounteren);
	csr_write(0x60a, henvcfg & (~VM_HENVCFG | grants->envcfg));
}

void vcpu_load(struct vcpu *vcpu)
{
	const struct vs_csrs *csrs = &vcpu->csrs;
	const struct vm *vm = vcpu->vm;
	struct hart *hart = this_hart();

	csr_write(hgatp, gstage_hgatp(vm->gstage, vm->vmid));
	vcpu_load_grants(vcpu);
	csr_write(htimedelta, vm->htimedelta);
	csr_write(vsstatus, csrs->vsstatus);
	csr_write(vsie, csrs->vsie);
	csr_write(vstvec, csrs->vstvec);
	csr_write(vsscratch, csrs->vsscratch);
	csr_write(vsepc, csrs->vsepc);
	csr_write(vscause, csrs->vscause);
	csr_write(vstval, csrs->vstval);
	csr_write(vsatp, csrs->vsatp);
	csr_write(hvip, csrs->hvip); /* before vstimecmp, for the same harts */
	csr_write(scounteren, csrs->scounteren);
	csr_write(0x10a, csrs->senvcfg);
	/* After htimedelta: some harts compare only when it is written, and
	 * then whatever STCE says. */
	if (machine.has_sstc)
		csr_write(0x24d, vm->has_sstc ? csrs->vstimecmp : UINT64_MAX);
	fence_for(vcpu, hart);
	fp_load(vcpu, hart);
}

void vcpu_save(struct vcpu *vcpu)
{
	struct vs_csrs *csrs = &vcpu->csrs;

	csrs->vsstatus = csr_read(vsstatus);
	csrs->vsie = csr_read(vsie);
	csrs->vstvec = csr_read(vstvec);
	csrs->vsscratch = csr_read(vsscratch);
	csrs->vsepc = csr_read(vsepc);
	csrs->vscause = csr_read(vscause);
	csrs->vstval = csr_read(vstval);
	csrs->vsatp = csr_read(vsatp);
	csrs->hvip = csr_read(hvip) & HVIP_VSSIP;
	csrs->scounteren = csr_read(scounteren);
	csrs->senvcfg = csr_read(0x10a);
	if (vcpu->vm->has_sstc)
		csrs->vstimecmp = csr_read(0x24d);
	fp_unload(vcpu);
}

static void inject(struct vcpu *vcpu)
{
	/* With Sstc hvip.VSTIP is left alone: on some harts it reads, and
	 * would clear, what vstimecmp raised. */
	uint64_t mask = HVIP_VSEIP | (vcpu->vm->has_sstc ? 0 : HVIP_VSTIP);
	uint64_t wanted = 0;

	if (!vcpu->vm->has_sstc &&
	    __atomic_load_n(&vcpu->timer_at, __ATOMIC_RELAXED) <= read_time()) {
		vcpu->timer_at = UINT64_MAX;
		vcpu->timer_raised = 1;
		vcpu->injected_timer++;
	}
	if (__atomic_load_n(&vcpu->external, __ATOMIC_ACQUIRE) != 0)
		wanted |= HVIP_VSEIP;
	if (vcpu->timer_raised != 0)
		wanted |= HVIP_VSTIP;
	uint64_t present = csr_read(hvip) & mask;

	if (present != wanted) {
		if ((wanted & ~present & HVIP_VSEIP) != 0)
			vcpu->injected_external++;
		csr_clear(hvip, present & ~wanted);
		csr_set(hvip, wanted & ~present);
	}
	/* VSSIP is the guest's to clear, so it is only ever set here. */
	if (__atomic_load_n(&vcpu->soft_raised, __ATOMIC_RELAXED) != 0 &&
	    __atomic_exchange_n(&vcpu->soft_raised, 0, __ATOMIC_ACQUIRE) != 0) {
		csr_set(hvip, HVIP_VSSIP);
		vcpu->injected_soft++;
	}
}

static void serve(struct vcpu *vcpu, uint32_t requests)
{
	if ((requests & REQUEST_FENCE_VVMA) != 0)
		hfence_vvma_all();
	if ((requests & REQUEST_FENCE_I) != 0)
		fence_instructions();
	if ((requests & REQUEST_SNAPSHOT) != 0) {
		vcpu_save(vcpu);
		vcpu->snapshot.context = vcpu->context;
		vcpu->snapshot.csrs = vcpu->csrs;
	}
}

void vcpu_before_entry(struct vcpu *vcpu)
{
	__atomic_store_n(&vcpu->in_guest, 1, __ATOMIC_SEQ_CST);
	uint32_t requests = __atomic_load_n(&vcpu->requests, __ATOMIC_SEQ_CST);

	if (requests != 0) {
		serve(vcpu, requests);
		__atomic_fetch_and(&vcpu->requests, ~requests,
				   __ATOMIC_SEQ_CST);
	}
	if (vcpu->vm->m_mode)
		mmode_before_entry(vcpu);
	else
		inject(vcpu);
}

bool vcpu_has_interrupt(const struct vcpu *vcpu, uint64_t now)
{
	const struct vm *vm = vcpu->vm;

	if (vm->m_mode)
		return mmode_has_interrupt(vcpu, now);
	uint64_t pending = vcpu->csrs.hvip & HVIP_VSSIP;

	if (__atomic_load_n(&vcpu->soft_raised, __ATOMIC_ACQUIRE) != 0)
		pending |= HVIP_VSSIP;
	if (__atomic_load_n(&vcpu->external, __ATOMIC_ACQUIRE) != 0)
		pending |= HVIP_VSEIP;
	if (vm->has_sstc ? vcpu->csrs.vstimecmp <= now + vm->htimedelta
			 : vcpu->timer_raised != 0 || vcpu->timer_at <= now)
		pending |= HVIP_VSTIP;
	/* vsie has the bits one place lower than hvip. */
	return (pending & vcpu->csrs.vsie << 1) != 0;
}

uint64_t vcpu_timer_deadline(const struct vcpu *vcpu, uint64_t now)
{
	const struct vm *vm = vcpu->vm;

	if (vm->m_mode)
		return mmode_timer_deadline(vcpu, now);
	if (!vm->has_sstc)
		return vcpu->timer_at;
	if ((vcpu->csrs.vsie & SIP_STIP) == 0)
		return UINT64_MAX;
	uint64_t guest_now = now + vm->htimedelta;
	if (vcpu->csrs.vstimecmp <= guest_now)
		return now;
	uint64_t left = vcpu->csrs.vstimecmp - guest_now;
	return left > UINT64_MAX - now ? UINT64_MAX : now + left;
}

void vcpu_request(struct vm *vm, uint64_t vcpus, uint32_t request)
{
	for (unsigned id = 0; id < vm->vcpus; id++) {
		struct vcpu *vcpu = vm->vcpu[id];

		if ((vcpus & BIT(id)) == 0)
			continue;
		__atomic_fetch_or(&vcpu->requests, request, __ATOMIC_SEQ_CST);
		if (__atomic_load_n(&vcpu->in_guest, __ATOMIC_SEQ_CST) == 0)
			continue;
		hart_kick(vcpu->hart);
		while ((__atomic_load_n(&vcpu->requests, __ATOMIC_SEQ_CST) &
			request) != 0 &&
		       __atomic_load_n(&vcpu->in_guest, __ATOMIC_SEQ_CST) != 0)
			spin_pause();
	}
}

void vcpu_set_timer(struct vcpu *vcpu, uint64_t deadline)
{
	const struct vm *vm = vcpu->vm;

	if (vm->has_sstc) {
		csr_write(0x24d, deadline);
		return;
	}
	uint64_t guest_now = read_time() + vm->htimedelta;
	uint64_t left = deadline > guest_now ? deadline - guest_now : 0;

	vcpu->timer_raised = 0;
	vcpu->timer_at = left > UINT64_MAX - read_time() ? UINT64_MAX
							  : read_time() + left;
	scheduler_timer_changed(vcpu);
}

bool vcpu_take_snapshot(struct vcpu *vcpu)
{
	if (vcpu == this_hart()->running) {
		serve(vcpu, REQUEST_SNAPSHOT);
		return true;
	}
	if (!scheduler_is_running(vcpu)) {
		vcpu->snapshot.context = vcpu->context;
		vcpu->snapshot.csrs = vcpu->csrs;
		return true;
	}
	__atomic_fetch_or(&vcpu->requests, REQUEST_SNAPSHOT, __ATOMIC_SEQ_CST);
	hart_kick(vcpu->hart);
	uint64_t give_up = read_time() + SNAPSHOT_TICKS;
	while ((__atomic_load_n(&vcpu->requests, __ATOMIC_SEQ_CST) &
		REQUEST_SNAPSHOT) != 0) {
		if (!scheduler_is_running(vcpu)) {
			vcpu->snapshot.context = vcpu->context;
			vcpu->snapshot.csrs = vcpu->csrs;
			break;
		}
		if (read_time() > give_up)
			return false;
		spin_pause();
	}
	return true;
}
