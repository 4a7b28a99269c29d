/* Where harts come out of reset, and where lower modes trap to. All harts
 * start here with a0 = hart id, a1 = device tree, a2 = fw_dynamic block. */
#include "hart.h"

	.section .text.entry, "ax"
	.global _start
_start:
	csrw	mie, zero
	csrw	mip, zero
	la	t0, panic_vector
	csrw	mtvec, t0
	li	t0, HARTS
	bgeu	a0, t0, sleep

	/* One hart prepares the machine; the order of arrival decides. */
	la	t0, boot_lottery
	li	t1, 1
	amoswap.w.aqrl t1, t1, (t0)
	bnez	t1, secondary

	la	t0, bss_start
	la	t1, bss_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	call	take_stack
	call	firmware_boot
	/* Not reached. */

secondary:
	la	t0, machine_ready
2:	lw	t1, 0(t0)
	.insn i 0x0f, 0, x0, x0, 0x010		/* pause */
	beqz	t1, 2b
	fence	rw, rw
	call	take_stack
	call	firmware_join
	/* Not reached. */

sleep:	wfi
	j	sleep

/* sp and tp for hart a0: its struct hart lies at the end of its stack. */
take_stack:
	la	sp, stacks
	addi	t0, a0, 1
	slli	t0, t0, STACK_SHIFT
	add	sp, sp, t0
	addi	sp, sp, -HART_BYTES
	mv	tp, sp
	ret

/* Traps out of S, U, VS and VU. While a lower mode runs, mscratch holds the
 * hart's struct; while firmware runs, it is zero. */
	.text
	.align	2
	.global trap_vector
trap_vector:
	csrrw	tp, mscratch, tp
	beqz	tp, trap_in_firmware
	sd	sp, HART_SAVED_SP(tp)
	addi	sp, tp, -FRAME_BYTES
	sd	ra, FRAME_X(1)(sp)
	sd	gp, FRAME_X(3)(sp)
	sd	t0, FRAME_X(5)(sp)
	sd	t1, FRAME_X(6)(sp)
	sd	t2, FRAME_X(7)(sp)
	sd	s0, FRAME_X(8)(sp)
	sd	s1, FRAME_X(9)(sp)
	sd	a0, FRAME_X(10)(sp)
	sd	a1, FRAME_X(11)(sp)
	sd	a2, FRAME_X(12)(sp)
	sd	a3, FRAME_X(13)(sp)
	sd	a4, FRAME_X(14)(sp)
	sd	a5, FRAME_X(15)(sp)
	sd	a6, FRAME_X(16)(sp)
	sd	a7, FRAME_X(17)(sp)
	sd	s2, FRAME_X(18)(sp)
	sd	s3, FRAME_X(19)(sp)
	sd	s4, FRAME_X(20)(sp)
	sd	s5, FRAME_X(21)(sp)
	sd	s6, FRAME_X(22)(sp)
	sd	s7, FRAME_X(23)(sp)
	sd	s8, FRAME_X(24)(sp)
	sd	s9, FRAME_X(25)(sp)
	sd	s10, FRAME_X(26)(sp)
	sd	s11, FRAME_X(27)(sp)
	sd	t3, FRAME_X(28)(sp)
	sd	t4, FRAME_X(29)(sp)
	sd	t5, FRAME_X(30)(sp)
	sd	t6, FRAME_X(31)(sp)
	ld	t0, HART_SAVED_SP(tp)
	sd	t0, FRAME_X(2)(sp)
	csrrw	t0, mscratch, zero
	sd	t0, FRAME_X(4)(sp)
	csrr	t0, mepc
	sd	t0, FRAME_MEPC(sp)
	csrr	t0, mstatus
	sd	t0, FRAME_MSTATUS(sp)
	mv	a0, sp
	call	trap_handle
	/* Falls through with sp at the frame. */

	.global trap_return
trap_return:
	ld	t0, FRAME_MSTATUS(sp)
	csrw	mstatus, t0
	ld	t0, FRAME_MEPC(sp)
	csrw	mepc, t0
	csrw	mscratch, tp
	ld	ra, FRAME_X(1)(sp)
	ld	gp, FRAME_X(3)(sp)
	ld	tp, FRAME_X(4)(sp)
	ld	t0, FRAME_X(5)(sp)
	ld	t1, FRAME_X(6)(sp)
	ld	t2, FRAME_X(7)(sp)
	ld	s0, FRAME_X(8)(sp)
	ld	s1, FRAME_X(9)(sp)
	ld	a0, FRAME_X(10)(sp)
	ld	a1, FRAME_X(11)(sp)
	ld	a2, FRAME_X(12)(sp)
	ld	a3, FRAME_X(13)(sp)
	ld	a4, FRAME_X(14)(sp)
	ld	a5, FRAME_X(15)(sp)
	ld	a6, FRAME_X(16)(sp)
	ld	a7, FRAME_X(17)(sp)
	ld	s2, FRAME_X(18)(sp)
	ld	s3, FRAME_X(19)(sp)
	ld	s4, FRAME_X(20)(sp)
	ld	s5, FRAME_X(21)(sp)
	ld	s6, FRAME_X(22)(sp)
	ld	s7, FRAME_X(23)(sp)
	ld	s8, FRAME_X(24)(sp)
	ld	s9, FRAME_X(25)(sp)
	ld	s10, FRAME_X(26)(sp)
	ld	s11, FRAME_X(27)(sp)
	ld	t3, FRAME_X(28)(sp)
	ld	t4, FRAME_X(29)(sp)
	ld	t5, FRAME_X(30)(sp)
	ld	t6, FRAME_X(31)(sp)
	ld	sp, FRAME_X(2)(sp)
	mret

trap_in_firmware:
	csrrw	tp, mscratch, tp
	.align	2
panic_vector:
	csrr	a0, mcause
	csrr	a1, mepc
	csrr	a2, mtval
	call	firmware_panic

/* Stands in for trap_vector around one access that may trap: steps over the
 * instruction (four bytes, the caller sees to that) and leaves the cause plus
 * one in t2. */
	.align	2
	.global skip_vector
skip_vector:
	csrr	t2, mcause
	addi	t2, t2, 1
	csrr	t1, mepc
	addi	t1, t1, 4
	csrw	mepc, t1
	mret

	.data
	.align	2
	.global machine_ready
boot_lottery:	.word 0
machine_ready:	.word 0

	.bss
	.align	4
	.global stacks
stacks:	.skip	HARTS << STACK_SHIFT
