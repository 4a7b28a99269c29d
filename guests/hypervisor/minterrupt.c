/* What is pending for a vCPU with M-mode, who takes it, and when its timers fire
 * (privileged manual, section 3.1.9; Sstc, chapter 16). */
#include "minterrupt.h"

#include "mmode.h"
#include "riscv.h"
#include "scheduler.h"
#include "vcpu.h"
#include "vm.h"

static uint64_t guest_time(const struct vcpu *vcpu)
{
	return read_time() + vcpu->vm->htimedelta;
}

bool mmode_has_stimecmp(const struct vcpu *vcpu)
{
	return (vcpu->m.menvcfg & ENVCFG_STCE) != 0;
}

struct live live_loaded(const struct vcpu *vcpu)
{
	return (struct live){ csr_read(vsie), csr_read(hvip),
			      mmode_has_stimecmp(vcpu) ? csr_read(0x24d) : 0 };
}

static struct live saved(const struct vcpu *vcpu)
{
	return (struct live){ vcpu->csrs.vsie, vcpu->csrs.hvip,
			      vcpu->csrs.vstimecmp };
}

static uint64_t stimecmp(const struct vcpu *vcpu, struct live live)
{
	if (!mmode_has_stimecmp(vcpu))
		return UINT64_MAX;
	return vcpu->m.active ? vcpu->m.stimecmp : live.vstimecmp;
}

uint64_t live_enabled(const struct vcpu *vcpu, struct live live)
{
	const struct mmode *m = &vcpu->m;

	if (m->active)
		return m->mie;
	return (m->mie & ~m->mideleg) | (live.vsie & m->mideleg);
}

static uint64_t pending(const struct vcpu *vcpu, struct live live,
			uint64_t guest_now)
{
	const struct mmode *m = &vcpu->m;
	uint64_t mip = m->mip;

	if (!m->active && (m->mideleg & SIP_SSIP) != 0)
		mip = (mip & ~SIP_SSIP) |
		      ((live.hvip & HVIP_VSSIP) != 0 ? SIP_SSIP : 0);
	if (mmode_has_stimecmp(vcpu))
		mip = (mip & ~SIP_STIP) |
		      (stimecmp(vcpu, live) <= guest_now ? SIP_STIP : 0);
	if (__atomic_load_n(&vcpu->external, __ATOMIC_ACQUIRE) != 0)
		mip |= SIP_SEIP;
	if (__atomic_load_n(&m->external, __ATOMIC_ACQUIRE) != 0)
		mip |= MIP_MEIP;
	if (__atomic_load_n(&m->msip, __ATOMIC_ACQUIRE) != 0)
		mip |= MIP_MSIP;
	if (__atomic_load_n(&m->mtimecmp, __ATOMIC_ACQUIRE) <= guest_now)
		mip |= MIP_MTIP;
	return mip;
}

uint64_t mmode_pending(const struct vcpu *vcpu)
{
	return pending(vcpu, live_loaded(vcpu), guest_time(vcpu));
}

/* The interrupt that is taken first (section 3.1.9); one bit of `ready` is
 * set at least. */
static uint64_t first(uint64_t ready)
{
	static const uint8_t order[] = { IRQ_M_EXT,  IRQ_M_SOFT, IRQ_M_TIMER,
					 IRQ_S_EXT, IRQ_S_SOFT, IRQ_S_TIMER };
	size_t i = 0;

	while ((ready & BIT(order[i])) == 0)
		i++;
	return order[i];
}

/* The next tick of the guest, after `guest_now`, at which a timer that is
 * enabled in `mie` fires; UINT64_MAX if there is none. */
static uint64_t next_tick(const struct vcpu *vcpu, struct live live,
			  uint64_t mie, uint64_t guest_now)
{
	uint64_t mtimecmp =
		__atomic_load_n(&vcpu->m.mtimecmp, __ATOMIC_ACQUIRE);
	uint64_t s = stimecmp(vcpu, live);
	uint64_t next = UINT64_MAX;

	if ((mie & MIP_MTIP) != 0 && mtimecmp > guest_now)
		next = mtimecmp;
	if ((mie & SIP_STIP) != 0 && s > guest_now && s < next)
		next = s;
	return next;
}

static uint64_t host_tick(uint64_t guest_tick, uint64_t guest_now, uint64_t now)
{
	uint64_t left = guest_tick - guest_now;

	return guest_tick == UINT64_MAX || left > UINT64_MAX - now ? UINT64_MAX
								   : now + left;
}

/* S-mode's interrupts, as far as they are delegated and M-mode is not active:
 * in M-mode none of hvip is seen. SSIP is S-mode's own. */
static void inject(struct vcpu *vcpu, uint64_t mip)
{
	uint64_t mask = HVIP_VSEIP | (mmode_has_stimecmp(vcpu) ? 0 : HVIP_VSTIP);
	uint64_t wanted = (mip & vcpu->m.mideleg) << 1 & mask;
	uint64_t present = csr_read(hvip) & mask;

	if (present == wanted)
		return;
	if ((wanted & ~present & HVIP_VSEIP) != 0)
		vcpu->injected_external++;
	if ((wanted & ~present & HVIP_VSTIP) != 0)
		vcpu->injected_timer++;
	csr_clear(hvip, present & ~wanted);
	csr_set(hvip, wanted & ~present);
}

static void count(struct vcpu *vcpu, uint64_t irq)
{
	vcpu->injected_external += irq == IRQ_M_EXT || irq == IRQ_S_EXT;
	vcpu->injected_soft += irq == IRQ_M_SOFT || irq == IRQ_S_SOFT;
	vcpu->injected_timer += irq == IRQ_M_TIMER || irq == IRQ_S_TIMER;
}

void mmode_before_entry(struct vcpu *vcpu)
{
	struct mmode *m = &vcpu->m;
	struct live live = live_loaded(vcpu);
	uint64_t now = read_time();
	uint64_t guest_now = now + vcpu->vm->htimedelta;
	uint64_t mie = live_enabled(vcpu, live);
	uint64_t mip = pending(vcpu, live, guest_now);
	uint64_t ready = mip & mie & ~m->mideleg;

	/* A hart compares stimecmp for S-mode; all else is for us to watch. */
	vcpu->timer_at = host_tick(next_tick(vcpu, live, mie & ~m->mideleg,
					     guest_now),
				   guest_now, now);
	scheduler_timer_changed(vcpu);
	if (ready != 0 && (!m->active || (m->mstatus & STATUS_MIE) != 0)) {
		uint64_t irq = first(ready);

		count(vcpu, irq);
		mmode_enter(vcpu, CAUSE_INTERRUPT | irq, 0);
	}
	if (!m->active)
		inject(vcpu, mip);
}

bool mmode_has_interrupt(const struct vcpu *vcpu, uint64_t now)
{
	struct live live = saved(vcpu);

	return (pending(vcpu, live, now + vcpu->vm->htimedelta) &
		live_enabled(vcpu, live)) != 0;
}

uint64_t mmode_timer_deadline(const struct vcpu *vcpu, uint64_t now)
{
	struct live live = saved(vcpu);
	uint64_t guest_now = now + vcpu->vm->htimedelta;

	return host_tick(next_tick(vcpu, live, live_enabled(vcpu, live), guest_now),
			 guest_now, now);
}
