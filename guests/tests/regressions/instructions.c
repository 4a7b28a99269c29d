/* Illegal or virtual instruction: which of the two, or neither. */
#include "regressions.h"

CODE(guest_fence, "sfence.vma");
CODE(read_sstatus, "csrr a0, sstatus");
CODE(return_supervisor, "sret");
CODE(read_satp, "csrr a0, satp");
CODE(read_guest_satp, "csrr a0, hgatp");
/* With a reservation, so that it has something to wait for. */
CODE(wait_nto, "lr.d a0, (a1)\n\t.insn i 0x73, 0, x0, x0, 0x0d");
CODE(set_cycle, "li t0, 0\n\tcsrrs a0, cycle, t0");

#define STATUS_TVM BIT(20)
#define STATUS_TSR BIT(22)

static void vu_fence_illegal(void)
{
	say("sfence.vma in VU: %s\n",
	    outcome(run(VIRTUAL_USER, guest_fence, 0, 0)));
}

static void vu_scsr_illegal(void)
{
	say("csrr sstatus in VU: %s\n",
	    outcome(run(VIRTUAL_USER, read_sstatus, 0, 0)));
}

static void vu_sret_illegal(void)
{
	say("sret in VU: %s\n",
	    outcome(run(VIRTUAL_USER, return_supervisor, 0, 0)));
}

static void vtvm_satp(void)
{
	csr_set(hstatus, HSTATUS_VTVM);
	say("csrr satp in VS, VTVM=1: %s\n",
	    outcome(run(VIRTUAL_SUPERVISOR, read_satp, 0, 0)));
}

static void tvm_in_vs(void)
{
	csr_set(mstatus, STATUS_TVM);
	say("csrr satp in VS, TVM=1: %s\n",
	    outcome(run(VIRTUAL_SUPERVISOR, read_satp, 0, 0)));
}

static void tvm_hgatp(void)
{
	csr_set(mstatus, STATUS_TVM);
	say("csrr hgatp in HS, TVM=1: %s\n",
	    outcome(run(SUPERVISOR, read_guest_satp, 0, 0)));
}

static void tsr_in_vs(void)
{
	prepare(VIRTUAL_SUPERVISOR);
	csr_set(mstatus, STATUS_TSR);
	csr_set(vsstatus, STATUS_SPP);
	csr_write(vsepc, guest_fence);
	say("sret in VS, mstatus.TSR=1: %s\n",
	    outcome(resume(return_supervisor, 0, 0)));
}

static void wrs_nto(void)
{
	csr_set(hstatus, HSTATUS_VTW);
	say("wrs.nto in VS, VTW=1: %s\n",
	    outcome(run(VIRTUAL_SUPERVISOR, wait_nto, 0, (uint64_t)spare)));
}

static void readonly_csr_csrrs(void)
{
	csr_write(mcounteren, -1);
	say("csrrs of cycle with rs1=t0=0: %s\n",
	    outcome(run(SUPERVISOR, set_cycle, 0, 0)));
}

const struct regression instructions[] = {
	{ "vu-fence-illegal", vu_fence_illegal },
	{ "vu-scsr-illegal", vu_scsr_illegal },
	{ "vu-sret-illegal", vu_sret_illegal },
	{ "vtvm-satp", vtvm_satp },
	{ "tvm-in-vs", tvm_in_vs },
	{ "tvm-hgatp", tvm_hgatp },
	{ "tsr-in-vs", tsr_in_vs },
	{ "wrs-nto", wrs_nto },
	{ "readonly-csr-csrrs", readonly_csr_csrrs },
	{ NULL, NULL },
};
