/* A trap of M-mode given back to the mode below, as if medeleg (and hedeleg)
 * had sent it there (privileged manual, sections 3.1.8 and 19.6). */
#include "riscv.h"
#include "trap.h"

static void enter_hs(struct frame *frame, uint64_t cause, bool from_v)
{
	uint64_t mpp_is_s = (frame->mstatus & STATUS_MPP) != 0;

	if (this_hart()->has_h) {
		uint64_t hstatus = csr_read(hstatus);

		hstatus &= ~(HSTATUS_SPV | HSTATUS_GVA);
		if (from_v) {
			hstatus &= ~HSTATUS_SPVP;
			hstatus |= HSTATUS_SPV | (mpp_is_s ? HSTATUS_SPVP : 0);
		}
		if ((frame->mstatus & STATUS_GVA) != 0)
			hstatus |= HSTATUS_GVA;
		csr_write(hstatus, hstatus);
		csr_write(htval, csr_read(0x34b));  /* mtval2 */
		csr_write(htinst, csr_read(0x34a)); /* mtinst */
	}
	csr_write(sepc, frame->mepc);
	csr_write(scause, cause);
	csr_write(stval, csr_read(mtval));

	uint64_t mstatus = frame->mstatus;
	mstatus &= ~(STATUS_SPP | STATUS_SPIE);
	mstatus |= mpp_is_s ? STATUS_SPP : 0;
	mstatus |= (mstatus & STATUS_SIE) != 0 ? STATUS_SPIE : 0;
	mstatus &= ~(STATUS_SIE | STATUS_MPV | STATUS_GVA | STATUS_MPP);
	frame->mstatus = mstatus | STATUS_MPP_S;
	frame->mepc = csr_read(stvec) & ~3UL;
}

static void enter_vs(struct frame *frame, uint64_t cause)
{
	uint64_t vsstatus = csr_read(vsstatus);
	bool mpp_is_s = (frame->mstatus & STATUS_MPP) != 0;

	csr_write(vsepc, frame->mepc);
	csr_write(vscause, cause);
	csr_write(vstval, csr_read(mtval));
	uint64_t entered = vsstatus & ~(STATUS_SPP | STATUS_SPIE | STATUS_SIE);
	entered |= mpp_is_s ? STATUS_SPP : 0;
	entered |= (vsstatus & STATUS_SIE) != 0 ? STATUS_SPIE : 0;
	csr_write(vsstatus, entered);
	frame->mstatus = (frame->mstatus & ~STATUS_MPP) | STATUS_MPP_S;
	frame->mepc = csr_read(vstvec) & ~3UL;
}

/* Harts that keep mstatus.MPV read-only (QEMU 10.0.11 to 11.1) cannot leave
 * V=1 by a write; an mret to M-mode clears it there. */
static void leave_v(struct frame *frame)
{
	uint64_t own = csr_read(mstatus);

	csr_write(mstatus, own & ~STATUS_MPV);
	if ((csr_read(mstatus) & STATUS_MPV) == 0)
		return;
	__asm__ volatile("la t0, 1f\n\t"
			 "csrr t1, mepc\n\t"
			 "csrw mepc, t0\n\t"
			 "csrs mstatus, %0\n\t"
			 "mret\n"
			 "1:\tcsrw mepc, t1"
			 : : "r"(STATUS_MPP) : "t0", "t1", "memory");
	frame->mstatus &= ~STATUS_MPV;
}

void trap_redirect(struct frame *frame, uint64_t cause)
{
	bool from_v = this_hart()->has_h && (frame->mstatus & STATUS_MPV) != 0;

	if (from_v && cause < 64 && (csr_read(hedeleg) & BIT(cause)) != 0) {
		enter_vs(frame, cause);
		return;
	}
	enter_hs(frame, cause, from_v);
	if (from_v)
		leave_v(frame);
}
