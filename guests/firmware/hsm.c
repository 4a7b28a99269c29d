/* Hart state management (SBI 2.0, chapter 9). */
#include "ipi.h"
#include "platform.h"
#include "riscv.h"
#include "ecall.h"

static struct sbi_result start(uint64_t id, uint64_t address, uint64_t opaque)
{
	if (id >= HARTS || (platform_harts() & BIT(id)) == 0)
		return SBI_ERROR(SBI_ERR_INVALID_PARAM);
	if ((address & 1) != 0)
		return SBI_ERROR(SBI_ERR_INVALID_ADDRESS);
	struct hart *target = hart_by_id(id);
	uint32_t expected = SBI_HSM_STATE_STOPPED;

	/* Between the two states the target cannot see half an address. */
	if (!__atomic_compare_exchange_n(&target->hsm_state, &expected,
					 SBI_HSM_STATE_RESUME_PENDING, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return SBI_ERROR(SBI_ERR_ALREADY_AVAILABLE);
	target->start_address = address;
	target->start_opaque = opaque;
	__atomic_store_n(&target->hsm_state, SBI_HSM_STATE_START_PENDING,
			 __ATOMIC_RELEASE);
	platform_send_ipi(id);
	return SBI_ERROR(SBI_SUCCESS);
}

static void stop(void)
{
	struct hart *hart = this_hart();

	csr_write(mie, MIP_MSIP);
	__atomic_store_n(&hart->hsm_state, SBI_HSM_STATE_STOPPED,
			 __ATOMIC_RELEASE);
	hart_wait_for_start();
}

static struct sbi_result suspend(uint32_t type, uint64_t address,
				 uint64_t opaque)
{
	struct hart *hart = this_hart();

	if (type != SBI_HSM_SUSPEND_RETENTIVE &&
	    type != SBI_HSM_SUSPEND_NON_RETENTIVE)
		return SBI_ERROR(SBI_ERR_INVALID_PARAM);
	__atomic_store_n(&hart->hsm_state, SBI_HSM_STATE_SUSPENDED,
			 __ATOMIC_RELEASE);
	/* Remote fences and wake-ups both come as an M software interrupt. */
	while ((csr_read(mip) & csr_read(mie) & ~MIP_MSIP) == 0) {
		wait_for_interrupt();
		if ((csr_read(mip) & MIP_MSIP) != 0)
			ipi_receive();
		if ((csr_read(mip) & csr_read(mie) & MIP_MTIP) != 0) {
			csr_clear(mie, MIP_MTIP);
			csr_set(mip, SIP_STIP);
		}
	}
	__atomic_store_n(&hart->hsm_state, SBI_HSM_STATE_STARTED,
			 __ATOMIC_RELEASE);
	if (type == SBI_HSM_SUSPEND_NON_RETENTIVE)
		hart_enter(address, opaque, 1);
	return SBI_ERROR(SBI_SUCCESS);
}

struct sbi_result sbi_hsm(struct frame *frame, uint64_t function)
{
	switch (function) {
	case SBI_HSM_HART_START:
		return start(frame->x[10], frame->x[11], frame->x[12]);
	case SBI_HSM_HART_STOP:
		stop();
		return SBI_ERROR(SBI_ERR_FAILED);
	case SBI_HSM_HART_GET_STATUS: {
		uint64_t id = frame->x[10];

		if (id >= HARTS || (platform_harts() & BIT(id)) == 0)
			return SBI_ERROR(SBI_ERR_INVALID_PARAM);
		uint32_t state = __atomic_load_n(&hart_by_id(id)->hsm_state,
						 __ATOMIC_ACQUIRE);
		if (state == SBI_HSM_STATE_RESUME_PENDING)
			state = SBI_HSM_STATE_START_PENDING;
		return SBI_RESULT(SBI_SUCCESS, state);
	}
	case SBI_HSM_HART_SUSPEND:
		return suspend((uint32_t)frame->x[10], frame->x[11],
			       frame->x[12]);
	default:
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	}
}
