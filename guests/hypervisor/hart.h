/* What the hypervisor keeps per hart; tp points to it in HS-mode. */
#ifndef HYPERVISOR_HART_H
#define HYPERVISOR_HART_H

#define HARTS 64	/* hart ids 0 to 63: one bit each in a mask */
#define STACK_SHIFT 14	/* 16 KiB of stack per hart */

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fdt.h"

#define VMS 64

struct vcpu;

struct hart {
	uint64_t id;
	bool present;
	bool idle;		/* under the scheduler's lock */
	bool reschedule;	/* put the running vCPU down at the next exit */
	struct vcpu *running;	/* under the scheduler's lock */
	struct vcpu *fp_owner;	/* whose values the f registers hold */
	uint64_t charged;	/* ticks: until when `running` has been charged */
	uint64_t slice_start;	/* ticks */
	uint64_t slice_end;	/* ticks */
	uint64_t deadline;	/* ticks: what the hart's timer is set to */
	uint64_t henvcfg_reset;
	/* The vCPU of each VM that ran here last: decides about fences. */
	const struct vcpu *last_of_vm[VMS];
	const struct vcpu *last;
};

extern struct hart harts[HARTS];

static inline struct hart *this_hart(void)
{
	struct hart *hart;

	__asm__ volatile("mv %0, tp" : "=r"(hart));
	return hart;
}

/* Facts of the machine, the same on all harts. */
struct machine {
	struct fdt fdt;
	uint64_t harts;		  /* bit n: hart n exists */
	uint64_t timebase;	  /* ticks of time per second */
	fdt_node cpu;		  /* the boot hart's node */
	bool has_h;
	bool has_sstc;
	bool has_fp;
	uint64_t vmids;		  /* VMIDs that hgatp holds, at least 1 */
	bool power_off_when_done; /* word of bootargs */
};

extern struct machine machine;

/* Reads the tree. */
void machine_read(const void *blob, uint64_t boot_hart);
/* Finds out what this hart can do that the tree does not say. */
void machine_probe(void);
void hart_prepare(uint64_t id);
void hart_start_others(void);
/* Interrupts another hart: it leaves its guest and looks around. */
void hart_kick(const struct hart *hart);
/* Sets this hart's timer, in ticks of time. */
void hart_set_timer(uint64_t deadline);
/* A trap out of HS-mode itself: a mistake of ours. Stops the machine. */
void hypervisor_panic(uint64_t cause, uint64_t epc, uint64_t tval)
	__attribute__((noreturn));

#endif
#endif
