/* System calls on processes, memory and time. */
#include <stddef.h>

#include "abi.h"
#include "bio.h"
#include "console.h"
#include "kalloc.h"
#include "memlayout.h"
#include "proc.h"
#include "riscv.h"
#include "sbi.h"
#include "sched.h"
#include "sleeplock.h"
#include "space.h"
#include "syscall.h"
#include "timer.h"

int64_t sys_fork(uint64_t a0, uint64_t a1, uint64_t a2)
{
	UNUSED(a0, a1, a2);
	return proc_fork(this_proc());
}

int64_t sys_exit(uint64_t status, uint64_t a1, uint64_t a2)
{
	UNUSED(a1, a2);
	proc_exit((int32_t)status);
}

int64_t sys_wait(uint64_t status, uint64_t a1, uint64_t a2)
{
	UNUSED(a1, a2);
	return proc_wait(status);
}

int64_t sys_kill(uint64_t pid, uint64_t a1, uint64_t a2)
{
	UNUSED(a1, a2);
	return proc_kill((int32_t)pid);
}

int64_t sys_getpid(uint64_t a0, uint64_t a1, uint64_t a2)
{
	UNUSED(a0, a1, a2);
	return this_proc()->pid;
}

/* Moves the break by `by` bytes; returns where it was. */
int64_t sys_sbrk(uint64_t by, uint64_t a1, uint64_t a2)
{
	struct proc *proc = this_proc();
	struct space *space = &proc->space;
	int64_t delta = (int64_t)by;
	uint64_t old = space->end;

	UNUSED(a1, a2);
	if (delta > 0) {
		if ((uint64_t)delta > HEAP_END - old)
			return -ENOMEM;
		if (!space_add(space, old, old + by, PTE_R | PTE_W))
			return -ENOMEM;
	} else {
		if ((uint64_t)-delta > old - USER_BASE)
			return -EINVAL;
		space_remove(space, old + by, old);
	}
	space->end = old + by;
	proc_remapped(proc);
	return (int64_t)old;
}

int64_t sys_sleep(uint64_t ticks, uint64_t a1, uint64_t a2)
{
	struct proc *proc = this_proc();
	uint64_t now = read_time();
	uint64_t deadline = now + (uint32_t)ticks * timer_per_tick();

	UNUSED(a1, a2);
	lock(&sched_lock);
	while (read_time() < deadline && !proc->killed)
		sleep_locked(&proc->wake_time, deadline);
	unlock(&sched_lock);
	return proc_is_killed(proc) ? -EINTR : 0;
}

int64_t sys_uptime(uint64_t a0, uint64_t a1, uint64_t a2)
{
	UNUSED(a0, a1, a2);
	return (int64_t)timer_ticks();
}

/* Fills in up to `max` struct proc_info; returns their number. */
int64_t sys_procs(uint64_t to, uint64_t max, uint64_t a2)
{
	/* A page holds less than all, so it goes in the kernel's memory. */
	static struct proc_info info[PROCS];
	static struct sleeplock guard = { .guard = SPINLOCK("procs") };

	UNUSED(a2);
	sleep_lock(&guard);
	uint64_t count = proc_describe(info, max < PROCS ? max : PROCS);
	bool copied = copy_out(&this_proc()->space, to, info,
			       count * sizeof(info[0]));
	sleep_unlock(&guard);
	return copied ? (int64_t)count : -EFAULT;
}

int64_t sys_shutdown(uint64_t how, uint64_t a1, uint64_t a2)
{
	UNUSED(a1, a2);
	if (how != SHUTDOWN_POWEROFF && how != SHUTDOWN_REBOOT)
		return -EINVAL;
	sbi_system_reset(how == SHUTDOWN_REBOOT ? SBI_SRST_TYPE_COLD_REBOOT
						: SBI_SRST_TYPE_SHUTDOWN,
			 SBI_SRST_REASON_NONE);
	/* Still here: a firmware without SRST, so the legacy call. */
	sbi_call(SBI_LEGACY_SHUTDOWN, 0, 0, 0, 0, 0, 0);
	return -ENOSYS;
}

/* Makes the caller the first process of a new job. */
int64_t sys_newjob(uint64_t a0, uint64_t a1, uint64_t a2)
{
	struct proc *proc = this_proc();

	UNUSED(a0, a1, a2);
	lock(&sched_lock);
	proc->job = proc->pid;
	unlock(&sched_lock);
	return proc->pid;
}

/* ^C ends this job from now on; 0: none. */
int64_t sys_foreground(uint64_t job, uint64_t a1, uint64_t a2)
{
	UNUSED(a1, a2);
	console_foreground((int32_t)job);
	return 0;
}

/* Pages of memory that no process uses: free ones, and the buffer cache. */
int64_t sys_freepages(uint64_t a0, uint64_t a1, uint64_t a2)
{
	UNUSED(a0, a1, a2);
	return (int64_t)(page_count_free() + bio_count_pages());
}
