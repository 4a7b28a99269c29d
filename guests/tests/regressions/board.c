/* The board around the hart: PLIC, CLINT, where the device tree lies. */
#include <ns16550.h>

#include "regressions.h"

#define UART 0x10000000UL
#define UART_SOURCE 10
#define PLIC 0xc000000UL
#define PLIC_PENDING (PLIC + 0x1000)
#define PLIC_ENABLE (PLIC + 0x2000)
#define PLIC_CLAIM (PLIC + 0x200004)

/* The transmitter is empty: its interrupt is there as soon as it is enabled,
 * and gone when it no longer is. */
static void plic_pending_lower(void)
{
	uint32_t bit = 1U << UART_SOURCE;

	mmio_write32(PLIC + 4 * UART_SOURCE, 1);
	mmio_write32(PLIC_ENABLE, bit);
	mmio_write8(UART + UART_IER, UART_IER_ETBEI);
	bool raised = (mmio_read32(PLIC_PENDING) & bit) != 0;

	mmio_write8(UART + UART_IER, 0);
	bool lowered = (mmio_read32(PLIC_PENDING) & bit) != 0;

	say("source pending while its line is up: %d, down again: %d, then claimed: %u\n",
	    raised, lowered, mmio_read32(PLIC_CLAIM));
}

static void plic_source_zero(void)
{
	mmio_write32(PLIC, 7);
	say("priority of PLIC source 0 after a write of 7: %u\n",
	    mmio_read32(PLIC));
}

static void mtime_half_write(void)
{
	mmio_write32(CLINT_MTIME, 0x40000000);
	mmio_write32(CLINT_MTIME + 4, 1);
	uint32_t low = mmio_read32(CLINT_MTIME);

	say("mtime written as 0x40000000 and then 1 above: low half %s, high half %u\n",
	    low >> 30 == 1 ? "kept" : "lost", mmio_read32(CLINT_MTIME + 4));
}

static void tree_above_4gib(void)
{
	say("device tree at 0x%lx\n", tree_address);
}

const struct regression board[] = {
	{ "plic-pending-lower", plic_pending_lower },
	{ "plic-source-zero", plic_source_zero },
	{ "mtime-half-write", mtime_half_write },
	{ "dtb-above-3g", tree_above_4gib },
	{ NULL, NULL },
};
