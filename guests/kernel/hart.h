/* What the kernel knows about each hart. Register tp points to the hart's own
 * record whenever it runs kernel code. */
#ifndef KERNEL_HART_H
#define KERNEL_HART_H

#include <stdbool.h>
#include <stdint.h>

#include "param.h"

struct proc;

struct hart {
	uint64_t stack_top; /* entry.S: the stack it starts on */
	unsigned index;	    /* in harts[] */
	uint64_t id;	    /* mhartid */
	uint32_t plic_context;
	struct proc *proc;     /* what it runs; NULL: the scheduler */
	uint64_t scheduler_sp; /* the scheduler's stack while proc runs */
	unsigned irq_depth;    /* nested irq_push */
	bool irq_were_on;      /* before the outermost irq_push */
	bool resched;	       /* the process has had its time */
	uint64_t slice_end;    /* `time` at which it has had it */
	uint64_t slice_start;
	uint64_t deadline; /* what the timer was set to */
};

extern struct hart harts[HARTS];

static inline struct hart *this_hart(void)
{
	struct hart *hart;

	__asm__ volatile("mv %0, tp" : "=r"(hart));
	return hart;
}

/* Fills in harts[] as the board has them; harts[0] is the one that booted. */
void hart_boot(void);
void hart_start_others(void);
/* Makes another hart leave WFI, or look at its reason to. */
void hart_poke(struct hart *hart);

/* Interrupts of this hart go off at the first push and come back, if they
 * were on, at the last pop. */
void irq_push(void);
void irq_pop(void);
bool irq_are_on(void);
void irq_on(void);
void irq_off(void);

#endif
