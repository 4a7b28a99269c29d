/* Page walks: A and D, MXR, SUM, HLV and HLVX, the width of Sv39x4. */
#include "regressions.h"

CODE(read_double, ".option push\n\t.option norvc\n\tld a0, 0(a1)\n\t.option pop");
CODE(hlv_double, ".insn r 0x73, 4, 0x36, a0, a1, x0");
CODE(hlvx_word, ".insn r 0x73, 4, 0x34, a0, a1, x3");
CODE(nothing_at_all, "nop");

#define GUEST_VIRTUAL 0x1000UL

/* Guest virtual 0x1000 with these flags, through three levels. */
static void map_page(uint64_t flags)
{
	stage1[0] = table(spare[0]);
	spare[0][0] = table(spare[1]);
	spare[1][1] = leaf((uint64_t)spare[2], flags);
	fences();
}

static void vs_ad_reset(void)
{
	csr_set(menvcfg, ENVCFG_ADUE);
	gstage_on();
	vsstage_on();
	map_page(PTE_V | PTE_R | PTE_W);
	say("VS load through a PTE without A, henvcfg as reset: %s\n",
	    outcome(run(VIRTUAL_SUPERVISOR, read_double, 0, GUEST_VIRTUAL)));
}

static void hw_ad_always(void)
{
	csr_write(menvcfg, 0);
	stage1[2] = leaf(0x80000000UL, PTE_RWX);
	map_page(PTE_V | PTE_R | PTE_W);
	csr_write(satp, 8UL << 60 | (uint64_t)stage1 >> 12);
	fences();
	say("HS load through a PTE without A, menvcfg.ADUE=0: %s\n",
	    outcome(run(SUPERVISOR, read_double, 0, GUEST_VIRTUAL)));
}

static void hlvx_permission(void)
{
	gstage_on();
	vsstage_on();
	map_page(PTE_V | PTE_X | PTE_A);
	csr_set(hstatus, HSTATUS_SPVP);
	say("hlvx.wu of an execute-only page: %s\n",
	    outcome(run(SUPERVISOR, hlvx_word, 0, GUEST_VIRTUAL)));
}

static void hlvx_cause12(void)
{
	gstage_on();
	csr_set(hstatus, HSTATUS_SPVP);
	say("hlvx.wu of an unmapped guest page: %s\n",
	    outcome(run(SUPERVISOR, hlvx_word, 0, UNMAPPED)));
}

static void hlv_cause5(void)
{
	gstage_on();
	vsstage_on();
	csr_set(hstatus, HSTATUS_SPVP);
	say("hlv.d through an invalid PTE of VS: %s\n",
	    outcome(run(SUPERVISOR, hlv_double, 0, GUEST_VIRTUAL)));
}

static void hlv_sum(void)
{
	gstage_on();
	vsstage_on();
	map_page(PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D);
	csr_set(hstatus, HSTATUS_SPVP);
	csr_clear(vsstatus, STATUS_SUM);
	say("hlv.d as VS of a user page, vsstatus.SUM=0: %s\n",
	    outcome(run(SUPERVISOR, hlv_double, 0, GUEST_VIRTUAL)));
}

static void mxr_gstage(void)
{
	gstage_on();
	gstage[3] = leaf(0x80000000UL, PTE_V | PTE_X | PTE_U | PTE_A);
	fences();
	csr_set(vsstatus, STATUS_MXR);
	struct trap guest = run(VIRTUAL_SUPERVISOR, read_double, 0, 0xc0000000UL);

	csr_clear(vsstatus, STATUS_MXR);
	csr_set(mstatus, STATUS_MXR);
	struct trap host = run(VIRTUAL_SUPERVISOR, read_double, 0, 0xc0000000UL);

	csr_clear(mstatus, STATUS_MXR);
	say("load of an execute-only guest page, vsstatus.MXR: %s; sstatus.MXR: %s\n",
	    outcome(guest), outcome(host));
}

static void gpa_bit40(void)
{
	gstage_on();
	gstage[1024] = leaf(0x80000000UL, PTE_RWX | PTE_U);
	fences();
	say("load of guest physical 2^40 under Sv39x4: %s\n",
	    outcome(run(VIRTUAL_SUPERVISOR, read_double, 0, 1UL << 40)));
}

/* The PTE to be updated lies in a page that the G-stage maps read-only. */
static void vs_ad_through_ro_gstage(void)
{
	uint64_t base = 0x80000000UL;

	csr_set(menvcfg, ENVCFG_ADUE);
	csr_set(henvcfg, ENVCFG_ADUE);
	gstage_on();
	vsstage_on();
	/* Guest physical 3 GiB and up is RAM again, read-only. */
	gstage[3] = leaf(base, PTE_V | PTE_R | PTE_U | PTE_A | PTE_D);
	map_page(PTE_V | PTE_R | PTE_W);
	spare[0][0] = leaf((uint64_t)spare[1] + 0x40000000UL, PTE_V);
	fences();
	struct trap trap = run(VIRTUAL_SUPERVISOR, read_double, 0, GUEST_VIRTUAL);

	say("VS load that sets A in a read-only guest page: %s, PTE.A %d\n",
	    outcome(trap), (spare[1][1] & PTE_A) != 0);
}

/* A load of M under MPRV, with the modes that the trap before left in mstatus:
 * where MPV cannot be written, a trap from VS is what sets it. */
static struct trap load_as_left(uint64_t address)
{
	uint64_t value = 0;

	__asm__ volatile("csrr t1, mtvec\n\t"
			 "la t0, 1f\n\t"
			 "csrw mtvec, t0\n\t"
			 "li t0, 1 << 17\n\t"
			 "csrs mstatus, t0\n\t"
			 ".option push\n\t.option norvc\n\t"
			 "ld %0, 0(%1)\n\t"
			 ".option pop\n\t"
			 "csrw mcause, 11\n\t"
			 ".balign 4\n1:\t"
			 "li t0, 1 << 17\n\t"
			 "csrc mstatus, t0\n\t"
			 "csrw mtvec, t1"
			 : "+&r"(value) : "r"(address)
			 : "t0", "t1", "memory");
	return (struct trap){ .cause = csr_read(mcause),
			      .tval2 = csr_read(mtval2) };
}

static void mtval2_junk(void)
{
	gstage_on();
	run(VIRTUAL_SUPERVISOR, nothing_at_all, 0, 0);
	struct trap trap = load_as_left(UNMAPPED);

	say("load of M under MPRV and MPV from an unmapped guest page: %s, tval2 %s\n",
	    outcome(trap), trap.tval2 == 0 ? "0" : "not 0");
}

const struct regression translation[] = {
	{ "vs-ad-reset", vs_ad_reset },
	{ "hw-ad-always", hw_ad_always },
	{ "hlvx-permission", hlvx_permission },
	{ "hlvx-cause12", hlvx_cause12 },
	{ "hlv-cause5", hlv_cause5 },
	{ "hlv-sum", hlv_sum },
	{ "mxr-gstage", mxr_gstage },
	{ "gpa-bit40", gpa_bit40 },
	{ "vs-ad-through-ro-gstage", vs_ad_through_ro_gstage },
	{ "mtval2-junk", mtval2_junk },
	{ NULL, NULL },
};
