/* Notices guests that trap forever without ever exiting. */
#ifndef HYPERVISOR_WATCHDOG_H
#define HYPERVISOR_WATCHDOG_H

struct vcpu;

/* Called when this hart's timer interrupts the vCPU. */
void watchdog_check(struct vcpu *vcpu);

#endif
