/* World switch between HS-mode and a guest (VS, VU), and loads from guest
 * virtual memory that are allowed to fault. */
#include "context.h"

	.text

/* void context_enter(struct context *a0): returns at the next VM exit. */
	.global	context_enter
context_enter:
	addi	sp, sp, -112
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
	sd	sp, CONTEXT_HOST_SP(a0)
	sd	tp, CONTEXT_HOST_TP(a0)
	ld	t0, CONTEXT_PC(a0)
	ld	t1, CONTEXT_HSTATUS(a0)
	ld	t2, CONTEXT_SSTATUS(a0)
	la	t3, vm_exit
	csrw	sepc, t0
	csrw	hstatus, t1
	csrw	sstatus, t2
	csrw	stvec, t3
	csrw	sscratch, a0
	ld	x1, CONTEXT_X(1)(a0)
	ld	x2, CONTEXT_X(2)(a0)
	ld	x3, CONTEXT_X(3)(a0)
	ld	x4, CONTEXT_X(4)(a0)
	ld	x5, CONTEXT_X(5)(a0)
	ld	x6, CONTEXT_X(6)(a0)
	ld	x7, CONTEXT_X(7)(a0)
	ld	x8, CONTEXT_X(8)(a0)
	ld	x9, CONTEXT_X(9)(a0)
	ld	x11, CONTEXT_X(11)(a0)
	ld	x12, CONTEXT_X(12)(a0)
	ld	x13, CONTEXT_X(13)(a0)
	ld	x14, CONTEXT_X(14)(a0)
	ld	x15, CONTEXT_X(15)(a0)
	ld	x16, CONTEXT_X(16)(a0)
	ld	x17, CONTEXT_X(17)(a0)
	ld	x18, CONTEXT_X(18)(a0)
	ld	x19, CONTEXT_X(19)(a0)
	ld	x20, CONTEXT_X(20)(a0)
	ld	x21, CONTEXT_X(21)(a0)
	ld	x22, CONTEXT_X(22)(a0)
	ld	x23, CONTEXT_X(23)(a0)
	ld	x24, CONTEXT_X(24)(a0)
	ld	x25, CONTEXT_X(25)(a0)
	ld	x26, CONTEXT_X(26)(a0)
	ld	x27, CONTEXT_X(27)(a0)
	ld	x28, CONTEXT_X(28)(a0)
	ld	x29, CONTEXT_X(29)(a0)
	ld	x30, CONTEXT_X(30)(a0)
	ld	x31, CONTEXT_X(31)(a0)
	ld	x10, CONTEXT_X(10)(a0)
	sret

	.align	2
vm_exit:
	csrrw	a0, sscratch, a0
	sd	x1, CONTEXT_X(1)(a0)
	sd	x2, CONTEXT_X(2)(a0)
	sd	x3, CONTEXT_X(3)(a0)
	sd	x4, CONTEXT_X(4)(a0)
	sd	x5, CONTEXT_X(5)(a0)
	sd	x6, CONTEXT_X(6)(a0)
	sd	x7, CONTEXT_X(7)(a0)
	sd	x8, CONTEXT_X(8)(a0)
	sd	x9, CONTEXT_X(9)(a0)
	sd	x11, CONTEXT_X(11)(a0)
	sd	x12, CONTEXT_X(12)(a0)
	sd	x13, CONTEXT_X(13)(a0)
	sd	x14, CONTEXT_X(14)(a0)
	sd	x15, CONTEXT_X(15)(a0)
	sd	x16, CONTEXT_X(16)(a0)
	sd	x17, CONTEXT_X(17)(a0)
	sd	x18, CONTEXT_X(18)(a0)
	sd	x19, CONTEXT_X(19)(a0)
	sd	x20, CONTEXT_X(20)(a0)
	sd	x21, CONTEXT_X(21)(a0)
	sd	x22, CONTEXT_X(22)(a0)
	sd	x23, CONTEXT_X(23)(a0)
	sd	x24, CONTEXT_X(24)(a0)
	sd	x25, CONTEXT_X(25)(a0)
	sd	x26, CONTEXT_X(26)(a0)
	sd	x27, CONTEXT_X(27)(a0)
	sd	x28, CONTEXT_X(28)(a0)
	sd	x29, CONTEXT_X(29)(a0)
	sd	x30, CONTEXT_X(30)(a0)
	sd	x31, CONTEXT_X(31)(a0)
	la	t3, host_trap
	csrw	stvec, t3
	csrr	t0, sscratch
	csrr	t1, sepc
	csrr	t2, hstatus
	csrr	t3, sstatus
	sd	t0, CONTEXT_X(10)(a0)
	sd	t1, CONTEXT_PC(a0)
	sd	t2, CONTEXT_HSTATUS(a0)
	sd	t3, CONTEXT_SSTATUS(a0)
	ld	sp, CONTEXT_HOST_SP(a0)
	ld	tp, CONTEXT_HOST_TP(a0)
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
	addi	sp, sp, 112
	ret

/* Both return the value in a0 and zero in a1, or the cause in a1. */
	.option	push
	.option	arch, +h
	.global	guest_fetch16
	.global	guest_load64
guest_fetch16:
may_fault_start:
	hlvx.hu	a0, (a0)
	li	a1, 0
	ret
guest_load64:
	hlv.d	a0, (a0)
may_fault_end:
	li	a1, 0
	ret
	.option	pop

/* Traps out of HS-mode: faults of the loads above, or a mistake of ours. */
	.align	2
	.global	host_trap
host_trap:
	csrr	t0, sepc
	la	t1, may_fault_start
	bltu	t0, t1, 1f
	la	t1, may_fault_end
	bgeu	t0, t1, 1f
	csrr	a1, scause
	ret
1:	csrr	a0, scause
	mv	a1, t0
	csrr	a2, stval
	call	hypervisor_panic
