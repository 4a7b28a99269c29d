/* Traps taken in M-mode, by cause (privileged manual, table of mcause). */
#include "trap.h"

#include "console.h"
#include "ipi.h"
#include "riscv.h"
#include "ecall.h"

static void timer_interrupt(void)
{
	/* Only without Sstc: hand it on, and wait for the next set_timer. */
	csr_clear(mie, MIP_MTIP);
	csr_set(mip, SIP_STIP);
}

void trap_handle(struct frame *frame)
{
	uint64_t cause = csr_read(mcause);

	switch (cause) {
	case CAUSE_INTERRUPT | IRQ_M_SOFT:
		ipi_receive();
		break;
	case CAUSE_INTERRUPT | IRQ_M_TIMER:
		timer_interrupt();
		break;
	case CAUSE_ECALL_S:
		sbi_handle(frame);
		break;
	case CAUSE_ILLEGAL_INSTRUCTION:
		if (!time_emulate(frame))
			trap_redirect(frame, cause);
		break;
	default:
		if ((cause & CAUSE_INTERRUPT) != 0)
			firmware_panic(cause, frame->mepc, csr_read(mtval));
		trap_redirect(frame, cause);
		break;
	}
}

void firmware_panic(uint64_t cause, uint64_t epc, uint64_t tval)
{
	console_print("hartbed firmware: unexpected trap in M-mode: "
		      "mcause 0x%lx mepc 0x%lx mtval 0x%lx\n",
		      cause, epc, tval);
	for (;;)
		wait_for_interrupt();
}
