/* A sleeping thread is nothing but a stack pointer: what a call has to preserve
 * lies on the stack itself. */
#include "swtch.h"

	.section .text
	.global switch_stack
switch_stack:
	addi	sp, sp, -SWITCH_BYTES
	sd	ra, SWITCH_RA(sp)
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	sd	s\n, SWITCH_S(\n)(sp)
	.endr
	sd	sp, 0(a0)
	mv	sp, a1
	ld	ra, SWITCH_RA(sp)
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	ld	s\n, SWITCH_S(\n)(sp)
	.endr
	addi	sp, sp, SWITCH_BYTES
	ret
