/* Legacy extensions, numbers 0 to 8 (SBI 2.0, chapter 5). Hart masks lie in
 * the caller's memory, under the caller's translation. */
#include "console.h"
#include "ipi.h"
#include "platform.h"
#include "probe.h"
#include "riscv.h"
#include "ecall.h"

static bool read_mask(struct frame *frame, uint64_t *harts)
{
	uint64_t mask;

	if (frame->x[10] == 0)
		return sbi_hart_mask(0, ~0UL, harts);
	struct probed word = probe_load64(frame->x[10], frame->mstatus);
	if (word.cause_plus_one != 0)
		return false;
	mask = word.value & platform_harts();
	return sbi_hart_mask(mask, 0, harts);
}

long sbi_legacy(struct frame *frame, uint64_t extension)
{
	uint64_t harts;

	switch (extension) {
	case SBI_LEGACY_SET_TIMER:
		sbi_set_deadline(frame->x[10]);
		return SBI_SUCCESS;
	case SBI_LEGACY_CONSOLE_PUTCHAR: {
		char c = (char)frame->x[10];

		console_write(&c, 1);
		return SBI_SUCCESS;
	}
	case SBI_LEGACY_CONSOLE_GETCHAR:
		return platform_get();
	case SBI_LEGACY_CLEAR_IPI:
		csr_clear(mip, SIP_SSIP);
		return SBI_SUCCESS;
	case SBI_LEGACY_SEND_IPI:
		if (!read_mask(frame, &harts))
			return SBI_ERR_INVALID_ADDRESS;
		ipi_send_soft(harts);
		return SBI_SUCCESS;
	case SBI_LEGACY_REMOTE_FENCE_I:
		if (!read_mask(frame, &harts))
			return SBI_ERR_INVALID_ADDRESS;
		ipi_fence(harts, SBI_RFENCE_FENCE_I, 0, 0, 0);
		return SBI_SUCCESS;
	case SBI_LEGACY_REMOTE_SFENCE_VMA:
	case SBI_LEGACY_REMOTE_SFENCE_VMA_ASID:
		if (!read_mask(frame, &harts))
			return SBI_ERR_INVALID_ADDRESS;
		ipi_fence(harts,
			  extension == SBI_LEGACY_REMOTE_SFENCE_VMA
				  ? SBI_RFENCE_SFENCE_VMA
				  : SBI_RFENCE_SFENCE_VMA_ASID,
			  frame->x[11], frame->x[12], frame->x[13]);
		return SBI_SUCCESS;
	case SBI_LEGACY_SHUTDOWN:
		platform_power_off(false);
		return SBI_ERR_FAILED;
	default:
		return SBI_ERR_NOT_SUPPORTED;
	}
}
