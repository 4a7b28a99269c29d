/* Floating-point registers are this hart's alone, however often it yields.
 * Values go through integer registers, so no FP calling convention is needed. */
#include "exercise.h"

/* fp.S */
void fp_fill(uint64_t seed);
uint64_t fp_mismatches(uint64_t seed);

#define MILLISECOND 10000UL

static volatile uint64_t mismatches;

static uint64_t rounds(uint64_t seed)
{
	uint64_t wrong = 0;

	csr_set(sstatus, STATUS_FS);
	for (uint64_t round = 0; round < 20; round++) {
		fp_fill(seed + round * 1000);
		sleep_ticks(MILLISECOND / 5);
		uint64_t until = read_time() + MILLISECOND / 5;
		while (read_time() < until)
			;
		wrong += fp_mismatches(seed + round * 1000);
	}
	return wrong;
}

bool test_fp(void)
{
	bool ok = true;

	CHECK(rounds(0x4000000000000000) == 0);
	return ok;
}

static void job(void)
{
	__atomic_fetch_add(&mismatches, rounds(hart_id() << 40),
			   __ATOMIC_SEQ_CST);
}

bool test_fp_smp(void)
{
	bool ok = true;

	mismatches = 0;
	for (uint64_t hart = 1; hart < machine.harts; hart++)
		CHECK(start_on(hart, job));
	CHECK(rounds(0x7000000000000000) == 0);
	for (uint64_t hart = 1; hart < machine.harts; hart++)
		CHECK(wait_stopped(hart));
	CHECK(mismatches == 0);
	return ok;
}
