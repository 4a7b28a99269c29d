/* CSRs as virtual M-mode sees them: one row each. */
#ifndef HYPERVISOR_MCSR_H
#define HYPERVISOR_MCSR_H

#include <stdbool.h>
#include <stdint.h>

struct vcpu;

/* Carries out a CSR instruction of a vCPU in M-mode, but for its pc; false if
 * it is none, or is illegal. */
bool mcsr_access(struct vcpu *vcpu, uint32_t bits);

#endif
