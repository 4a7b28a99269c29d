/* Messages between harts, carried by the CLINT's software interrupt. */
#ifndef FIRMWARE_IPI_H
#define FIRMWARE_IPI_H

#include <stdint.h>

/* Raises sip.SSIP on every hart of the mask. */
void ipi_send_soft(uint64_t harts);
/* Fences on every hart of the mask; returns when all have done it. */
void ipi_fence(uint64_t harts, uint32_t function, uint64_t start, uint64_t size,
	       uint64_t asid_or_vmid);
/* The software interrupt itself. */
void ipi_receive(void);

#endif
