/* Where harts come in: S-mode, paging off, a0 = hart id. The first has the
 * device tree in a1, the others (SBI HSM) their struct hart. */
#include "param.h"

	.section .text.entry, "ax"
	.global _start
_start:
	csrw	sie, zero
	csrw	satp, zero
	la	t0, hang
	csrw	stvec, t0

	la	t0, bss_start
	la	t1, bss_end
1:	bgeu	t0, t1, 2f
	sd	zero, 0(t0)
	addi	t0, t0, 8
	j	1b

2:	la	tp, harts
	la	sp, boot_stacks
	li	t0, BOOT_STACK_BYTES
	add	sp, sp, t0
	call	kernel_boot

	.balign	4
hang:	wfi
	j	hang

	.global secondary_start
secondary_start:
	csrw	sie, zero
	csrw	satp, zero
	la	t0, hang
	csrw	stvec, t0
	mv	tp, a1
	ld	sp, 0(tp)		/* hart.stack_top */
	call	kernel_join
	j	hang


	.section .stacks, "aw", @nobits
	.balign	16
	.global boot_stacks
boot_stacks:
	.space	BOOT_STACK_BYTES * HARTS
