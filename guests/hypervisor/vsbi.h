/* SBI 2.0 for guests, limited to their own VM. */
#ifndef HYPERVISOR_VSBI_H
#define HYPERVISOR_VSBI_H

struct vcpu;

/* An ecall from VS-mode; pc is already behind it. */
void vsbi_call(struct vcpu *vcpu);

#endif
