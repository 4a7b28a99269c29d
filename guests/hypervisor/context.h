/* The part of a vCPU that world-switch code addresses by offset. */
#ifndef HYPERVISOR_CONTEXT_H
#define HYPERVISOR_CONTEXT_H

#define CONTEXT_X(n) (8 * (n))
#define CONTEXT_PC 256
#define CONTEXT_HSTATUS 264
#define CONTEXT_SSTATUS 272
#define CONTEXT_HOST_SP 280
#define CONTEXT_HOST_TP 288

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

struct context {
	uint64_t x[32]; /* x[0] stays zero */
	uint64_t pc;
	uint64_t hstatus;
	uint64_t sstatus;
	uint64_t host_sp;
	uint64_t host_tp;
};

_Static_assert(offsetof(struct context, pc) == CONTEXT_PC, "pc");
_Static_assert(offsetof(struct context, sstatus) == CONTEXT_SSTATUS, "sstatus");
_Static_assert(offsetof(struct context, host_tp) == CONTEXT_HOST_TP, "host_tp");

struct fp_state {
	uint64_t f[32];
	uint64_t fcsr;
};

/* Runs the guest until its next trap to HS-mode. */
void context_enter(struct context *context);

void fp_save(struct fp_state *state);
void fp_restore(const struct fp_state *state);

struct guest_load {
	uint64_t value;
	uint64_t cause; /* 0: loaded; else the exception that the load raised */
};

/* Loads through both stages of the guest whose CSRs are loaded, with the
 * privilege in hstatus.SPVP: a halfword of code (HLVX.HU), or a doubleword. */
struct guest_load guest_fetch16(uint64_t gva);
struct guest_load guest_load64(uint64_t gva);

#endif
#endif
