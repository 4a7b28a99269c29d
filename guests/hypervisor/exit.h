/* VM exits: one row per cause. */
#ifndef HYPERVISOR_EXIT_H
#define HYPERVISOR_EXIT_H

#include <stdint.h>

struct vcpu;

/* What the hart's CSRs say about the exit. */
struct exit {
	uint64_t cause;	 /* scause */
	uint64_t stval;
	uint64_t gpa;	 /* guest-page faults: the guest physical address */
	uint64_t htinst;
};

/* Deals with the exit of the vCPU that this hart has just left. */
void exit_handle(struct vcpu *vcpu);
/* Takes an exception in S-mode of the guest, as the hart would if it were
 * delegated. Stops the VM if its trap handler cannot even start. */
void exit_enter_s(struct vcpu *vcpu, uint64_t cause, uint64_t stval);

/* The name of counter `index` (struct vcpu, exits), or NULL. */
const char *exit_name(unsigned index);

#endif
