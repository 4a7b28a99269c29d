/* Interrupts between harts, and hart states. */
#include "exercise.h"

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
