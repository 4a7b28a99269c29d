/* What CSRs hold at reset, and what they keep of what is written. */
#include "regressions.h"

static void hgatp_warl(void)
{
	csr_write(hgatp, 15UL << 60);
	csr_write(vsatp, 15UL << 60);
	say("after a write of MODE 15: hgatp.MODE %lu, vsatp.MODE %lu\n",
	    csr_read(hgatp) >> 60, csr_read(vsatp) >> 60);
}

static void satp_warl(void)
{
	csr_write(satp, 1UL << 60);
	say("satp after a write of MODE 1: MODE %lu\n", csr_read(satp) >> 60);
}

static void counteren_warl(void)
{
	csr_write(mcounteren, -1);
	csr_write(hcounteren, -1);
	say("all ones: mcounteren 0x%lx, hcounteren 0x%lx\n",
	    csr_read(mcounteren), csr_read(hcounteren));
}

static void hedeleg_warl(void)
{
	csr_write(medeleg, -1);
	csr_write(hedeleg, -1);
	say("all ones: medeleg 0x%lx, hedeleg 0x%lx\n", csr_read(medeleg),
	    csr_read(hedeleg));
}

static void menvcfg_warl(void)
{
	csr_write(menvcfg, -1);
	csr_write(henvcfg, -1);
	say("all ones: menvcfg 0x%lx, henvcfg 0x%lx\n", csr_read(menvcfg),
	    csr_read(henvcfg));
}

static void henvcfg_stale(void)
{
	csr_write(menvcfg, -1);
	csr_write(henvcfg, ENVCFG_ADUE | ENVCFG_STCE);
	csr_write(menvcfg, 0);
	csr_write(henvcfg, 0);
	csr_write(menvcfg, -1);
	say("henvcfg, cleared while menvcfg=0, with menvcfg=-1: 0x%lx\n",
	    csr_read(henvcfg));
}

static void envcfg_reset(void)
{
	say("reset: menvcfg 0x%lx, henvcfg 0x%lx\n", csr_read(menvcfg),
	    csr_read(henvcfg));
}

static void marchid(void)
{
	uint64_t value = csr_read(marchid);

	/* The version number of a release, down to its minor. */
	if (value >> 8 != 0)
		value &= ~0xffUL;
	say("marchid 0x%lx\n", value);
}

static void mepc_bit0(void)
{
	csr_write(mepc, 0x80000001UL);
	say("mepc after a write of an odd address: bit 0 is %lu\n",
	    csr_read(mepc) & 1);
}

static void vsstatus_warl(void)
{
	csr_write(vsstatus, -1);
	say("vsstatus after a write of all ones: 0x%lx\n", csr_read(vsstatus));
	csr_write(vsstatus, 2UL << 32);
}

const struct regression masks[] = {
	{ "hgatp-warl", hgatp_warl },
	{ "satp-warl", satp_warl },
	{ "counteren-warl", counteren_warl },
	{ "hedeleg-warl", hedeleg_warl },
	{ "menvcfg-warl", menvcfg_warl },
	{ "henvcfg-stale", henvcfg_stale },
	{ "envcfg-reset", envcfg_reset },
	{ "marchid", marchid },
	{ "mepc-bit0", mepc_bit0 },
	{ "vsstatus-warl", vsstatus_warl },
	{ NULL, NULL },
};
