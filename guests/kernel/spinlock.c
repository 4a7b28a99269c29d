/* Spin locks. */
#include "spinlock.h"

#include "hart.h"
#include "printk.h"
#include "riscv.h"

void lock(struct spinlock *spin)
{
	/* An interrupt handler could ask for the same lock. */
	irq_push();
	if (holds(spin))
		panic("%s lock taken twice", spin->name);
	while (__atomic_exchange_n(&spin->taken, 1, __ATOMIC_ACQUIRE) != 0)
		while (__atomic_load_n(&spin->taken, __ATOMIC_RELAXED) != 0)
			spin_pause();
	spin->holder = this_hart();
}

void unlock(struct spinlock *spin)
{
	if (!holds(spin))
		panic("%s lock released by a stranger", spin->name);
	spin->holder = NULL;
	__atomic_store_n(&spin->taken, 0, __ATOMIC_RELEASE);
	irq_pop();
}

bool holds(const struct spinlock *spin)
{
	return spin->taken != 0 && spin->holder == this_hart();
}
