/* Interrupts: the CLINT's, the PLIC's, and what M-mode hands on to S-mode. */
#include "mmode.h"

#include "ns16550.h"

#define SOON 1000UL /* ticks */

static void set_timer(uint64_t ticks)
{
	mmio_write64(MTIMECMP(hart_id()), mmio_read64(MTIME) + ticks);
}

bool test_timer(void)
{
	bool ok = true;
	struct trap trap;

	set_timer(SOON);
	CHECK((csr_read(mip) & MIP_MTIP) == 0);
	csr_write(mie, MIP_MTIP);
	/* Not while mstatus.MIE is clear. */
	while ((csr_read(mip) & MIP_MTIP) == 0)
		spin_pause();
	uint64_t before = traps[0].count;
	CHECK(traps[0].count == before);
	csr_set(mstatus, STATUS_MIE);
	csr_clear(mstatus, STATUS_MIE);
	CHECK(traps[0].count == before + 1);
	CHECK(traps[0].last.cause == (CAUSE_INTERRUPT | IRQ_M_TIMER));
	CHECK(traps[0].last.mode == MODE_M);
	/* Below M-mode, MIE does not matter. */
	for (uint64_t mode = MODE_U; mode <= MODE_S; mode++) {
		set_timer(SOON);
		CHECK((csr_read(mip) & MIP_MTIP) == 0);
		csr_write(mie, MIP_MTIP);
		trap = run_in(mode, code_spin);
		CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_M_TIMER));
		CHECK(trap.epc == (uint64_t)code_spin);
		CHECK(trap.mode == mode);
	}
	/* A half of mtimecmp at a time. */
	mmio_write32(MTIMECMP(0) + 4, 0xffffffff);
	CHECK((csr_read(mip) & MIP_MTIP) == 0);
	CHECK(mmio_read32(MTIMECMP(0) + 4) == 0xffffffff);
	mmio_write32(MTIMECMP(0), 5);
	CHECK(mmio_read64(MTIMECMP(0)) == 0xffffffff00000005UL);
	return ok;
}

extern const char trap_vector[], vectors[];

bool test_vectored(void)
{
	bool ok = true;
	uint64_t before = traps[0].count;

	csr_write(mtvec, (uint64_t)vectors | 1);
	CHECK(csr_read(mtvec) == ((uint64_t)vectors | 1));
	csr_write(sscratch, 0);
	mmio_write64(MTIMECMP(0), 0);
	csr_write(mie, MIP_MTIP);
	csr_set(mstatus, STATUS_MIE);
	csr_clear(mstatus, STATUS_MIE);
	CHECK(traps[0].count == before + 1);
	CHECK(csr_swap(sscratch, 0UL) == 7);
	/* Exceptions come to the base. */
	CHECK(run_in(MODE_S, code_ecall).cause == CAUSE_ECALL_S);
	CHECK(csr_read(sscratch) == 0);
	csr_write(mtvec, trap_vector);
	return ok;
}

/* As kernels without Sstc do: M-mode's timer becomes S-mode's software
 * interrupt. */
bool test_forwarded_timer(void)
{
	bool ok = true;
	struct trap trap;

	csr_write(stvec, s_trap);
	csr_write(mideleg, MIP_MSIP | SIP_SSIP | SIP_STIP | SIP_SEIP);
	csr_write(sie, SIP_SSIP);
	csr_clear(sstatus, STATUS_SIE);
	set_timer(SOON);
	csr_write(mie, csr_read(mie) | MIP_MTIP);
	trap = run_in(MODE_S, code_open);
	CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_M_TIMER));
	CHECK((csr_read(sstatus) & STATUS_SIE) != 0);
	mmio_write64(MTIMECMP(0), UINT64_MAX);
	csr_write(sip, SIP_SSIP);
	trap = run_in(MODE_S, (const void *)trap.epc);
	CHECK(trap.cause == CAUSE_ECALL_S);
	CHECK(csr_read(scause) == (CAUSE_INTERRUPT | IRQ_S_SOFT));
	CHECK((csr_read(sstatus) & STATUS_SIE) == 0);
	csr_write(sip, 0);
	CHECK((csr_read(mip) & SIP_SSIP) == 0);
	return ok;
}

bool test_stip(void)
{
	bool ok = true;

	csr_write(stvec, s_trap);
	csr_write(mideleg, SIP_STIP);
	csr_write(sie, SIP_STIP);
	csr_set(mip, SIP_STIP);
	CHECK((csr_read(sip) & SIP_STIP) != 0);
	csr_write(sip, 0); /* not S-mode's to clear */
	CHECK((csr_read(sip) & SIP_STIP) != 0);
	run_in(MODE_S, code_open);
	CHECK(csr_read(scause) == (CAUSE_INTERRUPT | IRQ_S_TIMER));
	csr_clear(mip, SIP_STIP);
	csr_write(scause, 0);
	csr_clear(sstatus, STATUS_SIE);
	set_timer(SOON);
	csr_set(mie, MIP_MTIP);
	struct trap trap = run_in(MODE_S, code_open);
	CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_M_TIMER));
	CHECK(csr_read(scause) == 0);
	/* Without delegation it is M-mode's. */
	csr_write(mideleg, 0);
	csr_write(mie, SIP_STIP);
	csr_set(mip, SIP_STIP);
	trap = run_in(MODE_S, code_spin);
	CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_S_TIMER));
	return ok;
}

bool test_stimecmp(void)
{
	bool ok = true;
	struct trap trap;

	csr_clear(0x30a, ENVCFG_STCE);
	trap = run_in(MODE_S, code_stimecmp);
	CHECK(trap.cause == CAUSE_ILLEGAL_INSTRUCTION);
	csr_set(0x30a, ENVCFG_STCE);
	if ((csr_read(0x30a) & ENVCFG_STCE) == 0)
		return ok;
	csr_write(0x14d, UINT64_MAX);
	CHECK(csr_read(0x14d) == UINT64_MAX);
	CHECK((csr_read(mip) & SIP_STIP) == 0);
	csr_write(stvec, s_trap);
	csr_write(mideleg, SIP_STIP);
	csr_write(sie, SIP_STIP);
	csr_clear(sstatus, STATUS_SIE);
	trap = run_in(MODE_S, code_stimecmp);
	CHECK(trap.cause == CAUSE_ECALL_S);
	CHECK(csr_read(scause) == (CAUSE_INTERRUPT | IRQ_S_TIMER));
	CHECK((csr_read(mip) & SIP_STIP) != 0);
	csr_write(0x14d, read_time() + SOON);
	CHECK((csr_read(mip) & SIP_STIP) == 0);
	csr_write(scause, 0);
	csr_clear(sstatus, STATUS_SIE);
	run_in(MODE_S, code_open);
	CHECK(csr_read(scause) == (CAUSE_INTERRUPT | IRQ_S_TIMER));
	CHECK(csr_read(0x14d) <= read_time());
	/* M-mode's while it is not delegated. */
	csr_write(mideleg, 0);
	csr_write(0x14d, read_time() + SOON);
	csr_write(mie, SIP_STIP);
	trap = run_in(MODE_S, code_spin);
	CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_S_TIMER));
	csr_write(0x14d, UINT64_MAX);
	csr_clear(0x30a, ENVCFG_STCE);
	return ok;
}

bool test_wfi(void)
{
	bool ok = true;

	csr_write(mie, MIP_MTIP);
	for (int round = 0; round < 3; round++) {
		uint64_t before = read_time();

		set_timer(SOON);
		while ((csr_read(mip) & MIP_MTIP) == 0)
			wait_for_interrupt();
		CHECK(read_time() - before >= SOON);
	}
	/* S-mode's wait ends for M-mode's interrupt, and for its own. */
	set_timer(SOON);
	struct trap trap = run_in(MODE_S, code_wfi);
	CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_M_TIMER));
	CHECK(trap.epc == (uint64_t)code_wfi + 4);
	return ok;
}

#define PRIORITY(source) (PLIC + 4 * (source))
#define ENABLE(context) (PLIC + 0x2000 + 0x80 * (context))
#define THRESHOLD(context) (PLIC + 0x200000 + 0x1000 * (context))
#define CLAIM(context) (THRESHOLD(context) + 4)

bool test_plic(void)
{
	bool ok = true;

	mmio_write32(PRIORITY(UART_SOURCE), 1);
	mmio_write32(ENABLE(0), 1U << UART_SOURCE);
	mmio_write32(THRESHOLD(0), 0);
	CHECK(mmio_read32(ENABLE(0)) == 1U << UART_SOURCE);
	CHECK((csr_read(mip) & MIP_MEIP) == 0);
	mmio_write8(UART + UART_IER, UART_IER_ETBEI);
	csr_write(mie, MIP_MEIP);
	struct trap trap = run_in(MODE_S, code_spin);
	CHECK(trap.cause == (CAUSE_INTERRUPT | IRQ_M_EXT));
	CHECK((csr_read(mip) & (MIP_MEIP | SIP_SEIP)) == MIP_MEIP);
	CHECK(mmio_read32(CLAIM(0)) == UART_SOURCE);
	CHECK((csr_read(mip) & MIP_MEIP) == 0);
	mmio_read8(UART + UART_IIR);
	mmio_write8(UART + UART_IER, 0);
	mmio_write32(CLAIM(0), UART_SOURCE);
	CHECK((csr_read(mip) & MIP_MEIP) == 0);
	mmio_write32(ENABLE(0), 0);
	return ok;
}
