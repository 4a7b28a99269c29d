/* Device tree, SBI base, console, counters, and exceptions that the guest is
 * to see itself. */
#include "exercise.h"
#include "string.h"

bool test_tree(void)
{
	bool ok = true;

	CHECK(machine.memory_bytes >= 4 << 20);
	CHECK(machine.plic == 0xc000000);
	CHECK(machine.uart == 0x10000000);
	CHECK(machine.uart_source == 10);
	CHECK(!fdt_isa_has(fdt_text(&machine.fdt,
				    fdt_path(&machine.fdt, "/cpus/cpu@0"),
				    "riscv,isa"),
			   "h") ||
	      fdt_path(&machine.fdt, "/pmu") >= 0);
	/* All of it is memory. */
	volatile uint64_t *last =
		(uint64_t *)(0x80000000 + machine.memory_bytes - 0x2000);
	*last = 0x1122334455667788;
	CHECK(*last == 0x1122334455667788);
	return ok;
}

bool test_base(void)
{
	bool ok = true;

	CHECK(sbi_call(SBI_EXT_BASE, SBI_BASE_GET_SPEC_VERSION, 0, 0, 0, 0, 0)
		      .value == SBI_SPEC_VERSION_2_0);
	CHECK(sbi_probe(SBI_EXT_TIME).value == 1);
	CHECK(sbi_probe(SBI_EXT_HSM).value == 1);
	CHECK(sbi_probe(SBI_EXT_DBCN).value == 1);
	CHECK(sbi_probe(0x12345678).value == 0);
	CHECK(sbi_call(0x12345678, 0, 0, 0, 0, 0, 0).error ==
	      SBI_ERR_NOT_SUPPORTED);
	CHECK(sbi_call(SBI_EXT_TIME, 99, 0, 0, 0, 0, 0).error ==
	      SBI_ERR_NOT_SUPPORTED);
	return ok;
}

bool test_console(void)
{
	bool ok = true;

	/* Text that is not in our memory must not be read for us. */
	if (fdt_path(&machine.fdt, "/pmu") < 0)
		CHECK(sbi_console_write((void *)0x1000, 16).error ==
		      SBI_ERR_INVALID_PARAM);
	CHECK(sbi_call(SBI_EXT_DBCN, SBI_DBCN_WRITE, 16, 0x80200000, 1, 0, 0)
		      .error == SBI_ERR_INVALID_PARAM);
	CHECK(sbi_call(SBI_EXT_DBCN, SBI_DBCN_WRITE, ~0UL, 0x80200000, 0, 0, 0)
		      .error == SBI_ERR_INVALID_PARAM);
	return ok;
}

bool test_counters(void)
{
	bool ok = true;
	uint64_t time = csr_read(time);
	uint64_t cycle = csr_read(cycle);
	uint64_t instret = csr_read(instret);
	uint64_t exceptions = traps[0].exceptions;

	for (int i = 0; i < 1000; i++)
		__asm__ volatile("nop");
	CHECK(csr_read(cycle) > cycle);
	CHECK(csr_read(instret) - instret >= 1000);
	CHECK(csr_read(time) >= time);
	CHECK(traps[0].exceptions == exceptions);
	return ok;
}

bool test_illegal(void)
{
	bool ok = true;
	uint64_t before = traps[0].exceptions;

	__asm__ volatile(".word 0xffffffff" : : : "memory");
	CHECK(traps[0].exceptions == before + 1);
	CHECK(traps[0].cause == CAUSE_ILLEGAL_INSTRUCTION);
	/* A CSR of M-mode. */
	__asm__ volatile("csrr t0, mscratch" : : : "t0", "memory");
	CHECK(traps[0].exceptions == before + 2);
	CHECK(traps[0].cause == CAUSE_ILLEGAL_INSTRUCTION);
	__asm__ volatile(".option push\n.option norvc\nebreak\n.option pop"
			 : : : "memory");
	CHECK(traps[0].exceptions == before + 3);
	CHECK(traps[0].cause == CAUSE_BREAKPOINT);
	return ok;
}

bool test_virtual(void)
{
	bool ok = true;
	uint64_t before = traps[0].exceptions;

	if (fdt_path(&machine.fdt, "/pmu") >= 0)
		return true; /* No guest, so hgatp is there. */
	/* A hart without H, as far as we are told: illegal, not virtual. */
	__asm__ volatile("csrr t0, hgatp" : : : "t0", "memory");
	CHECK(traps[0].exceptions == before + 1);
	CHECK(traps[0].cause == CAUSE_ILLEGAL_INSTRUCTION);
	__asm__ volatile(H_EXTENSION("hfence.gvma") : : : "memory");
	CHECK(traps[0].exceptions == before + 2);
	CHECK(traps[0].cause == CAUSE_ILLEGAL_INSTRUCTION);
	/* A hypervisor that lets WFI trap makes WRS.NTO trap, too. */
	if (fdt_cpu_has(&machine.fdt, fdt_path(&machine.fdt, "/cpus/cpu@0"),
			"zawrs"))
		__asm__ volatile(".word 0x00d00073" : : : "memory");
	CHECK(traps[0].exceptions == before + 2);
	return ok;
}
