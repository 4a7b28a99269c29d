/* Physical external interrupts: the board's PLIC. */
#ifndef HYPERVISOR_IRQ_H
#define HYPERVISOR_IRQ_H

#include <stdbool.h>
#include <stdint.h>

/* Returns true if the source may be completed now, false if irq_complete will
 * be called for it later. Runs on the hart that the source is routed to. */
typedef bool irq_handler(void *context);

/* Finds the PLIC, and the S-mode context of each hart. */
void irq_prepare(void);
/* Routes a source to a hart. Boot only. */
void irq_route(uint32_t source, uint64_t hart, irq_handler *handler,
	       void *context);
/* Serves everything that is pending for this hart. */
void irq_dispatch(void);
void irq_complete(uint32_t source);

#endif
