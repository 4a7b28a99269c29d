/* Interrupts of a VM with M-mode. */
#ifndef HYPERVISOR_MINTERRUPT_H
#define HYPERVISOR_MINTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

struct vcpu;

/* CSRs that S-mode changes without a trap. */
struct live {
	uint64_t vsie;
	uint64_t hvip;
	uint64_t vstimecmp;
};

/* Those of the loaded vCPU. */
struct live live_loaded(const struct vcpu *vcpu);
/* What mie holds. */
uint64_t live_enabled(const struct vcpu *vcpu, struct live live);
/* menvcfg.STCE lets S-mode have its timer. */
bool mmode_has_stimecmp(const struct vcpu *vcpu);

#endif
