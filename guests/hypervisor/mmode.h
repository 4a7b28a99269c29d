/* M-mode for a VM whose vCPUs start in it: trapped and emulated. Virtual M-mode
 * runs in VU-mode with vsatp Bare, where every privileged instruction traps;
 * the guest's S- and U-mode are VS and VU as in any VM. */
#ifndef HYPERVISOR_MMODE_H
#define HYPERVISOR_MMODE_H

#include <stdbool.h>
#include <stdint.h>

struct vcpu;

/* Fields of mstatus that are not in vsstatus. */
#define MMODE_STATUS                                                    \
	(STATUS_MIE | STATUS_MPIE | STATUS_MPP | STATUS_TVM | STATUS_TW | \
	 STATUS_TSR)
#define MMODE_S_INTERRUPTS (SIP_SSIP | SIP_STIP | SIP_SEIP)
#define MMODE_M_INTERRUPTS (MIP_MSIP | MIP_MTIP | MIP_MEIP)

struct mmode {
	bool active; /* the vCPU is in virtual M-mode */

	/* Under their names in the manual. While M-mode is not active, what is
	 * delegated of mie is in vsie, and of mip.SSIP in hvip. */
	uint64_t mstatus; /* MMODE_STATUS */
	uint64_t mie;
	uint64_t mip; /* what software writes: SSIP, STIP, SEIP */
	uint64_t medeleg, mideleg;
	uint64_t mtvec, mscratch, mepc, mcause, mtval;
	uint64_t mcounteren, menvcfg;

	/* S-mode's, while M-mode is active. */
	uint64_t satp, scounteren, senvcfg, stimecmp;

	/* From the CLINT and from the PLIC's M-mode context; written by any
	 * hart, atomically. */
	uint32_t msip;
	uint32_t external;
	uint64_t mtimecmp; /* ticks of the guest */
};

/* As a reset leaves the hart: in M-mode. Not while it runs. */
void mmode_reset(struct vcpu *vcpu);

/* An exception of the guest, to M-mode or as medeleg says. */
void mmode_exception(struct vcpu *vcpu, uint64_t cause, uint64_t tval);
/* Takes a trap into M-mode, from any mode. */
void mmode_enter(struct vcpu *vcpu, uint64_t cause, uint64_t tval);
/* Takes M-mode's interrupts and injects S-mode's; right before entry. */
void mmode_before_entry(struct vcpu *vcpu);
/* Emulates a privileged instruction; false if the vCPU is not in M-mode, or
 * M-mode has no such instruction. */
bool mmode_instruction(struct vcpu *vcpu, uint32_t bits);

/* What mip reads in M-mode. */
uint64_t mmode_pending(const struct vcpu *vcpu);
/* The bits of menvcfg that this VM can have. */
uint64_t mmode_envcfg(const struct vcpu *vcpu);

/* Of a vCPU that is not loaded: as vcpu_has_interrupt, vcpu_timer_deadline. */
bool mmode_has_interrupt(const struct vcpu *vcpu, uint64_t now);
uint64_t mmode_timer_deadline(const struct vcpu *vcpu, uint64_t now);

#endif
