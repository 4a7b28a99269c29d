/* Locks held for a few instructions, interrupts off. Test and set rather than
 * tickets: as a guest we may wait for a hart that is not running, and then
 * whoever runs should get the lock. */
#ifndef KERNEL_SPINLOCK_H
#define KERNEL_SPINLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct hart;

struct spinlock {
	const char *name;
	uint32_t taken;
	struct hart *holder;
};

#define SPINLOCK(text) { .name = (text) }

void lock(struct spinlock *spin);
void unlock(struct spinlock *spin);
/* True if this hart holds it. */
bool holds(const struct spinlock *spin);

#endif
