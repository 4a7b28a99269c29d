/* Translation below M-mode: the page at 1 GiB, out of page tables with huge
 * identity pages around it. */
#include "mmode.h"

#include "paging.h"

uint64_t seen; /* what code_load has loaded */

static uint64_t root[512] __attribute__((aligned(4096)));
static uint64_t middle[512] __attribute__((aligned(4096)));
static uint64_t last[512] __attribute__((aligned(4096)));
uint64_t pages[2][512] __attribute__((aligned(4096)));

#define ALL (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)

static uint64_t pte(const void *to, uint64_t flags)
{
	return (uint64_t)to >> PAGE_SHIFT << PTE_PPN_SHIFT | flags;
}

void map_page(unsigned which, uint64_t flags)
{
	last[0] = pte(pages[which], flags);
	fence_all();
}

uint64_t page_flags(void)
{
	return *(volatile uint64_t *)&last[0] & 0xff;
}

void translation_on(void)
{
	root[1] = pte(middle, PTE_V);
	root[2] = pte((void *)0x80000000UL, ALL);
	middle[0] = pte(last, PTE_V);
	csr_write(satp, ATP_MODE_SV39 << ATP_MODE_SHIFT |
				(uint64_t)root >> PAGE_SHIFT);
	sfence_vma_all();
}

bool test_translation(void)
{
	bool ok = true;
	struct trap trap;

	pages[0][0] = 1111;
	pages[1][0] = 2222;
	map_page(0, ALL);
	translation_on();
	trap = run_in(MODE_S, code_load);
	CHECK(trap.cause == CAUSE_ECALL_S);
	CHECK(seen == 1111);
	map_page(1, ALL);
	sfence_vma_all();
	run_in(MODE_S, code_load);
	CHECK(seen == 2222);
	map_page(1, 0);
	sfence_vma_all();
	trap = run_in(MODE_S, code_load);
	CHECK(trap.cause == CAUSE_LOAD_PAGE_FAULT);
	CHECK(trap.tval == 0x40000000UL);
	csr_write(medeleg, BIT(CAUSE_STORE_PAGE_FAULT));
	csr_write(stvec, s_trap);
	trap = run_in(MODE_S, code_store);
	CHECK(trap.cause == CAUSE_ECALL_S);
	CHECK(csr_read(scause) == CAUSE_STORE_PAGE_FAULT);
	CHECK(csr_read(stval) == 0x40000008UL);
	return ok;
}

bool test_ad_bits(void)
{
	bool ok = true;
	uint64_t adue = csr_read(0x30a) & ENVCFG_ADUE;

	csr_set(0x30a, ENVCFG_ADUE);
	pages[0][0] = 3333;
	pages[0][1] = 0;
	map_page(0, PTE_V | PTE_R | PTE_W);
	translation_on();
	if (run_in(MODE_S, code_load).cause == CAUSE_LOAD_PAGE_FAULT) {
		/* Without Svadu that is as it should be. */
		CHECK((csr_read(0x30a) & ENVCFG_ADUE) == 0);
		return ok;
	}
	CHECK(seen == 3333);
	CHECK((page_flags() & (PTE_A | PTE_D)) == PTE_A);
	CHECK(run_in(MODE_S, code_store).cause == CAUSE_ECALL_S);
	CHECK((page_flags() & (PTE_A | PTE_D)) == (PTE_A | PTE_D));
	CHECK(pages[0][1] == 7);
	/* Nothing is set for an access that may not be. */
	map_page(0, PTE_V | PTE_R);
	sfence_vma_all();
	CHECK(run_in(MODE_S, code_store).cause == CAUSE_STORE_PAGE_FAULT);
	CHECK((page_flags() & PTE_D) == 0);
	map_page(0, PTE_V | PTE_R | PTE_W | PTE_U);
	sfence_vma_all();
	CHECK(run_in(MODE_S, code_store).cause == CAUSE_STORE_PAGE_FAULT);
	CHECK((page_flags() & PTE_D) == 0);
	if (adue == 0)
		csr_clear(0x30a, ENVCFG_ADUE);
	return ok;
}
