/* Which vCPU runs on which hart, and for how long. */
#ifndef HYPERVISOR_SCHEDULER_H
#define HYPERVISOR_SCHEDULER_H

#include <stdbool.h>

#include "hart.h"
#include "vcpu.h"
#include "vm.h"

/* The life of a hart once the machine is up. */
void scheduler_run(void) __attribute__((noreturn));

/* Something was raised for the vCPU: wakes it, or makes the hart that runs it
 * look. */
void scheduler_notify(struct vcpu *vcpu);
/* What an interrupt of the vCPU depends on has changed: as scheduler_notify,
 * but one that sleeps wakes in any case, and looks for itself. */
void scheduler_wake(struct vcpu *vcpu);
/* From VCPU_OFF to VCPU_RUNNABLE. */
void scheduler_start(struct vcpu *vcpu);
bool scheduler_is_running(const struct vcpu *vcpu);
/* The running vCPU's `timer_at` was set. */
void scheduler_timer_changed(const struct vcpu *vcpu);
/* This hart's timer has fired while the vCPU ran. */
void scheduler_timer(struct vcpu *vcpu);

/* Changes a VM's state; true if it was in one of the `from` states (a mask of
 * bits 1 << state). With `settle`, vm_settle will be called. */
bool scheduler_change(struct vm *vm, unsigned from, enum vm_state to,
		      bool settle);

#endif
