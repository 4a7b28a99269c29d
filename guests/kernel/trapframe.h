/* Registers of a user process while the kernel runs, and what the trampoline
 * needs to get into the kernel. One page for each process, mapped at
 * TRAPFRAME; trampoline.S knows the offsets. */
#ifndef KERNEL_TRAPFRAME_H
#define KERNEL_TRAPFRAME_H

#define FRAME_X(n) (8 * (n))
#define FRAME_PC 0
#define FRAME_KERNEL_SATP 256
#define FRAME_KERNEL_SP 264
#define FRAME_KERNEL_TP 272
#define FRAME_KERNEL_TRAP 280
#define FRAME_FENCE 288

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#define X_SP 2
#define X_A0 10
#define X_A1 11
#define X_A7 17

struct trapframe {
	union {
		uint64_t pc; /* in the place of x0 */
		uint64_t x[32];
	};
	uint64_t kernel_satp;
	uint64_t kernel_sp;
	uint64_t kernel_tp;
	uint64_t kernel_trap; /* user_trap() */
	uint64_t fence; /* not 0: no ASIDs, so satp changes need a fence */
};

_Static_assert(offsetof(struct trapframe, x[31]) == FRAME_X(31), "trapframe");
_Static_assert(offsetof(struct trapframe, kernel_satp) == FRAME_KERNEL_SATP,
	       "trapframe");
_Static_assert(offsetof(struct trapframe, fence) == FRAME_FENCE, "trapframe");
#endif

#endif
