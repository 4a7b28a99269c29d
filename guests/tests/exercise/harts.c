/* Interrupts between harts, hart states, remote fences. */
#include "exercise.h"
#include "string.h"

static volatile uint64_t counter;
static volatile bool go;

bool test_ipi(void)
{
	bool ok = true;
	uint64_t before = traps[0].soft;

	csr_set(sie, SIP_SSIP);
	CHECK(sbi_send_ipi(1, 0).error == SBI_SUCCESS);
	CHECK((csr_read(sip) & SIP_SSIP) != 0);
	csr_set(sstatus, STATUS_SIE);
	csr_clear(sstatus, STATUS_SIE);
	CHECK(traps[0].soft == before + 1);
	CHECK((csr_read(sip) & SIP_SSIP) == 0);
	/* One that we raise ourselves. */
	csr_set(sip, SIP_SSIP);
	csr_set(sstatus, STATUS_SIE);
	csr_clear(sstatus, STATUS_SIE);
	CHECK(traps[0].soft == before + 2);
	CHECK(sbi_send_ipi(1UL << 40, 0).error == SBI_ERR_INVALID_PARAM);
	return ok;
}

static void count(void)
{
	__atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
}

/* Waits in WFI for a software interrupt. */
static void await_ipi(void)
{
	struct traps *mine = &traps[hart_id()];
	uint64_t before = mine->soft;

	csr_set(sie, SIP_SSIP);
	go = true;
	while (mine->soft == before)
		wait_and_take();
	count();
}

static long status(uint64_t hart)
{
	return sbi_call(SBI_EXT_HSM, SBI_HSM_HART_GET_STATUS, hart, 0, 0, 0, 0)
		.value;
}

bool test_hsm(void)
{
	bool ok = true;
	uint64_t others = machine.harts - 1;

	CHECK(status(0) == SBI_HSM_STATE_STARTED);
	CHECK(status(1) == SBI_HSM_STATE_STOPPED);
	CHECK(sbi_hart_start(0, 0x80200000, 0).error ==
	      SBI_ERR_ALREADY_AVAILABLE);
	CHECK(sbi_hart_start(99, 0x80200000, 0).error == SBI_ERR_INVALID_PARAM);
	for (int round = 0; round < 5; round++) {
		counter = 0;
		for (uint64_t hart = 1; hart <= others; hart++)
			CHECK(start_on(hart, count));
		for (uint64_t hart = 1; hart <= others; hart++)
			CHECK(wait_stopped(hart));
		CHECK(counter == others);
	}
	for (uint64_t hart = 1; hart <= others; hart++) {
		counter = 0;
		go = false;
		CHECK(start_on(hart, await_ipi));
		while (!go)
			spin_pause();
		CHECK(sbi_send_ipi(1, hart).error == SBI_SUCCESS);
		CHECK(wait_stopped(hart));
		CHECK(counter == 1);
	}
	return ok;
}

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

static void translate(void)
{
	csr_write(satp, ATP_MODE_SV39 << ATP_MODE_SHIFT |
				(uintptr_t)root >> PAGE_SHIFT);
	sfence_vma_all();
}

/* Answers each change of the mapping with what it reads there. */
static void watch(void)
{
	volatile uint64_t *window = (uint64_t *)WINDOW;

	translate();
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
