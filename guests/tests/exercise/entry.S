/* Entry of the first and of later harts, and the trap vector. */
#include "exercise.h"

	.section .text.entry, "ax"
	.global _start
_start:
	la	t0, bss_start
	la	t1, bss_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	call	take_stack
	call	exercise_main

	.global secondary_start
secondary_start:
	call	take_stack
	call	exercise_secondary

/* sp for hart a0; tp holds the hart id. */
take_stack:
	mv	tp, a0
	la	t0, trap_vector
	csrw	stvec, t0
	la	sp, stacks
	addi	t0, a0, 1
	slli	t0, t0, STACK_SHIFT
	add	sp, sp, t0
	ret

	.text
	.align	2
trap_vector:
	addi	sp, sp, -256
	.irp	n, 1,3,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	sd	x\n, (8 * \n)(sp)
	.endr
	call	exercise_trap
	.irp	n, 1,3,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld	x\n, (8 * \n)(sp)
	.endr
	addi	sp, sp, 256
	sret

	.bss
	.align	4
stacks:	.skip	HARTS << STACK_SHIFT
