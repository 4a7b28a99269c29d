/* Translation with several harts: remote fences, and tables of one's own. */
#include "exercise.h"
#include "string.h"

static volatile bool go;

/* Two pages that take turns behind one virtual address. */
#define WINDOW 0x40000000UL
static uint64_t root[512] __attribute__((aligned(4096)));
static uint64_t middle[512] __attribute__((aligned(4096)));
static uint64_t leaf[512] __attribute__((aligned(4096)));
static uint64_t pages[2][512] __attribute__((aligned(4096)));

/* Turns: so many, or as many as fit into a while. Where both harts share one
 * below, every turn takes two time slices. */
#define TURNS 300
#define TURNS_TICKS 1000000UL
#define LAST_TURN UINT64_MAX
static volatile uint64_t wanted, seen, wrong;

static uint64_t pte(const void *target, uint64_t bits)
{
	return (uintptr_t)target >> PAGE_SHIFT << PTE_PPN_SHIFT | bits | PTE_V;
}

static void translate(const uint64_t *table)
{
	csr_write(satp, ATP_MODE_SV39 << ATP_MODE_SHIFT |
				(uintptr_t)table >> PAGE_SHIFT);
	sfence_vma_all();
}

/* Answers each change of the mapping with what it reads there. */
static void watch(void)
{
	volatile uint64_t *window = (uint64_t *)WINDOW;

	translate(root);
	go = true;
	for (uint64_t turn = 1;; turn++) {
		while (wanted < turn)
			(void)*window;
		if (wanted == LAST_TURN)
			break;
		wrong += *window != turn % 2;
		seen = turn;
	}
	csr_write(satp, 0);
	sfence_vma_all();
}

bool test_rfence(void)
{
	bool ok = true;
	uint64_t rwx = PTE_R | PTE_W | PTE_X | PTE_A | PTE_D;

	memset(root, 0, sizeof(root));
	root[0] = pte((void *)0, rwx);
	root[1] = pte(middle, 0);
	root[2] = pte((void *)0x80000000, rwx);
	middle[0] = pte(leaf, 0);
	pages[0][0] = 0;
	pages[1][0] = 1;
	leaf[0] = pte(pages[0], rwx);
	wanted = 0;
	seen = 0;
	wrong = 0;
	go = false;
	CHECK(start_on(1, watch));
	while (!go)
		spin_pause();
	uint64_t end = read_time() + TURNS_TICKS;
	for (uint64_t turn = 1; turn <= TURNS && read_time() < end; turn++) {
		leaf[0] = pte(pages[turn % 2], rwx);
		if (sbi_call(SBI_EXT_RFENCE, SBI_RFENCE_SFENCE_VMA, 2, 0,
			     WINDOW, PAGE_SIZE, 0)
			    .error != SBI_SUCCESS)
			ok = false;
		wanted = turn;
		while (seen < turn)
			spin_pause();
	}
	CHECK(seen > 0);
	wanted = LAST_TURN;
	CHECK(wait_stopped(1));
	CHECK(wrong == 0);
	CHECK(sbi_call(SBI_EXT_RFENCE, SBI_RFENCE_FENCE_I, 3, 0, 0, 0, 0)
		      .error == SBI_SUCCESS);
	return ok;
}

/* Both harts translate with ASID 0, each by tables of its own. */
static struct {
	uint64_t root[512], middle[512], leaf[512], page[512];
} own[2] __attribute__((aligned(4096)));
static volatile uint64_t strange;

static void look(void)
{
	uint64_t hart = hart_id();
	volatile uint64_t *window = (uint64_t *)WINDOW;

	translate(own[hart].root);
	for (int round = 0; round < 30; round++) {
		/* Asleep, it lends its hart to the other. */
		sleep_ticks(1000 + 500 * hart);
		strange += *window != 100 + hart;
	}
	csr_write(satp, 0);
	sfence_vma_all();
}

bool test_own_tables(void)
{
	bool ok = true;
	uint64_t rwx = PTE_R | PTE_W | PTE_X | PTE_A | PTE_D;

	memset(own, 0, sizeof(own));
	for (uint64_t hart = 0; hart < 2; hart++) {
		own[hart].root[0] = pte((void *)0, rwx);
		own[hart].root[1] = pte(own[hart].middle, 0);
		own[hart].root[2] = pte((void *)0x80000000, rwx);
		own[hart].middle[0] = pte(own[hart].leaf, 0);
		own[hart].leaf[0] = pte(own[hart].page, rwx);
		own[hart].page[0] = 100 + hart;
	}
	strange = 0;
	CHECK(start_on(1, look));
	look();
	CHECK(wait_stopped(1));
	CHECK(strange == 0);
	return ok;
}
