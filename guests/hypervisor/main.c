/* Boot order of the hypervisor. */
#include "console.h"
#include "hart.h"
#include "irq.h"
#include "memory.h"
#include "monitor.h"
#include "riscv.h"
#include "sbi.h"
#include "scheduler.h"
#include "vm.h"

/* Called from entry.S; neither returns. */
void hypervisor_boot(uint64_t hart, const void *blob);
void hypervisor_join(uint64_t hart);

static void become(uint64_t id)
{
	__asm__ volatile("mv tp, %0" : : "r"(&harts[id]) : "memory");
}

static void give_up(void) __attribute__((noreturn));

static void give_up(void)
{
	sbi_system_reset(SBI_SRST_TYPE_SHUTDOWN, SBI_SRST_REASON_SYSTEM_FAILURE);
	for (;;)
		wait_for_interrupt();
}

void hypervisor_boot(uint64_t id, const void *blob)
{
	become(id);
	machine_read(blob, id);
	console_prepare();
	if (!machine.has_h) {
		report("hart %lu has no H extension: there can be no guests",
		       id);
		give_up();
	}
	machine_probe();
	memory_prepare(blob);
	hart_prepare(id);
	irq_prepare();
	unsigned harts = __builtin_popcountl(machine.harts);

	report("%u hart%s, %lu MiB free, %lu VMIDs",
	       harts, harts == 1 ? "" : "s", memory_free_bytes() >> 20,
	       machine.vmids);
	vm_create_all();
	monitor_start();
	hart_start_others();
	scheduler_run();
}

void hypervisor_join(uint64_t id)
{
	become(id);
	hart_prepare(id);
	scheduler_run();
}

void hypervisor_panic(uint64_t cause, uint64_t epc, uint64_t tval)
{
	report("unexpected trap in HS-mode: scause 0x%lx sepc 0x%lx stval 0x%lx",
	       cause, epc, tval);
	give_up();
}
