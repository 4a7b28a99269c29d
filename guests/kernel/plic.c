/* RISC-V Platform-Level Interrupt Controller Specification 1.0.0. */
#include "plic.h"

#include <stddef.h>

#include "board.h"
#include "hart.h"
#include "printk.h"
#include "riscv.h"

#define SOURCES 128
#define PRIORITY(source) (4 * (source))
#define ENABLE(context, source) \
	(0x2000 + 0x80 * (context) + (source) / 32 * 4)
#define THRESHOLD(context) (0x200000 + 0x1000 * (context))
#define CLAIM(context) (THRESHOLD(context) + 4)

static struct {
	void (*handler)(void *context);
	void *context;
} listeners[SOURCES];

static uint32_t claiming_context; /* of the hart that booted */

void plic_start(void)
{
	claiming_context = this_hart()->plic_context;
	if (board.plic.size != 0)
		mmio_write32(board.plic.base + THRESHOLD(claiming_context), 0);
}

void plic_listen(uint32_t source, void (*handler)(void *context),
		 void *context)
{
	if (board.plic.size == 0 || source == 0 || source >= SOURCES) {
		printk("plic: no source %u\n", source);
		return;
	}
	listeners[source].context = context;
	listeners[source].handler = handler;
	mmio_write32(board.plic.base + PRIORITY(source), 1);
	uintptr_t enable =
		board.plic.base + ENABLE(claiming_context, source);
	mmio_write32(enable, mmio_read32(enable) | 1U << source % 32);
}

void plic_interrupt(void)
{
	uintptr_t claim = board.plic.base + CLAIM(claiming_context);
	uint32_t source = mmio_read32(claim);

	/* 0: it went away before the claim. */
	if (source == 0)
		return;
	if (source < SOURCES && listeners[source].handler != NULL)
		listeners[source].handler(listeners[source].context);
	else
		printk("plic: source %u interrupts and nobody listens\n",
		       source);
	mmio_write32(claim, source);
}
