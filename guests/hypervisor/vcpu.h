/* A virtual hart: its registers, what waits to be injected, and how it comes
 * onto a hart and off it again. */
#ifndef HYPERVISOR_VCPU_H
#define HYPERVISOR_VCPU_H

#include <stdbool.h>
#include <stdint.h>

#include "context.h"
#include "hart.h"
#include "mmode.h"

struct vm;

/* CSRs that a guest owns while its vCPU is loaded. */
struct vs_csrs {
	uint64_t vsstatus;
	uint64_t vsie;
	uint64_t vstvec;
	uint64_t vsscratch;
	uint64_t vsepc;
	uint64_t vscause;
	uint64_t vstval;
	uint64_t vsatp;
	uint64_t vstimecmp;
	uint64_t hvip; /* VSSIP only: the rest is derived */
	uint64_t scounteren;
	uint64_t senvcfg;
};

/* What the hart lets the guest do without a trap, under the CSRs' names. */
struct grants {
	uint64_t hedeleg;
	uint64_t hideleg;
	uint64_t hcounteren;
	uint64_t envcfg; /* of VM_HENVCFG, what henvcfg may have */
};

enum vcpu_state {
	VCPU_OFF,	/* stopped, in the sense of SBI HSM */
	VCPU_RUNNABLE,
	VCPU_RUNNING,	/* on `hart` */
	VCPU_SLEEPING,	/* WFI, or HSM suspend */
};

/* Why a vCPU wants to be put down. */
enum vcpu_leave {
	LEAVE_NOT,
	LEAVE_YIELD,
	LEAVE_SLEEP,
	LEAVE_OFF,
};

/* Bits of `requests`: done before the guest's next instruction. */
#define REQUEST_FENCE_VVMA 1U
#define REQUEST_FENCE_I 2U
#define REQUEST_SNAPSHOT 4U

#define EXIT_CAUSES 64 /* exceptions 0 to 31, interrupts from 32 on */
#define EXIT_INTERRUPT 32

struct vcpu {
	struct context context; /* first: world-switch code counts on it */
	struct vs_csrs csrs;
	struct grants grants;
	struct mmode m; /* if the VM starts in M-mode */
	struct fp_state fp;
	struct vm *vm;
	unsigned id; /* the guest's hart id */

	/* Under the scheduler's lock. */
	enum vcpu_state state;
	struct hart *hart;	/* where it runs, or ran last */
	struct hart *last_hart;	/* where it ran before that */
	uint64_t runtime;	/* ticks it has run, for fairness */
	uint64_t wake_at;	/* ticks, while it sleeps */

	/* Only the hart that runs it. */
	enum vcpu_leave leave;
	uint64_t exits[EXIT_CAUSES];
	uint64_t last_trap_pc;	/* of the trap given to the guest last */

	/* Written by any hart, atomically. */
	uint32_t requests;
	uint32_t in_guest;
	uint32_t soft_raised;	/* a virtual software interrupt to inject */
	uint32_t external;	/* level of the virtual external interrupt */
	uint32_t timer_raised;	/* virtual timer interrupt without Sstc */
	uint64_t timer_at;	/* ticks of `time`, without Sstc or in M-mode */
	uint32_t hsm_state;	/* SBI_HSM_STATE_*, under the VM's lock */

	struct {
		struct context context;
		struct vs_csrs csrs;
	} snapshot;
	uint64_t injected_external, injected_timer, injected_soft;
};

void vcpu_create(struct vcpu *vcpu, struct vm *vm, unsigned id);
/* Registers as SBI hart_start leaves them. Not while it runs. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t pc, uint64_t opaque);
/* Everything as after creation. Not while it runs. */
void vcpu_reset(struct vcpu *vcpu);

/* Puts the guest's CSRs into this hart, and takes them out again. */
void vcpu_load(struct vcpu *vcpu);
void vcpu_save(struct vcpu *vcpu);
/* Puts changed grants of the loaded vCPU into this hart. */
void vcpu_load_grants(const struct vcpu *vcpu);
/* Serves requests and injects what is pending; right before entry. */
void vcpu_before_entry(struct vcpu *vcpu);

/* Interrupts of a vCPU that is not loaded: pending and enabled in vsie. */
bool vcpu_has_interrupt(const struct vcpu *vcpu, uint64_t now);
/* When its timer will interrupt it, in ticks of this machine's time. */
uint64_t vcpu_timer_deadline(const struct vcpu *vcpu, uint64_t now);

/* Asks for something on every vCPU of the mask, and waits until it is sure to
 * happen before any further instruction of those vCPUs. */
void vcpu_request(struct vm *vm, uint64_t vcpus, uint32_t request);
/* SBI set_timer: deadline in the guest's ticks. Only on its own hart. */
void vcpu_set_timer(struct vcpu *vcpu, uint64_t deadline);
/* Fills in `snapshot`, wherever the vCPU is. False if it did not answer. */
bool vcpu_take_snapshot(struct vcpu *vcpu);

#endif
