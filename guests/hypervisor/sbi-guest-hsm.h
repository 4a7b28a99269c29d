/* Hart state management for guests. */
#ifndef HYPERVISOR_SBI_GUEST_HSM_H
#define HYPERVISOR_SBI_GUEST_HSM_H

#include "sbi.h"
#include "vcpu.h"

struct sbi_result sbi_guest_hsm(struct vcpu *vcpu, uint64_t function,
				const uint64_t *a);

#endif
