/* Sv39x4: a root of 2048 entries, then two levels as in Sv39. Leaves carry
 * U=1 as every G-stage access is a user access, and A=D=1 so that no hart has
 * to update them. */
#include "gstage.h"

#include "memory.h"
#include "riscv.h"

#define ROOT_BYTES 0x4000UL
#define LEVELS 3
#define INDEX_BITS 9
#define ROOT_INDEX_BITS 11

uint64_t gstage_probe_vmids(void)
{
	csr_write(hgatp, HGATP_VMID_MASK << HGATP_VMID_SHIFT);
	uint64_t vmids =
		(csr_read(hgatp) >> HGATP_VMID_SHIFT & HGATP_VMID_MASK) + 1;
	csr_write(hgatp, 0);
	hfence_gvma_all();
	return vmids;
}

uint64_t gstage_create(void)
{
	return memory_take(ROOT_BYTES, ROOT_BYTES);
}

static uint64_t level_bytes(unsigned level)
{
	return PAGE_SIZE << (INDEX_BITS * level);
}

static uint64_t *entry(uint64_t table, uint64_t gpa, unsigned level)
{
	unsigned bits = level == LEVELS - 1 ? ROOT_INDEX_BITS : INDEX_BITS;
	uint64_t index = gpa >> (PAGE_SHIFT + INDEX_BITS * level) &
			 (BIT(bits) - 1);

	return (uint64_t *)table + index;
}

static bool map_leaf(uint64_t root, uint64_t gpa, uint64_t pte, unsigned leaf)
{
	uint64_t table = root;

	for (unsigned level = LEVELS - 1; level > leaf; level--) {
		uint64_t *slot = entry(table, gpa, level);

		if ((*slot & PTE_V) == 0) {
			uint64_t next = memory_take(PAGE_SIZE, PAGE_SIZE);

			if (next == 0)
				return false;
			*slot = next >> PAGE_SHIFT << PTE_PPN_SHIFT | PTE_V;
		}
		table = *slot >> PTE_PPN_SHIFT << PAGE_SHIFT;
	}
	*entry(table, gpa, leaf) = pte;
	return true;
}

bool gstage_map(uint64_t root, uint64_t gpa, uint64_t spa, uint64_t bytes,
		uint64_t permissions)
{
	bytes = align_up(bytes, PAGE_SIZE);
	while (bytes > 0) {
		bool mega = ((gpa | spa) & (MEGAPAGE_SIZE - 1)) == 0 &&
			    bytes >= MEGAPAGE_SIZE;
		uint64_t pte = spa >> PAGE_SHIFT << PTE_PPN_SHIFT | permissions |
			       PTE_V | PTE_U | PTE_A | PTE_D;

		if (!map_leaf(root, gpa, pte, mega ? 1 : 0))
			return false;
		gpa += level_bytes(mega ? 1 : 0);
		spa += level_bytes(mega ? 1 : 0);
		bytes -= level_bytes(mega ? 1 : 0);
	}
	return true;
}

uint64_t gstage_hgatp(uint64_t root, uint64_t vmid)
{
	return ATP_MODE_SV39 << ATP_MODE_SHIFT | vmid << HGATP_VMID_SHIFT |
	       root >> PAGE_SHIFT;
}
