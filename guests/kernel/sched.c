/* The scheduler: round robin over one queue, for all harts. An idle hart sits
 * in WFI without any timer until it is poked. */
#include "sched.h"

#include "abi.h"
#include "board.h"
#include "hart.h"
#include "param.h"
#include "printk.h"
#include "proc.h"
#include "riscv.h"
#include "swtch.h"
#include "timer.h"

struct spinlock sched_lock = SPINLOCK("scheduler");
static struct proc_list ready;
static struct proc_list sleepers;
static uint32_t idle_harts; /* bit n: harts[n] is in WFI, or about to be */

static void list_append(struct proc_list *list, struct proc *proc)
{
	proc->next = NULL;
	proc->previous = list->last;
	if (list->last != NULL)
		list->last->next = proc;
	else
		list->first = proc;
	list->last = proc;
}

static void list_remove(struct proc_list *list, struct proc *proc)
{
	if (proc->previous != NULL)
		proc->previous->next = proc->next;
	else
		list->first = proc->next;
	if (proc->next != NULL)
		proc->next->previous = proc->previous;
	else
		list->last = proc->previous;
}

/* Makes one idle hart look at the queue: this one, or where the process ran
 * last, or the first. */
static void poke_idle(const struct proc *proc)
{
	unsigned here = this_hart()->index;

	if (idle_harts == 0)
		return;
	unsigned index = (unsigned)__builtin_ctz(idle_harts);
	if ((idle_harts & 1U << here) != 0)
		index = here;
	else if (proc->hart != NULL &&
		 (idle_harts & 1U << proc->hart->index) != 0)
		index = proc->hart->index;
	idle_harts &= ~(1U << index);
	/* If it is this one, an interrupt got it out of WFI already. */
	if (index != here)
		hart_poke(&harts[index]);
}

void make_ready(struct proc *proc)
{
	proc->state = PROC_READY;
	list_append(&ready, proc);
	poke_idle(proc);
}

static void run(struct hart *hart, struct proc *proc)
{
	list_remove(&ready, proc);
	proc->state = PROC_RUNNING;
	proc->hart = hart;
	hart->proc = proc;
	hart->resched = false;
	hart->slice_start = read_time();
	hart->slice_end = hart->slice_start + SLICE_TICKS * timer_per_tick();
	timer_program();
	switch_stack(&hart->scheduler_sp, proc->kernel_sp);
	/* The process left its own value: here interrupts stay off. */
	hart->irq_were_on = false;
	proc->time += read_time() - hart->slice_start;
	hart->proc = NULL;
}

static void idle(struct hart *hart)
{
	hart->slice_end = UINT64_MAX;
	timer_program();
	idle_harts |= 1U << hart->index;
	unlock(&sched_lock);
	/* Still off: an interrupt that comes now ends the WFI all the same. */
	wait_for_interrupt();
	irq_on();
	/* What was pending has been taken by now. */
	irq_off();
	lock(&sched_lock);
	idle_harts &= ~(1U << hart->index);
}

_Noreturn void scheduler(void)
{
	struct hart *hart = this_hart();

	irq_off();
	lock(&sched_lock);
	for (;;) {
		if (ready.first != NULL)
			run(hart, ready.first);
		else
			idle(hart);
	}
}

void reschedule(void)
{
	struct hart *hart = this_hart();
	struct proc *proc = hart->proc;
	bool irq_were_on = hart->irq_were_on;

	if (!holds(&sched_lock) || hart->irq_depth != 1)
		panic("%s gives its hart up with a lock held", proc->name);
	switch_stack(&proc->kernel_sp, hart->scheduler_sp);
	/* Perhaps on another hart. */
	this_hart()->irq_were_on = irq_were_on;
}

void yield(void)
{
	lock(&sched_lock);
	if (ready.first != NULL) {
		make_ready(this_proc());
		reschedule();
	} else {
		this_hart()->resched = false;
	}
	unlock(&sched_lock);
}

void sleep_locked(const void *channel, uint64_t deadline)
{
	struct proc *proc = this_proc();

	proc->channel = channel;
	proc->wake_time = deadline;
	proc->state = PROC_SLEEPING;
	list_append(&sleepers, proc);
	reschedule();
	proc->channel = NULL;
}

void sleep_on(const void *channel, struct spinlock *guard)
{
	lock(&sched_lock);
	unlock(guard);
	sleep_locked(channel, UINT64_MAX);
	unlock(&sched_lock);
	lock(guard);
}

void end_sleep(struct proc *proc)
{
	list_remove(&sleepers, proc);
	make_ready(proc);
}

static void wake(const void *channel, bool only_one)
{
	struct proc *next;

	for (struct proc *proc = sleepers.first; proc != NULL; proc = next) {
		next = proc->next;
		if (proc->channel == channel) {
			end_sleep(proc);
			if (only_one)
				return;
		}
	}
}

void wake_all_locked(const void *channel)
{
	wake(channel, false);
}

void wake_all(const void *channel)
{
	lock(&sched_lock);
	wake(channel, false);
	unlock(&sched_lock);
}

void wake_one(const void *channel)
{
	lock(&sched_lock);
	wake(channel, true);
	unlock(&sched_lock);
}

uint64_t sched_next_wake(const struct hart *hart)
{
	uint64_t first = UINT64_MAX;

	for (const struct proc *proc = sleepers.first; proc != NULL;
	     proc = proc->next)
		if (proc->hart == hart && proc->wake_time < first)
			first = proc->wake_time;
	return first;
}

void sched_time_passed(void)
{
	struct hart *hart = this_hart();
	struct proc *next;

	lock(&sched_lock);
	uint64_t now = read_time();
	for (struct proc *proc = sleepers.first; proc != NULL; proc = next) {
		next = proc->next;
		if (proc->wake_time <= now)
			end_sleep(proc);
	}
	if (hart->proc != NULL && now >= hart->slice_end) {
		hart->resched = ready.first != NULL;
		hart->slice_end = now + SLICE_TICKS * timer_per_tick();
	}
	timer_program();
	unlock(&sched_lock);
}
