/* Traps taken in S-mode (privileged manual, "Supervisor Trap Handling"). */
#include "trap.h"

#include "hart.h"
#include "memlayout.h"
#include "plic.h"
#include "printk.h"
#include "proc.h"
#include "riscv.h"
#include "sched.h"
#include "space.h"
#include "syscall.h"
#include "timer.h"
#include "trapframe.h"

extern char kernel_vector[];
extern char trampoline_page[];
extern char trampoline_trap[];
extern char trampoline_return[];

void kernel_trap(void);

void trap_enter(void)
{
	csr_write(stvec, (uint64_t)kernel_vector);
	csr_write(sie, SIP_SSIP | SIP_STIP | SIP_SEIP);
}

static void soft_interrupt(void)
{
	/* Somebody put a process into the queue; the scheduler will see. */
	csr_clear(sip, SIP_SSIP);
}

/* False if nobody handles this interrupt. */
static bool take_interrupt(uint64_t cause)
{
	switch (cause & ~CAUSE_INTERRUPT) {
	case IRQ_S_SOFT:
		soft_interrupt();
		return true;
	case IRQ_S_TIMER:
		timer_interrupt();
		return true;
	case IRQ_S_EXT:
		plic_interrupt();
		return true;
	default:
		return false;
	}
}

static const char *exception_name(uint64_t cause)
{
	static const char *const names[] = {
		[CAUSE_FETCH_MISALIGNED] = "fetch address misaligned",
		[CAUSE_FETCH_ACCESS] = "fetch access fault",
		[CAUSE_ILLEGAL_INSTRUCTION] = "illegal instruction",
		[CAUSE_BREAKPOINT] = "breakpoint",
		[CAUSE_LOAD_MISALIGNED] = "load address misaligned",
		[CAUSE_LOAD_ACCESS] = "load access fault",
		[CAUSE_STORE_MISALIGNED] = "store address misaligned",
		[CAUSE_STORE_ACCESS] = "store access fault",
		[CAUSE_FETCH_PAGE_FAULT] = "fetch page fault",
		[CAUSE_LOAD_PAGE_FAULT] = "load page fault",
		[CAUSE_STORE_PAGE_FAULT] = "store page fault",
	};

	if (cause < sizeof(names) / sizeof(names[0]) && names[cause] != NULL)
		return names[cause];
	return "unexpected trap";
}

/* From trampoline_trap, on the kernel stack of the process. */
static void user_trap(void)
{
	csr_write(stvec, (uint64_t)kernel_vector);

	struct proc *proc = this_proc();
	uint64_t cause = csr_read(scause);

	proc->frame->pc = csr_read(sepc);
	if (cause == CAUSE_ECALL_U) {
		proc->frame->pc += 4;
		irq_on();
		syscall_handle(proc);
	} else if ((cause & CAUSE_INTERRUPT) == 0 || !take_interrupt(cause)) {
		printk("%s (pid %d): %s at pc %lx, stval %lx\n", proc->name,
		       proc->pid, exception_name(cause), proc->frame->pc,
		       csr_read(stval));
		proc_kill_self(proc);
	}
	if (proc_is_killed(proc)) {
		irq_on();
		proc_exit(PROC_KILLED_STATUS);
	}
	if (this_hart()->resched)
		yield();
	trap_return();
}

_Noreturn void trap_return(void)
{
	struct proc *proc = this_proc();
	struct trapframe *frame = proc->frame;
	uint64_t trampoline = TRAMPOLINE - (uint64_t)trampoline_page;
	uint64_t user_satp = vm_user_satp(proc->space.root, proc->asid);

	/* From here to sret no trap may be taken: stvec is for user mode. */
	irq_off();
	csr_write(stvec, (uint64_t)trampoline_trap + trampoline);
	proc_fence(proc);
	frame->kernel_satp = vm_kernel_satp();
	frame->kernel_sp = proc->kstack_top;
	frame->kernel_tp = (uint64_t)this_hart();
	frame->kernel_trap = (uint64_t)user_trap;
	frame->fence = !vm_has_asids();
	csr_write(sepc, frame->pc);
	csr_clear(sstatus, STATUS_SPP);
	csr_set(sstatus, STATUS_SPIE);

	void (*leave)(uint64_t, uint64_t) =
		(void (*)(uint64_t, uint64_t))((uint64_t)trampoline_return +
					       trampoline);
	leave(user_satp, frame->fence);
	__builtin_unreachable();
}

/* From kernel_vector. */
void kernel_trap(void)
{
	uint64_t cause = csr_read(scause);

	if ((cause & CAUSE_INTERRUPT) != 0 && take_interrupt(cause))
		return;
	panic("%s in the kernel: scause %lx, sepc %lx, stval %lx",
	      cause & CAUSE_INTERRUPT ? "stray interrupt"
				      : exception_name(cause),
	      cause, csr_read(sepc), csr_read(stval));
}
