/* The VM's start, time, WFI, suspend. */
#include "exercise.h"

#define MILLISECOND 10000UL

bool test_start(void)
{
	static bool again;
	bool ok = true;
	volatile uint64_t *last =
		(uint64_t *)(0x80000000 + machine.memory_bytes - 0x1000);

	/* Time starts with the VM, whenever that was (re)started; some of it
	 * passes while it waits for a hart. */
	CHECK(machine.start < 200 * MILLISECOND);
	/* So does its memory: what an earlier life wrote is gone. */
	CHECK(again || *last == 0);
	*last = 0x5555;
	again = true;
	return ok;
}

bool test_timer(void)
{
	bool ok = true;
	uint64_t start = read_time();

	sleep_ticks(5 * MILLISECOND);
	uint64_t slept = read_time() - start;
	CHECK(slept >= 5 * MILLISECOND);
	CHECK(slept < 5000 * MILLISECOND);
	/* Many short ones: none is lost. */
	uint64_t before = traps[0].timer;
	for (int i = 0; i < 50; i++)
		sleep_ticks(MILLISECOND / 10);
	CHECK(traps[0].timer == before + 50);
	return ok;
}

bool test_sbi_timer(void)
{
	bool ok = true;
	uint64_t before = traps[0].timer;
	uint64_t deadline = read_time() + MILLISECOND;

	csr_set(sie, SIP_STIP);
	CHECK(sbi_call(SBI_EXT_TIME, SBI_TIME_SET_TIMER, deadline, 0, 0, 0, 0)
		      .error == SBI_SUCCESS);
	while (traps[0].timer == before)
		wait_and_take();
	CHECK(read_time() >= deadline);
	/* Masked, it stays pending and still ends WFI. */
	deadline = read_time() + MILLISECOND;
	sbi_set_timer(deadline);
	while (read_time() < deadline)
		wait_for_interrupt();
	CHECK(traps[0].timer == before + 1);
	/* QEMU 7.2 shows only SSIP in vsip. */
	if (machine.strict)
		CHECK((csr_read(sip) & SIP_STIP) != 0);
	sbi_set_timer(UINT64_MAX);
	CHECK((csr_read(sip) & SIP_STIP) == 0);
	return ok;
}

bool test_suspend(void)
{
	bool ok = true;
	uint64_t start = read_time();

	csr_set(sie, SIP_STIP);
	set_timer(start + MILLISECOND);
	CHECK(sbi_call(SBI_EXT_HSM, SBI_HSM_HART_SUSPEND,
		       SBI_HSM_SUSPEND_RETENTIVE, 0, 0, 0, 0)
		      .error == SBI_SUCCESS);
	CHECK(read_time() - start >= MILLISECOND);
	if (machine.strict)
		CHECK((csr_read(sip) & SIP_STIP) != 0);
	set_timer(UINT64_MAX);
	CHECK(sbi_call(SBI_EXT_HSM, SBI_HSM_HART_SUSPEND, 0x1234, 0, 0, 0, 0)
		      .error == SBI_ERR_INVALID_PARAM);
	return ok;
}
