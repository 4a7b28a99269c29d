/* Svadu in software, for a guest whose hart has it and a machine that has not:
 * sets A and D of VS-stage page-table entries when their absence faults. */
#ifndef HYPERVISOR_SVADU_H
#define HYPERVISOR_SVADU_H

#include <stdbool.h>
#include <stdint.h>

struct vcpu;

/* True if the page fault `cause` at `gva` was about A or D alone: the access
 * can be done again. */
bool svadu_update(struct vcpu *vcpu, uint64_t cause, uint64_t gva);

#endif
