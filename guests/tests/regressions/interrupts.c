/* Interrupt-pending CSRs and Sstc. */
#include "regressions.h"

static void hvip_leak(void)
{
	say("hvip of an idle machine: 0x%lx\n", csr_read(hvip));
}

static void vsip_seip(void)
{
	csr_write(hideleg, 0x444);
	csr_write(hvip, 0x404);
	say("hideleg 0x444, hvip 0x404: vsip 0x%lx\n", csr_read(vsip));
}

static void stimer_stce_off(void)
{
	csr_write(mcounteren, -1);
	csr_set(menvcfg, ENVCFG_STCE);
	csr_write(0x14d, 0); /* stimecmp */
	uint64_t armed = csr_read(mip) & SIP_STIP;

	csr_clear(menvcfg, ENVCFG_STCE);
	say("STIP armed: %d, after menvcfg.STCE=0: %d\n", armed != 0,
	    (csr_read(mip) & SIP_STIP) != 0);
}

static void hvip_vstip_m(void)
{
	csr_set(menvcfg, ENVCFG_STCE);
	csr_clear(henvcfg, ENVCFG_STCE);
	csr_write(hvip, HVIP_VSTIP);
	say("hvip.VSTIP written by M, menvcfg.STCE=1, henvcfg.STCE=0: %d\n",
	    (csr_read(hvip) & HVIP_VSTIP) != 0);
}

static void stimecmp_reset_pending(void)
{
	csr_set(menvcfg, ENVCFG_STCE);
	say("STIP once menvcfg.STCE is set, stimecmp as reset: %d\n",
	    (csr_read(mip) & SIP_STIP) != 0);
}

static void sstc_mtime_write(void)
{
	csr_write(mcounteren, -1);
	csr_set(menvcfg, ENVCFG_STCE);
	csr_write(0x14d, 1UL << 40);
	uint64_t before = csr_read(mip) & SIP_STIP;

	mmio_write32(CLINT_MTIME + 4, 1UL << 20);
	for (int i = 0; i < 1000; i++)
		__asm__ volatile("nop");
	say("STIP before %d, after mtime was written past stimecmp: %d\n",
	    before != 0, (csr_read(mip) & SIP_STIP) != 0);
}

const struct regression interrupts[] = {
	{ "hvip-leak", hvip_leak },
	{ "vsip-seip", vsip_seip },
	{ "stimer-stce-off", stimer_stce_off },
	{ "hvip-vstip-m", hvip_vstip_m },
	{ "stimecmp-reset-pending", stimecmp_reset_pending },
	{ "sstc-mtime-write", sstc_mtime_write },
	{ NULL, NULL },
};
