/* External interrupts through the PLIC. */
#ifndef KERNEL_PLIC_H
#define KERNEL_PLIC_H

#include <stdint.h>

/* Opens the PLIC to this hart, and to no other: with one hart that claims, an
 * interrupt costs one trap and one claim. */
void plic_start(void);
/* Calls `handler` with `context` when `source` interrupts. */
void plic_listen(uint32_t source, void (*handler)(void *context),
		 void *context);
void plic_interrupt(void);

#endif
