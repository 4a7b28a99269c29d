/* HS-mode entry: the boot hart comes from the firmware (a0 = hart id,
 * a1 = device tree), the others by SBI hart_start. */
#include "hart.h"

	.section .text.entry, "ax"
	.global _start
_start:
	csrw	sie, zero
	csrw	satp, zero
	la	t0, bss_start
	la	t1, bss_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	call	take_stack
	call	hypervisor_boot
	/* Not reached. */

	.global secondary_start
secondary_start:
	csrw	sie, zero
	csrw	satp, zero
	call	take_stack
	call	hypervisor_join
	/* Not reached. */

take_stack:
	la	t0, host_trap
	csrw	stvec, t0
	la	sp, stacks
	addi	t0, a0, 1
	slli	t0, t0, STACK_SHIFT
	add	sp, sp, t0
	ret

	.bss
	.align	4
stacks:	.skip	HARTS << STACK_SHIFT
