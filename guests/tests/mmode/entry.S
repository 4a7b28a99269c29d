/* Entry of all harts, the way out of M-mode and the trap vector back into it.
 * While a lower mode runs, mscratch points to the frame to come back to; in
 * M-mode it is zero. */
#include "mmode.h"

	.section .text.entry, "ax"
	.global _start
_start:
	csrw	mie, zero
	csrw	mscratch, zero
	la	t0, trap_vector
	csrw	mtvec, t0
	csrr	a0, mhartid
	la	sp, stacks
	addi	t0, a0, 1
	slli	t0, t0, STACK_SHIFT
	add	sp, sp, t0
	beqz	a0, 1f
	call	mmode_secondary
1:	call	mmode_main

	.text
/* void leave_m(struct trap *a0) */
	.global leave_m
	.balign 4
leave_m:
	addi	sp, sp, -128
	sd	ra, 0(sp)
	sd	s0, 8(sp)
	sd	s1, 16(sp)
	sd	s2, 24(sp)
	sd	s3, 32(sp)
	sd	s4, 40(sp)
	sd	s5, 48(sp)
	sd	s6, 56(sp)
	sd	s7, 64(sp)
	sd	s8, 72(sp)
	sd	s9, 80(sp)
	sd	s10, 88(sp)
	sd	s11, 96(sp)
	sd	gp, 104(sp)
	sd	tp, 112(sp)
	sd	a0, 120(sp)
	csrw	mscratch, sp
	mret

	.balign 4
	.global trap_vector
trap_vector:
	csrrw	sp, mscratch, sp
	beqz	sp, trap_in_m
	ld	ra, 0(sp)
	ld	s0, 8(sp)
	ld	s1, 16(sp)
	ld	s2, 24(sp)
	ld	s3, 32(sp)
	ld	s4, 40(sp)
	ld	s5, 48(sp)
	ld	s6, 56(sp)
	ld	s7, 64(sp)
	ld	s8, 72(sp)
	ld	s9, 80(sp)
	ld	s10, 88(sp)
	ld	s11, 96(sp)
	ld	gp, 104(sp)
	ld	tp, 112(sp)
	ld	a0, 120(sp)
	addi	sp, sp, 128
	csrw	mscratch, zero
	j	trap_record

/* For vectored mode: the timer's entry leaves a trace. */
	.balign 256
	.global vectors
	.option	push
	.option	norvc
vectors:
	.rept	7
	j	trap_vector
	.endr
	j	1f
	.rept	4
	j	trap_vector
	.endr
1:	csrwi	sscratch, 7
	j	trap_vector
	.option	pop

trap_in_m:
	csrrw	sp, mscratch, sp
	addi	sp, sp, -144
	sd	ra, 0(sp)
	sd	t0, 8(sp)
	sd	t1, 16(sp)
	sd	t2, 24(sp)
	sd	t3, 32(sp)
	sd	t4, 40(sp)
	sd	t5, 48(sp)
	sd	t6, 56(sp)
	sd	a0, 64(sp)
	sd	a1, 72(sp)
	sd	a2, 80(sp)
	sd	a3, 88(sp)
	sd	a4, 96(sp)
	sd	a5, 104(sp)
	sd	a6, 112(sp)
	sd	a7, 120(sp)
	call	mmode_trap
	ld	ra, 0(sp)
	ld	t0, 8(sp)
	ld	t1, 16(sp)
	ld	t2, 24(sp)
	ld	t3, 32(sp)
	ld	t4, 40(sp)
	ld	t5, 48(sp)
	ld	t6, 56(sp)
	ld	a0, 64(sp)
	ld	a1, 72(sp)
	ld	a2, 80(sp)
	ld	a3, 88(sp)
	ld	a4, 96(sp)
	ld	a5, 104(sp)
	ld	a6, 112(sp)
	ld	a7, 120(sp)
	addi	sp, sp, 144
	mret

	.bss
	.balign 16
stacks:	.skip	HARTS << STACK_SHIFT
