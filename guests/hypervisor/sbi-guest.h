/* SBI 2.0 for guests, limited to their own VM. */
#ifndef HYPERVISOR_SBI_GUEST_H
#define HYPERVISOR_SBI_GUEST_H

struct vcpu;

/* An ecall from VS-mode; pc is already behind it. */
void sbi_guest_call(struct vcpu *vcpu);

#endif
