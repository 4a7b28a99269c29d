/* External interrupts through the PLIC. */
#ifndef KERNEL_PLIC_H
#define KERNEL_PLIC_H

#include <stdint.h>

void plic_start(void);
/* Opens the PLIC to this hart: external interrupts all come to the hart that
 * booted, so that one claim serves each. */
void plic_enter(void);
/* Calls `handler` with `context` when `source` interrupts. Before plic_start
 * nothing is lost: sources stay pending. */
void plic_listen(uint32_t source, void (*handler)(void *context),
		 void *context);
void plic_interrupt(void);

#endif
