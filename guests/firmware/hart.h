/* What the firmware keeps per hart, and the layout that entry.S shares. */
#ifndef FIRMWARE_HART_H
#define FIRMWARE_HART_H

#define HARTS 64	/* hart ids 0 to 63: one bit each in a mask */
#define STACK_SHIFT 12	/* 4 KiB of stack, struct hart included */
#define HART_BYTES 192
#define HART_SAVED_SP 0
#define FRAME_X(n) (8 * (n))
#define FRAME_MEPC FRAME_X(32)
#define FRAME_MSTATUS FRAME_X(33)
#define FRAME_BYTES 272

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Registers of the mode that trapped; x[0] is unused. */
struct frame {
	uint64_t x[32];
	uint64_t mepc;
	uint64_t mstatus;
};

/* A remote fence, published by the hart that asked for it. */
struct fence_request {
	uint32_t function; /* of the RFENCE extension */
	uint64_t start;
	uint64_t size;
	uint64_t asid_or_vmid;
	uint64_t hgatp; /* of the caller: hfence.vvma acts on its VMID */
	uint64_t outstanding;
};

struct hart {
	uint64_t saved_sp;
	uint64_t id;
	uint32_t hsm_state; /* SBI_HSM_STATE_* */
	bool has_h;
	bool has_sstc;
	uint64_t start_address;
	uint64_t start_opaque;
	uint64_t soft_requests;	 /* supervisor software interrupts asked for */
	uint64_t fence_sources;	 /* harts whose fence_request waits for us */
	struct fence_request fence;
};

_Static_assert(sizeof(struct hart) <= HART_BYTES, "struct hart");
_Static_assert(offsetof(struct hart, saved_sp) == HART_SAVED_SP, "saved_sp");
_Static_assert(sizeof(struct frame) == FRAME_BYTES, "struct frame");
_Static_assert(offsetof(struct frame, mepc) == FRAME_MEPC, "mepc");

static inline struct hart *this_hart(void)
{
	struct hart *hart;

	__asm__("mv %0, tp" : "=r"(hart));
	return hart;
}

/* The struct of another hart; ids are below HARTS and were seen in the device
 * tree. */
struct hart *hart_by_id(uint64_t id);

/* Lets go of this hart until HSM starts it; does not return. */
void hart_wait_for_start(void) __attribute__((noreturn));
/* Enters S-mode with a0 = hart id, a1 = opaque. */
void hart_enter(uint64_t address, uint64_t opaque, uint64_t mode)
	__attribute__((noreturn));
/* CSRs that decide what lower modes may do. */
void hart_prepare(struct hart *hart);

#endif
#endif
