/* The page that every address space maps at TRAMPOLINE: the way from user
 * mode into the kernel and back, across the change of satp. */
#include "memlayout.h"
#include "trapframe.h"

	.section .trampoline, "ax"

/* stvec while a process runs. sscratch holds TRAPFRAME. */
	.balign	4
	.global trampoline_trap
trampoline_trap:
	csrrw	sp, sscratch, sp
	.irp	n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, \
		20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	sd	x\n, FRAME_X(\n)(sp)
	.endr
	csrr	t0, sscratch
	sd	t0, FRAME_X(2)(sp)

	ld	tp, FRAME_KERNEL_TP(sp)
	ld	t0, FRAME_KERNEL_SATP(sp)
	ld	t1, FRAME_FENCE(sp)
	ld	t2, FRAME_KERNEL_TRAP(sp)
	ld	sp, FRAME_KERNEL_SP(sp)
	csrw	satp, t0
	beqz	t1, 1f
	sfence.vma
1:	jr	t2

/* trampoline_return(satp, fence): sepc and sstatus are set already. */
	.global trampoline_return
trampoline_return:
	csrw	satp, a0
	beqz	a1, 1f
	sfence.vma
1:	li	sp, TRAPFRAME
	csrw	sscratch, sp
	.irp	n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, \
		20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	ld	x\n, FRAME_X(\n)(sp)
	.endr
	ld	sp, FRAME_X(2)(sp)
	sret
