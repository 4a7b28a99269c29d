/* Who runs where: the queue of ready processes, sleeping and waking. */
#ifndef KERNEL_SCHED_H
#define KERNEL_SCHED_H

#include <stdint.h>

#include "spinlock.h"

struct hart;
struct proc;

/* Guards the process table, the queue and the list of sleepers. Taken after
 * any other spin lock. */
extern struct spinlock sched_lock;

/* Runs processes on this hart for ever. */
_Noreturn void scheduler(void);
/* Lets others run, if there are any. */
void yield(void);
/* Gives the hart up; the caller holds sched_lock (and no other lock) and has
 * set its state. */
void reschedule(void);
/* Sleeps until somebody wakes `channel`. `guard` is released meanwhile, so
 * that no wake-up between the caller's test and its sleep is lost. */
void sleep_on(const void *channel, struct spinlock *guard);
/* The same for who holds sched_lock; also ends when `time` reaches
 * `deadline`. */
void sleep_locked(const void *channel, uint64_t deadline);
void wake_all(const void *channel);
/* Wakes the process that has slept longest on the channel. */
void wake_one(const void *channel);
void wake_all_locked(const void *channel);
/* Makes a process ready, and pokes a hart that has nothing to do. sched_lock
 * is held. */
void make_ready(struct proc *proc);
/* Ends the sleep of a process. sched_lock is held. */
void end_sleep(struct proc *proc);
/* The first deadline among those that went to sleep on this hart. */
uint64_t sched_next_wake(const struct hart *hart);
/* Wakes who slept long enough, ends the time slice, sets the next timer. */
void sched_time_passed(void);

#endif
