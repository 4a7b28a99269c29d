/* Virtual M-mode: the ways into it and out of it (privileged manual, sections
 * 3.1.6, 3.1.7 and 3.3). */
#include "mmode.h"

#include "exit.h"
#include "mcsr.h"
#include "minterrupt.h"
#include "riscv.h"
#include "vcpu.h"
#include "vm.h"

#define MPP_SHIFT 11
#define MODE_U 0UL
#define MODE_S 1UL
#define MODE_M 3UL

#define INSTRUCTION_MRET 0x30200073U
#define INSTRUCTION_SRET 0x10200073U
#define INSTRUCTION_WFI 0x10500073U
/* sfence.vma, sinval.vma with any registers; the two fences of Svinval. */
#define MASK_SFENCE 0xfe007fffU
#define MATCH_SFENCE_VMA 0x12000073U
#define MATCH_SINVAL_VMA 0x16000073U
#define INSTRUCTION_SFENCE_W_INVAL 0x18000073U
#define INSTRUCTION_SFENCE_INVAL_IR 0x18100073U

#define COUNTERS (COUNTEREN_CY | COUNTEREN_TM | COUNTEREN_IR)

void mmode_reset(struct vcpu *vcpu)
{
	struct mmode *m = &vcpu->m;

	*m = (struct mmode){
		.active = true,
		.mstatus = MODE_M << MPP_SHIFT,
		.mtimecmp = UINT64_MAX,
		.stimecmp = UINT64_MAX,
		/* As on the board: what needs no software to know of it. */
		.menvcfg = mmode_envcfg(vcpu) & (ENVCFG_ADUE | ENVCFG_PBMTE),
	};
	vcpu->grants = (struct grants){ .hcounteren = COUNTERS };
	vcpu->csrs.scounteren = COUNTERS;
	vcpu->csrs.senvcfg = VM_HENVCFG & 0xff;
	vcpu->context.hstatus &= ~HSTATUS_SPVP;
	vcpu->context.sstatus &= ~STATUS_SPP;
}

uint64_t mmode_envcfg(const struct vcpu *vcpu)
{
	const struct vm *vm = vcpu->vm;

	return (vm->henvcfg & VM_HENVCFG) | (vm->soft_adue ? ENVCFG_ADUE : 0);
}

static void set_grants(struct vcpu *vcpu, struct grants grants)
{
	vcpu->grants = grants;
	vcpu_load_grants(vcpu);
}

/* S-mode's registers go where VU-mode does not meet them. */
static void put_s_away(struct vcpu *vcpu)
{
	struct mmode *m = &vcpu->m;
	struct live live = live_loaded(vcpu);

	m->mie = live_enabled(vcpu, live);
	if ((m->mideleg & SIP_SSIP) != 0)
		m->mip = (m->mip & ~SIP_SSIP) |
			 ((live.hvip & HVIP_VSSIP) != 0 ? SIP_SSIP : 0);
	if (mmode_has_stimecmp(vcpu))
		m->stimecmp = live.vstimecmp;
	m->satp = csr_swap(vsatp, 0);
	m->scounteren = csr_swap(scounteren, COUNTERS);
	m->senvcfg = csr_swap(0x10a, VM_HENVCFG & 0xff);
	csr_write(vsie, 0);
	csr_write(hvip, 0);
	if (vcpu->vm->has_sstc)
		csr_write(0x24d, UINT64_MAX);
	m->active = true;
	set_grants(vcpu, (struct grants){ .hcounteren = COUNTERS });
}

/* What the guest's S- and U-mode do without a trap. */
static struct grants grants_below(const struct vcpu *vcpu)
{
	const struct mmode *m = &vcpu->m;
	bool soft_adue = vcpu->vm->soft_adue && (m->menvcfg & ENVCFG_ADUE) != 0;

	return (struct grants){
		.hedeleg = m->medeleg & VM_HEDELEG &
			   ~(soft_adue ? CAUSES_PAGE_FAULT : 0),
		.hideleg = m->mideleg << 1 & VM_HIDELEG,
		.hcounteren = m->mcounteren & COUNTERS,
		.envcfg = m->menvcfg,
	};
}

/* M-mode is left for `mode`, which is U or S. */
static void take_s_out(struct vcpu *vcpu, uint64_t mode)
{
	struct mmode *m = &vcpu->m;
	struct context *context = &vcpu->context;
	bool ssip = (m->mip & m->mideleg & SIP_SSIP) != 0;

	m->active = false;
	set_grants(vcpu, grants_below(vcpu));
	csr_write(vsie, m->mie & m->mideleg);
	csr_write(hvip, ssip ? HVIP_VSSIP : 0);
	csr_write(vsatp, m->satp);
	csr_write(scounteren, m->scounteren);
	csr_write(0x10a, m->senvcfg);
	if (vcpu->vm->has_sstc)
		csr_write(0x24d, mmode_has_stimecmp(vcpu) ? m->stimecmp : UINT64_MAX);
	context->hstatus &= ~(HSTATUS_SPVP | HSTATUS_VTVM | HSTATUS_VTSR);
	context->hstatus |= mode == MODE_S ? HSTATUS_SPVP : 0;
	context->hstatus |= (m->mstatus & STATUS_TVM) != 0 ? HSTATUS_VTVM : 0;
	context->hstatus |= (m->mstatus & STATUS_TSR) != 0 ? HSTATUS_VTSR : 0;
	context->sstatus &= ~STATUS_SPP;
	context->sstatus |= mode == MODE_S ? STATUS_SPP : 0;
}

void mmode_enter(struct vcpu *vcpu, uint64_t cause, uint64_t tval)
{
	struct mmode *m = &vcpu->m;
	struct context *context = &vcpu->context;
	bool interrupt = (cause & CAUSE_INTERRUPT) != 0;
	uint64_t handler = m->mtvec & ~3UL;
	uint64_t from = m->active ? MODE_M
			: (context->hstatus & HSTATUS_SPVP) != 0 ? MODE_S
								 : MODE_U;

	/* The handler's first instruction traps, and trapped before. */
	if (!interrupt && from == MODE_M && context->pc == handler &&
	    vcpu->last_trap_pc == handler) {
		vm_stop(vcpu->vm, "%s in its M-mode trap handler at pc 0x%lx "
				  "mtval 0x%lx",
			exit_name((unsigned)cause), handler, tval);
		return;
	}
	vcpu->last_trap_pc = context->pc;
	if (!m->active)
		put_s_away(vcpu);
	context->hstatus &= ~HSTATUS_SPVP;
	context->sstatus &= ~STATUS_SPP;
	m->mepc = context->pc;
	m->mcause = cause;
	m->mtval = tval;
	uint64_t mie = m->mstatus & STATUS_MIE;
	m->mstatus &= ~(STATUS_MPIE | STATUS_MIE | STATUS_MPP);
	m->mstatus |= from << MPP_SHIFT | (mie != 0 ? STATUS_MPIE : 0);
	context->pc = handler;
	if (interrupt && (m->mtvec & 1) != 0)
		context->pc += 4 * (cause & ~CAUSE_INTERRUPT);
}

void mmode_exception(struct vcpu *vcpu, uint64_t cause, uint64_t tval)
{
	if (vcpu->m.active)
		mmode_enter(vcpu,
			    cause == CAUSE_ECALL_U ? CAUSE_ECALL_M : cause,
			    tval);
	else if ((vcpu->m.medeleg & BIT(cause)) != 0)
		exit_enter_s(vcpu, cause, tval);
	else
		mmode_enter(vcpu, cause, tval);
}

static void return_to(struct vcpu *vcpu, uint64_t mode, uint64_t pc)
{
	vcpu->context.pc = pc;
	if (mode != MODE_M)
		take_s_out(vcpu, mode);
}

static void mret(struct vcpu *vcpu)
{
	struct mmode *m = &vcpu->m;
	uint64_t mode = (m->mstatus & STATUS_MPP) >> MPP_SHIFT;
	uint64_t mpie = m->mstatus & STATUS_MPIE;

	m->mstatus &= ~(STATUS_MIE | STATUS_MPP);
	m->mstatus |= STATUS_MPIE | (mpie != 0 ? STATUS_MIE : 0);
	return_to(vcpu, mode, m->mepc);
}

static void sret(struct vcpu *vcpu)
{
	uint64_t vsstatus = csr_read(vsstatus);
	uint64_t mode = (vsstatus & STATUS_SPP) != 0 ? MODE_S : MODE_U;
	uint64_t spie = vsstatus & STATUS_SPIE;

	vsstatus &= ~(STATUS_SIE | STATUS_SPP);
	csr_write(vsstatus, vsstatus | STATUS_SPIE | (spie != 0 ? STATUS_SIE : 0));
	return_to(vcpu, mode, csr_read(vsepc));
}

bool mmode_instruction(struct vcpu *vcpu, uint32_t bits)
{
	if (!vcpu->m.active)
		return false;
	switch (bits) {
	case INSTRUCTION_MRET:
		mret(vcpu);
		return true;
	case INSTRUCTION_SRET:
		sret(vcpu);
		return true;
	case INSTRUCTION_WFI:
		vcpu->leave = LEAVE_SLEEP;
		break;
	case INSTRUCTION_SFENCE_W_INVAL:
	case INSTRUCTION_SFENCE_INVAL_IR:
		hfence_vvma_all();
		break;
	default:
		if ((bits & MASK_SFENCE) == MATCH_SFENCE_VMA ||
		    (bits & MASK_SFENCE) == MATCH_SINVAL_VMA)
			hfence_vvma_all();
		else if (!mcsr_access(vcpu, bits))
			return false;
		break;
	}
	vcpu->context.pc += 4;
	return true;
}
