/* What harts do to one another: software interrupts, timers, fences. */
#include "mmode.h"

#include "paging.h"

#define ALL (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)

static volatile uint64_t answers;
static volatile uint64_t ids[HARTS];
static volatile bool ready;
static struct trap seen_trap;

static void answer(void)
{
	ids[hart_id()] = hart_id();
	__atomic_fetch_add(&answers, 1, __ATOMIC_SEQ_CST);
}

static void await_msip_in_s(void)
{
	csr_write(mie, MIP_MSIP);
	ready = true;
	seen_trap = run_in(MODE_S, code_spin);
	csr_write(mie, 0);
	mmio_write32(MSIP(hart_id()), 0);
}

static bool wait_ready(void)
{
	uint64_t give_up = read_time() + 10000000;

	while (!ready)
		if (read_time() > give_up)
			return false;
	ready = false;
	return true;
}

bool test_ipi(void)
{
	bool ok = true;

	answers = 0;
	for (uint64_t hart = 1; hart < hart_count; hart++)
		start_on(hart, answer);
	for (uint64_t hart = 1; hart < hart_count; hart++) {
		CHECK(wait_done(hart));
		CHECK(ids[hart] == hart);
	}
	CHECK(answers == hart_count - 1);
	/* Out of S-mode, which knows nothing of it. */
	start_on(1, await_msip_in_s);
	CHECK(wait_ready());
	mmio_write32(MSIP(1), 1);
	CHECK(wait_done(1));
	CHECK(seen_trap.cause == (CAUSE_INTERRUPT | IRQ_M_SOFT));
	CHECK(seen_trap.mode == MODE_S);
	/* To itself. */
	mmio_write32(MSIP(0), 1);
	CHECK(mmio_read32(MSIP(0)) == 1);
	CHECK((csr_read(mip) & MIP_MSIP) != 0);
	uint64_t before = traps[0].count;
	csr_write(mie, MIP_MSIP);
	csr_set(mstatus, STATUS_MIE);
	csr_clear(mstatus, STATUS_MIE);
	CHECK(traps[0].count == before + 1);
	mmio_write32(MSIP(0), 0);
	CHECK((csr_read(mip) & MIP_MSIP) == 0);
	return ok;
}

static void await_timer(void)
{
	csr_write(mie, MIP_MTIP);
	ready = true;
	while ((csr_read(mip) & MIP_MTIP) == 0)
		wait_for_interrupt();
	csr_write(mie, 0);
	mmio_write64(MTIMECMP(hart_id()), UINT64_MAX);
}

bool test_remote_timer(void)
{
	bool ok = true;

	mmio_write64(MTIMECMP(1), UINT64_MAX);
	start_on(1, await_timer);
	CHECK(wait_ready());
	/* It sleeps, and this hart sets its timer. */
	for (uint64_t end = read_time() + 5000; read_time() < end;)
		spin_pause();
	mmio_write64(MTIMECMP(1), read_time() + 1000);
	CHECK(wait_done(1));
	return ok;
}

/* Looks at the page, waits in S-mode for the other hart to change the entry
 * and to ask for a fence, and looks again. */
static uint64_t looks[2];

static void look_twice(void)
{
	translation_on();
	run_in(MODE_S, code_load);
	looks[0] = seen;
	await_msip_in_s();
	sfence_vma_all();
	run_in(MODE_S, code_load);
	looks[1] = seen;
	csr_write(satp, 0);
}

bool test_remote_fence(void)
{
	bool ok = true;

	for (int round = 0; round < 10; round++) {
		pages[0][0] = 4444;
		pages[1][0] = 5555;
		map_page(0, ALL);
		start_on(1, look_twice);
		CHECK(wait_ready());
		map_page(1, ALL);
		mmio_write32(MSIP(1), 1);
		CHECK(wait_done(1));
		CHECK(looks[0] == 4444);
		CHECK(looks[1] == 5555);
	}
	return ok;
}
