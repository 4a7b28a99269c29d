/* Locks held across disk transfers: a waiting process sleeps. */
#ifndef KERNEL_SLEEPLOCK_H
#define KERNEL_SLEEPLOCK_H

#include <stdbool.h>

#include "spinlock.h"

struct proc;

struct sleeplock {
	struct spinlock guard;
	struct proc *holder;
};

void sleep_lock(struct sleeplock *sleep);
void sleep_unlock(struct sleeplock *sleep);
/* True if this process holds it. */
bool sleep_holds(struct sleeplock *sleep);

#endif
