/* Sleeping locks. */
#include "sleeplock.h"

#include <stddef.h>

#include "printk.h"
#include "proc.h"
#include "sched.h"

void sleep_lock(struct sleeplock *sleep)
{
	lock(&sleep->guard);
	while (sleep->holder != NULL)
		sleep_on(sleep, &sleep->guard);
	sleep->holder = this_proc();
	unlock(&sleep->guard);
}

void sleep_unlock(struct sleeplock *sleep)
{
	lock(&sleep->guard);
	if (sleep->holder != this_proc())
		panic("sleeping lock released by a stranger");
	sleep->holder = NULL;
	wake_one(sleep);
	unlock(&sleep->guard);
}

bool sleep_holds(struct sleeplock *sleep)
{
	lock(&sleep->guard);
	bool mine = sleep->holder == this_proc();
	unlock(&sleep->guard);
	return mine;
}
