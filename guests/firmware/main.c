/* Boot order of the firmware. The payload is at 0x80200000 unless the
 * fw_dynamic block that the reset ROM hands over (magic "OSBI") names another
 * place. */
#include "console.h"
#include "hart.h"
#include "platform.h"
#include "reserve.h"
#include "riscv.h"
#include "sbi.h"

#define PAYLOAD 0x80200000UL
#define MODE_S 1UL

#define FW_DYNAMIC_MAGIC 0x4942534fUL

struct fw_dynamic {
	uint64_t magic;
	uint64_t version;
	uint64_t next_address;
	uint64_t next_mode;
	uint64_t options;
	uint64_t boot_hart;
};

extern uint32_t machine_ready;

/* Called from entry.S; neither returns. */
void firmware_boot(uint64_t id, void *blob, const struct fw_dynamic *dynamic);
void firmware_join(void);

static unsigned count_harts(uint64_t mask)
{
	unsigned count = 0;

	for (; mask != 0; mask &= mask - 1)
		count++;
	return count;
}

void firmware_boot(uint64_t id, void *blob, const struct fw_dynamic *dynamic)
{
	struct hart *hart = this_hart();
	uint64_t next = PAYLOAD;
	uint64_t mode = MODE_S;

	if (dynamic != NULL && dynamic->magic == FW_DYNAMIC_MAGIC &&
	    dynamic->next_address != 0) {
		next = dynamic->next_address;
		mode = dynamic->next_mode & 3;
	}
	/* First: it moves what the other harts read out of the tree later. */
	reserve_firmware(blob);
	platform_read(blob);
	for (uint64_t other = 0; other < HARTS; other++) {
		hart_by_id(other)->id = other;
		hart_by_id(other)->hsm_state = SBI_HSM_STATE_STOPPED;
	}
	hart->id = id;
	hart->hsm_state = SBI_HSM_STATE_STARTED;
	hart_prepare(hart);
	unsigned harts = count_harts(platform_harts());

	console_print("hartbed firmware: SBI 2.0, %u hart%s, hart %lu enters 0x%lx\n",
		      harts, harts == 1 ? "" : "s", id, next);
	__atomic_store_n(&machine_ready, 1, __ATOMIC_RELEASE);
	hart_enter(next, (uintptr_t)blob, mode);
}

void firmware_join(void)
{
	hart_prepare(this_hart());
	hart_wait_for_start();
}
