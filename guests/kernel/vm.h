/* Sv39 page tables and the kernel's own address space. */
#ifndef KERNEL_VM_H
#define KERNEL_VM_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t pte_t;

/* Builds the kernel's page table: the kernel, RAM and devices at their
 * physical addresses, the trampoline and the kernel stacks on top. */
void vm_start(void);
/* Switches this hart to it. */
void vm_enter(void);
/* satp of the kernel's address space (ASID 0). */
uint64_t vm_kernel_satp(void);
/* satp of a user page table; `asid` is ignored if the hart has none. */
uint64_t vm_user_satp(const pte_t *root, uint64_t asid);
/* True if address spaces have ASIDs of their own, so that a switch needs no
 * fence. */
bool vm_has_asids(void);

/* The entry of `address` at `level` (0: 4 KiB pages), or NULL. With `create`,
 * missing tables are made; NULL then means out of memory. */
pte_t *vm_walk(pte_t *root, uint64_t address, unsigned level, bool create);
/* Maps [address, address + bytes) to `physical` with the largest pages that
 * fit; `flags` are PTE_R to PTE_U. False: out of memory. */
bool vm_map(pte_t *root, uint64_t address, uint64_t physical, uint64_t bytes,
	    uint64_t flags);
/* Frees every table under `root` and root itself, not the leaf pages. */
void vm_free_tables(pte_t *root, unsigned level);
/* A leaf entry; A and D are set unless the command line says noad. */
pte_t vm_leaf(uint64_t physical, uint64_t flags);

static inline uint64_t pte_physical(pte_t pte)
{
	return (pte >> 10 << 12) & 0x00fffffffffff000;
}

#endif
