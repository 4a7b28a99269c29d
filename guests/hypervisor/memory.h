/* Supervisor physical memory for guests and tables. Taken at boot, before
 * other harts run, and never given back: a VM keeps its memory when it is
 * stopped, so that it can be reset. */
#ifndef HYPERVISOR_MEMORY_H
#define HYPERVISOR_MEMORY_H

#include <stdint.h>

/* Everything in /memory that is not firmware, hypervisor, device tree or
 * reserved. */
void memory_prepare(const void *blob);
/* Zeroed bytes, aligned to a power of two; 0 if there is no such room. */
uint64_t memory_take(uint64_t bytes, uint64_t alignment);
/* As memory_take, but without clearing. */
uint64_t memory_take_dirty(uint64_t bytes, uint64_t alignment);
uint64_t memory_free_bytes(void);

#endif
