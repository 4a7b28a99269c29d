/* Sv39 (privileged manual, "Sv39: Page-Based 39-bit Virtual-Memory System").
 * The kernel maps everything at its physical address, so a pointer to a page
 * is its physical address too. */
#include "vm.h"

#include <stddef.h>

#include "board.h"
#include "kalloc.h"
#include "memlayout.h"
#include "printk.h"
#include "riscv.h"

#define LEVELS 3
#define ENTRIES 512
#define LEVEL_BYTES(level) (PAGE_SIZE << (9 * (level)))
#define SATP_ASID_SHIFT 44
#define SATP_ASID_MASK 0xffffUL

extern char kernel_start[];
extern char trampoline_page[];
extern char text_end[];
extern char rodata_end[];

static pte_t *kernel_root;
static uint64_t accessed_dirty = PTE_A | PTE_D;
static uint64_t asid_mask;

static unsigned index_of(uint64_t address, unsigned level)
{
	return (address >> (12 + 9 * level)) % ENTRIES;
}

pte_t vm_leaf(uint64_t physical, uint64_t flags)
{
	return physical >> PAGE_SHIFT << PTE_PPN_SHIFT | flags |
	       accessed_dirty | PTE_V;
}

pte_t *vm_walk(pte_t *root, uint64_t address, unsigned level, bool create)
{
	pte_t *table = root;

	for (unsigned at = LEVELS - 1; at > level; at--) {
		pte_t *pte = &table[index_of(address, at)];

		if ((*pte & PTE_V) == 0) {
			void *page = create ? page_alloc_zeroed() : NULL;
			if (page == NULL)
				return NULL;
			*pte = (uint64_t)page >> PAGE_SHIFT << PTE_PPN_SHIFT |
			       PTE_V;
		}
		table = (pte_t *)pte_physical(*pte);
	}
	return &table[index_of(address, level)];
}

static unsigned largest_level(uint64_t address, uint64_t physical,
			      uint64_t bytes)
{
	unsigned level = LEVELS - 1;

	while (level > 0 &&
	       ((address | physical) % LEVEL_BYTES(level) != 0 ||
		bytes < LEVEL_BYTES(level)))
		level--;
	return level;
}

bool vm_map(pte_t *root, uint64_t address, uint64_t physical, uint64_t bytes,
	    uint64_t flags)
{
	while (bytes > 0) {
		unsigned level = largest_level(address, physical, bytes);
		pte_t *pte = vm_walk(root, address, level, true);

		if (pte == NULL)
			return false;
		if (*pte & PTE_V)
			panic("vm_map: %lx is mapped already", address);
		*pte = vm_leaf(physical, flags);
		address += LEVEL_BYTES(level);
		physical += LEVEL_BYTES(level);
		bytes -= LEVEL_BYTES(level);
	}
	return true;
}

void vm_free_tables(pte_t *root, unsigned level)
{
	for (unsigned i = 0; i < ENTRIES && level > 0; i++)
		if ((root[i] & (PTE_V | PTE_R | PTE_W | PTE_X)) == PTE_V)
			vm_free_tables((pte_t *)pte_physical(root[i]),
				       level - 1);
	page_free(root);
}

static void map_kernel(uint64_t address, uint64_t physical, uint64_t bytes,
		       uint64_t flags)
{
	if (!vm_map(kernel_root, address, physical, bytes, flags))
		panic("out of memory for the kernel's page table");
}

static void map_same(uint64_t start, uint64_t end, uint64_t flags)
{
	map_kernel(start, start, end - start, flags);
}

static void map_device(const struct board_device *device)
{
	uint64_t start = align_down(device->base, PAGE_SIZE);
	uint64_t end = align_up(device->base + device->size, PAGE_SIZE);

	if (device->size == 0)
		return;
	/* Small devices may share a page. */
	pte_t *pte = vm_walk(kernel_root, start, 0, false);
	if (pte == NULL || (*pte & PTE_V) == 0)
		map_same(start, end, PTE_R | PTE_W);
}

static void map_stacks(void)
{
	for (uint64_t slot = 0; slot < PROCS; slot++)
		for (uint64_t page = 1; page <= KSTACK_PAGES; page++) {
			void *memory = page_alloc();

			if (memory == NULL)
				panic("out of memory for kernel stacks");
			map_kernel(KSTACK_TOP(slot) - page * PAGE,
				   (uint64_t)memory, PAGE, PTE_R | PTE_W);
		}
}

void vm_start(void)
{
	if (board_has_word("noad"))
		accessed_dirty = 0;
	kernel_root = page_alloc_zeroed();
	if (kernel_root == NULL)
		panic("out of memory for the kernel's page table");

	map_same((uint64_t)kernel_start, (uint64_t)text_end, PTE_R | PTE_X);
	map_same((uint64_t)text_end, (uint64_t)rodata_end, PTE_R);
	map_same((uint64_t)rodata_end, align_down(board.ram_end, PAGE_SIZE),
		 PTE_R | PTE_W);
	map_device(&board.plic);
	map_device(&board.uart);
	for (unsigned i = 0; i < board.virtio_count; i++)
		map_device(&board.virtio[i]);
	map_kernel(TRAMPOLINE, (uint64_t)trampoline_page, PAGE, PTE_R | PTE_X);
	map_stacks();
}

void vm_enter(void)
{
	sfence_vma_all();
	csr_write(satp, vm_kernel_satp());
	sfence_vma_all();

	/* ASID bits that are not implemented read as zero. Every hart of a
	 * machine has the same, so the last writer changes nothing. */
	csr_write(satp, vm_kernel_satp() | SATP_ASID_MASK << SATP_ASID_SHIFT);
	uint64_t mask = csr_read(satp) >> SATP_ASID_SHIFT & SATP_ASID_MASK;
	csr_write(satp, vm_kernel_satp());
	sfence_vma_all();
	asid_mask = mask > PROCS ? mask : 0;
}

uint64_t vm_kernel_satp(void)
{
	return ATP_MODE_SV39 << ATP_MODE_SHIFT |
	       (uint64_t)kernel_root >> PAGE_SHIFT;
}

uint64_t vm_user_satp(const pte_t *root, uint64_t asid)
{
	return ATP_MODE_SV39 << ATP_MODE_SHIFT |
	       (asid & asid_mask) << SATP_ASID_SHIFT |
	       (uint64_t)root >> PAGE_SHIFT;
}

bool vm_has_asids(void)
{
	return asid_mask != 0;
}
