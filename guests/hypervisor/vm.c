/* The life of a VM: start, pause, reset, kill, shutdown, crash. A change of
 * state takes effect at once for vCPUs that do not run; the hart that puts the
 * last running one down then settles the VM. */
#include "vm.h"

#include "console.h"
#include "irq.h"
#include "ns16550.h"
#include "print.h"
#include "sbi.h"
#include "scheduler.h"
#include "string.h"

#define IN(state) BIT(state)
#define ENDED \
	(IN(VM_SHUT_DOWN) | IN(VM_STOPPED) | IN(VM_KILLED))

static const char *const state_names[VM_STATES] = {
	[VM_FAILED] = "failed",
	[VM_RUNNING] = "running",
	[VM_PAUSED] = "paused",
	[VM_RESETTING] = "resetting",
	[VM_SHUT_DOWN] = "shut down",
	[VM_STOPPED] = "stopped",
	[VM_KILLED] = "killed",
};

const char *vm_state_name(enum vm_state state)
{
	return state_names[state];
}

struct vm *vm_by_name(const char *name)
{
	for (unsigned i = 0; i < vm_count; i++)
		if (strcmp(vms[i]->name, name) == 0)
			return vms[i];
	return NULL;
}

void *vm_memory(const struct vm *vm, uint64_t gpa, uint64_t bytes)
{
	uint64_t offset = gpa - GUEST_RAM;

	if (gpa < GUEST_RAM || offset > vm->memory_bytes ||
	    bytes > vm->memory_bytes - offset)
		return NULL;
	return (void *)(vm->memory + offset);
}

bool vm_uart_interrupt(void *context)
{
	struct vm *vm = context;
	uint32_t state = __atomic_load_n(&vm->state, __ATOMIC_RELAXED);

	/* Nobody will complete it: take the cause away. */
	if ((ENDED & IN(state)) != 0) {
		mmio_write8(vm->uart + UART_IER, 0);
		return true;
	}
	spin_lock(&vm->lock);
	vm->uart_claimed = true;
	vplic_set_level(vm, GUEST_UART_SOURCE, true);
	spin_unlock(&vm->lock);
	return false;
}

void vm_complete_uart(struct vm *vm)
{
	if (!vm->uart_claimed)
		return;
	vm->uart_claimed = false;
	vplic_set_level(vm, GUEST_UART_SOURCE, false);
	/* If the UART still wants something, the PLIC will say so again. */
	irq_complete(vm->uart_source);
}

void vm_begin(struct vm *vm)
{
	vm->htimedelta = -read_time();
	for (unsigned id = 0; id < (vm->m_mode ? vm->vcpus : 1); id++) {
		vm->vcpu[id]->hsm_state = SBI_HSM_STATE_STARTED;
		scheduler_start(vm->vcpu[id]);
	}
	__atomic_store_n(&vm->state, VM_RESETTING, __ATOMIC_RELAXED);
	scheduler_change(vm, IN(VM_RESETTING), VM_RUNNING, false);
}

/* No vCPU runs: devices come to rest. */
static void quiesce(struct vm *vm)
{
	spin_lock(&vm->lock);
	vblk_reset(vm);
	vuart_reset(vm);
	if (vm->uart != 0)
		uart_reset(vm->uart);
	vm_complete_uart(vm);
	vplic_reset(vm);
	spin_unlock(&vm->lock);
}

static void power_off_if_done(void)
{
	if (!machine.power_off_when_done)
		return;
	for (unsigned i = 0; i < vm_count; i++) {
		uint32_t state = __atomic_load_n(&vms[i]->state,
						 __ATOMIC_RELAXED);

		if (state == VM_RUNNING || state == VM_PAUSED ||
		    state == VM_RESETTING)
			return;
	}
	report("all VMs are done");
	sbi_system_reset(SBI_SRST_TYPE_SHUTDOWN, SBI_SRST_REASON_NONE);
}

static void restart(struct vm *vm)
{
	memset((void *)vm->memory, 0, vm->memory_bytes);
	for (unsigned id = 0; id < vm->vcpus; id++) {
		vcpu_reset(vm->vcpu[id]);
		vm->vcpu[id]->state = VCPU_OFF;
	}
	vm->reason[0] = '\0';
	vm->resets++;
	if (!vm_load_image(vm)) {
		report("vm %s cannot start again: %s", vm->name, vm->reason);
		scheduler_change(vm, IN(VM_RESETTING), VM_STOPPED, false);
		return;
	}
	vm_begin(vm);
}

void vm_settle(struct vm *vm)
{
	static struct spinlock lives;

	spin_lock(&lives);
	uint32_t state = __atomic_load_n(&vm->state, __ATOMIC_ACQUIRE);
	if (state == VM_RESETTING || (ENDED & IN(state)) != 0) {
		quiesce(vm);
		if (__atomic_load_n(&vm->state, __ATOMIC_ACQUIRE) ==
		    VM_RESETTING)
			restart(vm);
	}
	spin_unlock(&lives);
	power_off_if_done();
}

bool vm_pause(struct vm *vm)
{
	return scheduler_change(vm, IN(VM_RUNNING), VM_PAUSED, false);
}

bool vm_resume(struct vm *vm)
{
	return scheduler_change(vm, IN(VM_PAUSED), VM_RUNNING, false);
}

bool vm_reset(struct vm *vm)
{
	return scheduler_change(vm, IN(VM_RUNNING) | IN(VM_PAUSED) | ENDED,
				VM_RESETTING, true);
}

bool vm_kill(struct vm *vm)
{
	return scheduler_change(vm, IN(VM_RUNNING) | IN(VM_PAUSED), VM_KILLED,
				true);
}

void vm_shut_down(struct vm *vm, bool failed)
{
	if (!scheduler_change(vm, IN(VM_RUNNING) | IN(VM_PAUSED), VM_SHUT_DOWN,
			      true))
		return;
	string_copy(vm->reason, failed ? "it reports a failure" : "", VM_REASON);
	report("vm %s has shut down%s%s", vm->name, failed ? ": " : "",
	       vm->reason);
}

void vm_stop(struct vm *vm, const char *format, ...)
{
	char text[VM_REASON];
	va_list args;

	va_start(args, format);
	print_buffer_va(text, sizeof(text), format, args);
	va_end(args);
	if (!scheduler_change(vm, IN(VM_RUNNING) | IN(VM_PAUSED), VM_STOPPED,
			      true))
		return;
	string_copy(vm->reason, text, VM_REASON);
	report("vm %s stopped: %s", vm->name, text);
}
