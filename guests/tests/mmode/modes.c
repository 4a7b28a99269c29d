/* The ways between the modes. */
#include "mmode.h"

bool test_modes(void)
{
	bool ok = true;
	struct trap trap = run_in(MODE_S, code_ecall);

	CHECK(trap.cause == CAUSE_ECALL_S);
	CHECK(trap.mode == MODE_S);
	CHECK(trap.epc == (uint64_t)code_ecall);
	trap = run_in(MODE_U, code_ecall);
	CHECK(trap.cause == CAUSE_ECALL_U);
	CHECK(trap.mode == MODE_U);
	/* The way out puts MPIE into MIE, and the way back keeps it. */
	csr_set(mstatus, STATUS_MPIE);
	run_in(MODE_S, code_ecall);
	CHECK((csr_read(mstatus) & (STATUS_MPIE | STATUS_MIE)) == STATUS_MPIE);
	csr_clear(mstatus, STATUS_MPIE);
	run_in(MODE_S, code_ecall);
	CHECK((csr_read(mstatus) & (STATUS_MPIE | STATUS_MIE)) == 0);
	/* M-mode may leave by SRET, too. */
	for (uint64_t mode = MODE_U; mode <= MODE_S; mode++) {
		csr_clear(sstatus, STATUS_SPP | STATUS_SIE);
		csr_set(sstatus, (mode == MODE_S ? STATUS_SPP : 0) | STATUS_SPIE);
		csr_write(sepc, code_ecall);
		trap = run_in(MODE_M, code_sret);
		CHECK(trap.cause == (mode == MODE_S ? CAUSE_ECALL_S
						    : CAUSE_ECALL_U));
		CHECK(trap.mode == mode);
		CHECK((csr_read(sstatus) & (STATUS_SIE | STATUS_SPP)) ==
		      STATUS_SIE);
	}
	/* An mret to M-mode stays there. */
	trap = run_in(MODE_M, code_ecall);
	CHECK(trap.cause == CAUSE_ECALL_M);
	CHECK(trap.mode == MODE_M);
	return ok;
}

bool test_delegation(void)
{
	bool ok = true;
	struct trap trap;

	/* U to S without M-mode: the ecall that M-mode sees is S-mode's. */
	csr_write(stvec, s_trap);
	csr_write(medeleg, BIT(CAUSE_ECALL_U) | BIT(CAUSE_BREAKPOINT) |
				   BIT(CAUSE_ILLEGAL_INSTRUCTION));
	trap = run_in(MODE_U, code_ecall);
	CHECK(trap.cause == CAUSE_ECALL_S);
	CHECK(csr_read(scause) == CAUSE_ECALL_U);
	CHECK(csr_read(sepc) == (uint64_t)code_ecall);
	CHECK((csr_read(sstatus) & STATUS_SPP) == 0);
	trap = run_in(MODE_S, code_ebreak);
	CHECK(csr_read(scause) == CAUSE_BREAKPOINT);
	CHECK(csr_read(sepc) == (uint64_t)code_ebreak);
	CHECK((csr_read(sstatus) & STATUS_SPP) != 0);
	trap = run_in(MODE_S, code_mscratch);
	CHECK(csr_read(scause) == CAUSE_ILLEGAL_INSTRUCTION);
	CHECK(csr_read(sepc) == (uint64_t)code_mscratch);
	/* And back again. */
	csr_write(medeleg, 0);
	trap = run_in(MODE_S, code_ebreak);
	CHECK(trap.cause == CAUSE_BREAKPOINT);
	CHECK(trap.epc == (uint64_t)code_ebreak);
	trap = run_in(MODE_S, code_mscratch);
	CHECK(trap.cause == CAUSE_ILLEGAL_INSTRUCTION);
	CHECK(trap.mode == MODE_S);
	/* M-mode's own traps are never delegated. */
	csr_write(medeleg, ~0UL);
	CHECK(run_in(MODE_M, code_ebreak).cause == CAUSE_BREAKPOINT);
	return ok;
}

bool test_traps_of_s(void)
{
	bool ok = true;

	CHECK(run_in(MODE_S, code_sfence).cause == CAUSE_ECALL_S);
	csr_set(mstatus, STATUS_TVM);
	CHECK(run_in(MODE_S, code_sfence).cause == CAUSE_ILLEGAL_INSTRUCTION);
	csr_clear(mstatus, STATUS_TVM);
	csr_set(mstatus, STATUS_TW);
	CHECK(run_in(MODE_S, code_wfi).cause == CAUSE_ILLEGAL_INSTRUCTION);
	csr_clear(mstatus, STATUS_TW);
	csr_set(mstatus, STATUS_TSR);
	CHECK(run_in(MODE_S, code_sret).cause == CAUSE_ILLEGAL_INSTRUCTION);
	csr_clear(mstatus, STATUS_TSR);
	csr_write(mcounteren, 0);
	CHECK(run_in(MODE_S, code_time).cause == CAUSE_ILLEGAL_INSTRUCTION);
	csr_write(mcounteren, 7);
	CHECK(run_in(MODE_S, code_time).cause == CAUSE_ECALL_S);
	csr_write(scounteren, 0);
	CHECK(run_in(MODE_U, code_time).cause == CAUSE_ILLEGAL_INSTRUCTION);
	csr_write(scounteren, 7);
	CHECK(run_in(MODE_U, code_time).cause == CAUSE_ECALL_U);
	return ok;
}
