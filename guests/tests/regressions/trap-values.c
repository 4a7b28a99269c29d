/* What mcause, mtval, mtval2 and mtinst say of a trap. */
#include "regressions.h"

CODE(load_word, ".option push\n\t.option norvc\n\tlw a0, 0(a1)\n\t.option pop");
CODE(store_double, ".option push\n\t.option norvc\n\tsd a0, 0(a1)\n\t.option pop");
CODE(amo_double, "amoadd.d a0, a0, (a1)");
CODE(conditional, "sc.d a0, a0, (a1)");
/* hlv.d a0, (a1), hlvx.wu a0, (a1), hfence.gvma, cbo.zero (a1) */
CODE(hypervisor_load, ".insn r 0x73, 4, 0x36, a0, a1, x0");
CODE(fence_gstage, ".insn r 0x73, 0, 0x31, x0, x0, x0");
CODE(zero_block, ".insn i 0x0f, 2, x0, a1, 4");
CODE(break_point, ".option push\n\t.option norvc\n\tebreak\n\t.option pop");
CODE(read_hgatp, "csrr a0, hgatp");
CODE(fetch_here, "nop");

static void htinst_zero(void)
{
	gstage_on();
	struct trap trap = run(VIRTUAL_SUPERVISOR, load_word, 0, UNMAPPED);

	say("lw of an unmapped guest page: %s, tinst 0x%lx\n", outcome(trap),
	    trap.tinst);
}

/* The page table of VS lies where the G-stage maps nothing. */
static void implicit(const char *code, const char *what)
{
	gstage_on();
	vsstage_on();
	stage1[0] = table((const void *)UNMAPPED);
	fences();
	struct trap trap = run(VIRTUAL_SUPERVISOR, code, 0, 0x1000);

	say("%s, page table unmapped: %s, tinst 0x%lx\n", what, outcome(trap),
	    trap.tinst);
}

static void implicit_cause(void)
{
	implicit(store_double, "store");
}

static void implicit_fetch(void)
{
	gstage_on();
	vsstage_on();
	stage1[0] = table((const void *)UNMAPPED);
	fences();
	struct trap trap = run(VIRTUAL_SUPERVISOR, (const char *)0x1000, 0, 0);

	say("fetch, page table unmapped: %s, tinst 0x%lx\n", outcome(trap),
	    trap.tinst);
}

static void amo_cause(void)
{
	gstage_on();
	say("amoadd.d to an unmapped guest page: %s\n",
	    outcome(run(VIRTUAL_SUPERVISOR, amo_double, 0, UNMAPPED)));
}

static void amo_misaligned(void)
{
	say("misaligned amoadd.d: %s\n",
	    outcome(run(SUPERVISOR, amo_double, 0, (uint64_t)spare + 1)));
}

static void sc_no_trap(void)
{
	gstage_on();
	struct trap trap = run(VIRTUAL_SUPERVISOR, conditional, 0, UNMAPPED);

	say("sc.d without reservation to an unmapped guest page: %s\n",
	    outcome(trap));
}

/* A trap before it leaves another opcode behind where tval is stale. */
static void stale(const char *code, const char *what)
{
	run(VIRTUAL_SUPERVISOR, read_hgatp, 0, 0);
	struct trap trap = run(VIRTUAL_SUPERVISOR, code, 0, (uint64_t)spare);
	uint32_t word = *(const uint32_t *)code;

	say("%s in VS: %s, tval %s\n", what, outcome(trap),
	    trap.tval == word ? "its opcode" :
	    trap.tval == 0 ? "0" : "another opcode");
}

static void hlv_stale_tval(void)
{
	stale(hypervisor_load, "hlv.d");
}

static void hfence_gvma_stale_tval(void)
{
	stale(fence_gstage, "hfence.gvma");
}

static void cbo_tval0(void)
{
	csr_write(menvcfg, ENVCFG_CBZE);
	stale(zero_block, "cbo.zero");
}

static void ebreak_tval(void)
{
	struct trap trap = run(VIRTUAL_SUPERVISOR, break_point, 0, 0);

	say("ebreak in VS: %s, tval %s\n", outcome(trap),
	    trap.tval == 0 ? "0" : trap.tval == trap.epc ? "pc" : "other");
}

static void gva_sticky(void)
{
	vsstage_on();
	struct trap fault = run(VIRTUAL_SUPERVISOR, load_word, 0, 0x1000);
	struct trap call = run(SUPERVISOR, fetch_here, 0, 0);

	say("GVA after a page fault of VS: %d, after an ecall of HS: %d\n",
	    (fault.status & STATUS_GVA) != 0, (call.status & STATUS_GVA) != 0);
}

static void no_pmp_cause(void)
{
	gstage_on();
	prepare(VIRTUAL_SUPERVISOR);
	/* One entry that matches nothing here: with none at all, some versions
	 * let nobody below M be returned to. */
	csr_write(pmpaddr0, 0x1000 >> 2);
	csr_write(pmpcfg0, 0x0f);
	struct trap trap = resume(fetch_here, 0, 0);

	say("fetch in VS that PMP forbids: %s, tval2 %s\n", outcome(trap),
	    trap.tval2 == 0 ? "0" : "not 0");
}

const struct regression trap_values[] = {
	{ "htinst-zero", htinst_zero },
	{ "implicit-cause", implicit_cause },
	{ "implicit-fetch", implicit_fetch },
	{ "amo-cause", amo_cause },
	{ "amo-misaligned", amo_misaligned },
	{ "sc-no-trap", sc_no_trap },
	{ "hlv-stale-tval", hlv_stale_tval },
	{ "hfence-gvma-stale-tval", hfence_gvma_stale_tval },
	{ "cbo-tval0", cbo_tval0 },
	{ "ebreak-tval", ebreak_tval },
	{ "gva-sticky", gva_sticky },
	{ "no-pmp-cause", no_pmp_cause },
	{ NULL, NULL },
};
