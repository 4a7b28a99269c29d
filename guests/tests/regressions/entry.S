/* Entry in M-mode, and the way from C into code in any mode and back: `go`
 * returns with the first trap that code takes into M. */
	.section .text.entry, "ax"
	.global _start
_start:
	la	t0, bss_start
	la	t1, bss_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	la	sp, stack_end
	la	t0, unexpected
	csrw	mtvec, t0
	j	regressions_main

	.text
	.balign 4
unexpected:
	csrr	a0, mcause
	csrr	a1, mepc
	csrr	a2, mtval
	la	sp, stack_end
	j	regressions_unexpected

/* void go(uint64_t *a0_a1): mret, with a0 and a1 out of memory and back. */
	.global go
	.balign 4
go:
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
	la	t0, back
	csrw	mtvec, t0
	ld	a1, 8(a0)
	ld	a0, 0(a0)
	mret

	.balign 4
back:
	csrrw	sp, mscratch, sp
	sd	a1, -8(sp)
	ld	a1, 120(sp)
	sd	a0, 0(a1)
	ld	a0, -8(sp)
	sd	a0, 8(a1)
	la	t0, unexpected
	csrw	mtvec, t0
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
	addi	sp, sp, 128
	ret

	.section .bss
	.balign 16
stack:	.skip 16384
stack_end:
