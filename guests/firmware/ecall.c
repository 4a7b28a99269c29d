/* The table of SBI extensions and the small ones among them: BASE, TIME, IPI,
 * RFENCE, SRST, DBCN (SBI 2.0, chapters 4 to 8, 10 and 12). */
#include "ecall.h"

#include "console.h"
#include "ipi.h"
#include "platform.h"
#include "riscv.h"

#define IMPLEMENTATION_ID 0x68627264L /* "hbrd": no registered number */
#define IMPLEMENTATION_VERSION 1L

#define RAM_BASE 0x80000000UL
#define FIRMWARE_END 0x80080000UL

struct extension {
	uint64_t id;
	struct sbi_result (*call)(struct frame *frame, uint64_t function);
};

static const struct extension extensions[] = {
	{ SBI_EXT_TIME, sbi_time },	{ SBI_EXT_IPI, sbi_ipi },
	{ SBI_EXT_RFENCE, sbi_rfence }, { SBI_EXT_HSM, sbi_hsm },
	{ SBI_EXT_BASE, sbi_base },	{ SBI_EXT_DBCN, sbi_dbcn },
	{ SBI_EXT_SRST, sbi_srst },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool sbi_has_extension(uint64_t extension)
{
	for (size_t i = 0; i < COUNT(extensions); i++)
		if (extensions[i].id == extension)
			return true;
	return extension <= SBI_LEGACY_SHUTDOWN;
}

void sbi_handle(struct frame *frame)
{
	uint64_t id = frame->x[17];

	frame->mepc += 4;
	for (size_t i = 0; i < COUNT(extensions); i++) {
		if (extensions[i].id != id)
			continue;
		struct sbi_result result =
			extensions[i].call(frame, frame->x[16]);
		frame->x[10] = (uint64_t)result.error;
		frame->x[11] = (uint64_t)result.value;
		return;
	}
	if (id <= SBI_LEGACY_SHUTDOWN) {
		frame->x[10] = (uint64_t)sbi_legacy(frame, id);
		return;
	}
	frame->x[10] = (uint64_t)SBI_ERR_NOT_SUPPORTED;
	frame->x[11] = 0;
}

bool sbi_hart_mask(uint64_t mask, uint64_t base, uint64_t *harts)
{
	uint64_t wanted = platform_harts();

	if (base != ~0UL) {
		if (mask != 0 && (base >= HARTS || (mask << base) >> base != mask))
			return false;
		wanted = mask == 0 ? 0 : mask << base;
		if ((wanted & ~platform_harts()) != 0)
			return false;
	}
	*harts = 0;
	for (; wanted != 0; wanted &= wanted - 1) {
		uint64_t id = (uint64_t)__builtin_ctzl(wanted);
		uint32_t state = __atomic_load_n(&hart_by_id(id)->hsm_state,
						 __ATOMIC_ACQUIRE);

		if (state == SBI_HSM_STATE_STARTED ||
		    state == SBI_HSM_STATE_SUSPENDED)
			*harts |= BIT(id);
	}
	return true;
}

struct sbi_result sbi_base(struct frame *frame, uint64_t function)
{
	switch (function) {
	case SBI_BASE_GET_SPEC_VERSION:
		return SBI_RESULT(SBI_SUCCESS, SBI_SPEC_VERSION_2_0);
	case SBI_BASE_GET_IMPL_ID:
		return SBI_RESULT(SBI_SUCCESS, IMPLEMENTATION_ID);
	case SBI_BASE_GET_IMPL_VERSION:
		return SBI_RESULT(SBI_SUCCESS, IMPLEMENTATION_VERSION);
	case SBI_BASE_PROBE_EXTENSION:
		return SBI_RESULT(SBI_SUCCESS, sbi_has_extension(frame->x[10]));
	case SBI_BASE_GET_MVENDORID:
		return SBI_RESULT(SBI_SUCCESS, (long)csr_read(mvendorid));
	case SBI_BASE_GET_MARCHID:
		return SBI_RESULT(SBI_SUCCESS, (long)csr_read(marchid));
	case SBI_BASE_GET_MIMPID:
		return SBI_RESULT(SBI_SUCCESS, (long)csr_read(mimpid));
	default:
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	}
}

void sbi_set_deadline(uint64_t deadline)
{
	struct hart *hart = this_hart();

	if (hart->has_sstc) {
		csr_write(0x14d, deadline); /* stimecmp */
		return;
	}
	csr_clear(mip, SIP_STIP);
	platform_set_timer(hart->id, deadline);
	csr_set(mie, MIP_MTIP);
}

struct sbi_result sbi_time(struct frame *frame, uint64_t function)
{
	if (function != SBI_TIME_SET_TIMER)
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	sbi_set_deadline(frame->x[10]);
	return SBI_ERROR(SBI_SUCCESS);
}

struct sbi_result sbi_ipi(struct frame *frame, uint64_t function)
{
	uint64_t harts;

	if (function != SBI_IPI_SEND_IPI)
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	if (!sbi_hart_mask(frame->x[10], frame->x[11], &harts))
		return SBI_ERROR(SBI_ERR_INVALID_PARAM);
	ipi_send_soft(harts);
	return SBI_ERROR(SBI_SUCCESS);
}

struct sbi_result sbi_rfence(struct frame *frame, uint64_t function)
{
	uint64_t harts;
	bool needs_h = function >= SBI_RFENCE_HFENCE_GVMA_VMID;

	if (function > SBI_RFENCE_HFENCE_VVMA ||
	    (needs_h && !this_hart()->has_h))
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	if (!sbi_hart_mask(frame->x[10], frame->x[11], &harts))
		return SBI_ERROR(SBI_ERR_INVALID_PARAM);
	ipi_fence(harts, (uint32_t)function, frame->x[12], frame->x[13],
		  frame->x[14]);
	return SBI_ERROR(SBI_SUCCESS);
}

struct sbi_result sbi_srst(struct frame *frame, uint64_t function)
{
	uint32_t type = (uint32_t)frame->x[10];
	uint32_t reason = (uint32_t)frame->x[11];

	if (function != SBI_SRST_SYSTEM_RESET)
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	if (type > SBI_SRST_TYPE_WARM_REBOOT ||
	    reason > SBI_SRST_REASON_SYSTEM_FAILURE)
		return SBI_ERROR(SBI_ERR_INVALID_PARAM);
	if (type == SBI_SRST_TYPE_SHUTDOWN)
		platform_power_off(reason == SBI_SRST_REASON_SYSTEM_FAILURE);
	else
		platform_reset();
	return SBI_ERROR(SBI_ERR_FAILED);
}

static bool is_payload_memory(uint64_t bytes, uint64_t low, uint64_t high)
{
	return high == 0 && low + bytes >= low &&
	       (low >= FIRMWARE_END || low + bytes <= RAM_BASE);
}

struct sbi_result sbi_dbcn(struct frame *frame, uint64_t function)
{
	uint64_t bytes = frame->x[10];

	switch (function) {
	case SBI_DBCN_WRITE:
		if (!is_payload_memory(bytes, frame->x[11], frame->x[12]))
			return SBI_ERROR(SBI_ERR_INVALID_PARAM);
		console_write((const char *)frame->x[11], bytes);
		return SBI_RESULT(SBI_SUCCESS, (long)bytes);
	case SBI_DBCN_READ: {
		uint8_t *to = (uint8_t *)frame->x[11];
		uint64_t count = 0;
		int c;

		if (!is_payload_memory(bytes, frame->x[11], frame->x[12]))
			return SBI_ERROR(SBI_ERR_INVALID_PARAM);
		while (count < bytes && (c = platform_get()) >= 0)
			to[count++] = (uint8_t)c;
		return SBI_RESULT(SBI_SUCCESS, (long)count);
	}
	case SBI_DBCN_WRITE_BYTE: {
		char c = (char)frame->x[10];

		console_write(&c, 1);
		return SBI_ERROR(SBI_SUCCESS);
	}
	default:
		return SBI_ERROR(SBI_ERR_NOT_SUPPORTED);
	}
}
