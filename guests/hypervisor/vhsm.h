/* Hart state management for guests. */
#ifndef HYPERVISOR_VHSM_H
#define HYPERVISOR_VHSM_H

#include "sbi.h"
#include "vcpu.h"

struct sbi_result vhsm_call(struct vcpu *vcpu, uint64_t function,
				const uint64_t *a);

#endif
