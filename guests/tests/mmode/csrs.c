/* CSRs as M-mode reads and writes them. */
#include "mmode.h"

/* Reads a CSR that may be illegal; what M-mode was told about it. */
#define TRY(instruction)                                             \
	({                                                           \
		uint64_t before_ = traps[hart_id()].count;           \
		__asm__ volatile(".option push\n\t.option norvc\n\t" \
				 instruction                         \
				 "\n\t.option pop" : : : "t0", "memory"); \
		traps[hart_id()].count != before_;                   \
	})

bool test_csrs(void)
{
	bool ok = true;
	uint64_t misa = csr_read(misa);

	CHECK(hart_id() == 0);
	CHECK(misa >> 62 == 2);
	for (const char *letter = "acimsu"; *letter != '\0'; letter++)
		CHECK((misa & BIT(*letter - 'a')) != 0);
	csr_write(mscratch, 0x123456789abcdef0UL);
	CHECK(csr_swap(mscratch, 0x0fUL << 32) == 0x123456789abcdef0UL);
	csr_set(mscratch, 5);
	csr_clear(mscratch, 4);
	CHECK(csr_read(mscratch) == (0x0fUL << 32 | 1));
	csr_write(mscratch, 0);
	csr_write(mepc, 0x80000003UL);
	CHECK(!strict || (csr_read(mepc) & 1) == 0);
	csr_write(mcause, CAUSE_INTERRUPT | 5);
	CHECK(csr_read(mcause) == (CAUSE_INTERRUPT | 5));
	csr_write(mtval, 77);
	CHECK(csr_read(mtval) == 77);
	csr_write(medeleg, ~0UL);
	CHECK(!strict || (csr_read(medeleg) & BIT(CAUSE_ECALL_M)) == 0);
	CHECK((csr_read(medeleg) & BIT(CAUSE_ECALL_U)) != 0);
	csr_write(mideleg, ~0UL);
	CHECK((csr_read(mideleg) & 0xfff & ~0x444UL) == 0x222);
	csr_write(mie, ~0UL);
	CHECK((csr_read(mie) & 0xaaa) == 0xaaa);
	csr_write(mie, 0);
	csr_write(mcounteren, 7);
	CHECK((csr_read(mcounteren) & 7) == 7);
	uint64_t cycle = csr_read(mcycle);
	uint64_t instret = csr_read(minstret);
	CHECK(csr_read(mcycle) > cycle);
	CHECK(csr_read(minstret) > instret);
	CHECK(csr_read(mhpmcounter3) == csr_read(hpmcounter3));
	uint64_t time = read_time();
	uint64_t mtime = mmio_read64(MTIME);
	CHECK(mtime >= time && mtime <= read_time());
	return ok;
}

bool test_mstatus(void)
{
	bool ok = true;

	for (uint64_t mode = 0; mode < 4; mode++) {
		if (mode == 2)
			continue;
		csr_clear(mstatus, STATUS_MPP);
		csr_set(mstatus, mode << 11);
		CHECK((csr_read(mstatus) & STATUS_MPP) >> 11 == mode);
	}
	CHECK((csr_read(mstatus) >> 32 & 15) == 10); /* SXL, UXL */
	csr_set(mstatus, STATUS_SUM | STATUS_SPP | STATUS_SPIE);
	CHECK((csr_read(sstatus) & STATUS_SUM) != 0);
	CHECK((csr_read(sstatus) & (STATUS_SPP | STATUS_SPIE)) ==
	      (STATUS_SPP | STATUS_SPIE));
	CHECK((csr_read(sstatus) & (STATUS_MPP | STATUS_MPIE)) == 0);
	csr_clear(sstatus, STATUS_SUM | STATUS_SPP);
	CHECK((csr_read(mstatus) & (STATUS_SUM | STATUS_SPP)) == 0);
	/* S-mode's interrupts are nothing to M-mode. */
	csr_write(mideleg, SIP_SSIP);
	csr_write(sie, SIP_SSIP);
	csr_set(mip, SIP_SSIP);
	uint64_t before = traps[0].count;
	csr_set(sstatus, STATUS_SIE);
	csr_set(mstatus, STATUS_MIE);
	CHECK((csr_read(sip) & SIP_SSIP) != 0);
	CHECK(traps[0].count == before);
	csr_clear(mstatus, STATUS_MIE);
	CHECK((csr_read(sstatus) & STATUS_SIE) != 0);
	csr_clear(sip, SIP_SSIP);
	CHECK((csr_read(mip) & SIP_SSIP) == 0);
	return ok;
}

bool test_s_csrs(void)
{
	bool ok = true;

	csr_write(stvec, 0x80001000UL);
	csr_write(sscratch, 1);
	csr_write(sepc, 0x80002000UL);
	csr_write(scause, 13);
	csr_write(stval, 3);
	csr_write(scounteren, 7);
	CHECK(csr_read(stvec) == 0x80001000UL);
	CHECK(csr_read(sscratch) == 1);
	CHECK(csr_read(sepc) == 0x80002000UL);
	CHECK(csr_read(scause) == 13);
	CHECK(csr_read(stval) == 3);
	CHECK((csr_read(scounteren) & 7) == 7);
	/* M-mode is not translated, whatever satp says. */
	csr_write(satp, ATP_MODE_SV39 << ATP_MODE_SHIFT | 1);
	CHECK(csr_read(satp) == (ATP_MODE_SV39 << ATP_MODE_SHIFT | 1));
	csr_write(satp, 5UL << ATP_MODE_SHIFT); /* reserved: not written */
	CHECK(!strict ||
	      csr_read(satp) == (ATP_MODE_SV39 << ATP_MODE_SHIFT | 1));
	csr_write(satp, 0);
	/* What is not delegated is not there for sie and sip. */
	csr_write(mideleg, SIP_SSIP);
	csr_write(mie, SIP_SSIP | SIP_STIP | MIP_MTIP);
	CHECK(csr_read(sie) == SIP_SSIP);
	csr_write(sie, 0);
	CHECK((csr_read(mie) & 0xaaa) == (SIP_STIP | MIP_MTIP));
	return ok;
}

bool test_illegal(void)
{
	bool ok = true;
	const struct trap *last = &traps[0].last;

	CHECK(TRY("csrw mhartid, zero"));
	CHECK(last->cause == CAUSE_ILLEGAL_INSTRUCTION);
	CHECK(last->tval == 0 || last->tval == 0xf1401073UL);
	CHECK(last->mode == MODE_M);
	CHECK(!TRY("csrrs t0, mhartid, zero"));
	CHECK(TRY("csrr t0, 0x5c0"));
	CHECK(TRY(".word 0xffffffff"));
	CHECK(TRY("ecall"));
	CHECK(last->cause == CAUSE_ECALL_M);
	CHECK(!TRY("sfence.vma"));
	CHECK(!TRY("csrr t0, pmpaddr0"));
	return ok;
}
