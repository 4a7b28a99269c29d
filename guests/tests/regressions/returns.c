/* MRET: the mode it goes to, and what it leaves in mstatus. */
#include "regressions.h"

CODE(call, "nop");

static void mret_mpv_mpp3(void)
{
	csr_set(mstatus, STATUS_MPV | STATUS_MPP);
	struct trap trap = resume(call, 0, 0);

	say("mret with MPP=M and MPV=1, then ecall: cause %lu, MPV %d\n",
	    trap.cause, (trap.status & STATUS_MPV) != 0);
}

static void mret_mprv(void)
{
	prepare(SUPERVISOR);
	csr_set(mstatus, STATUS_MPRV);
	struct trap trap = resume(call, 0, 0);

	csr_clear(mstatus, STATUS_MPRV);
	say("mstatus.MPRV after mret to S: %d\n",
	    (trap.status & STATUS_MPRV) != 0);
}

static void mpv_readonly(void)
{
	prepare(SUPERVISOR);
	csr_set(mstatus, STATUS_MPV);
	say("mret with MPV=1 and MPP=S, then ecall: cause %lu\n",
	    resume(call, 0, 0).cause);
}

static void mret_no_pmp(void)
{
	prepare(SUPERVISOR);
	csr_write(pmpcfg0, 0);
	struct trap trap = resume(call, 0, 0);

	say("mret to S that PMP forbids to fetch: %s at %s\n", outcome(trap),
	    trap.epc == (uint64_t)call ? "the target" : "mret");
}

const struct regression returns[] = {
	{ "mret-mpv-mpp3", mret_mpv_mpp3 },
	{ "mret-mprv", mret_mprv },
	{ "mpv-readonly", mpv_readonly },
	{ "mret-no-pmp", mret_no_pmp },
	{ NULL, NULL },
};
