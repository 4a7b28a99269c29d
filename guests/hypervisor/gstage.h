/* G-stage translation: Sv39x4 tables and VMIDs (privileged manual, section
 * "Two-Stage Address Translation"). */
#ifndef HYPERVISOR_GSTAGE_H
#define HYPERVISOR_GSTAGE_H

#include <stdbool.h>
#include <stdint.h>

/* Permissions of a mapping, as PTE bits. */
#define GSTAGE_MEMORY (PTE_R | PTE_W | PTE_X)
#define GSTAGE_DEVICE (PTE_R | PTE_W)

/* The number of VMIDs of this hart: writes hgatp, leaves it zero. */
uint64_t gstage_probe_vmids(void);

/* A new root table (16 KiB) as a supervisor physical address, or 0. */
uint64_t gstage_create(void);
/* Maps guest physical to supervisor physical memory, in megapages where the
 * addresses allow it. False if memory ran out. */
bool gstage_map(uint64_t root, uint64_t gpa, uint64_t spa, uint64_t bytes,
		uint64_t permissions);
uint64_t gstage_hgatp(uint64_t root, uint64_t vmid);

#endif
