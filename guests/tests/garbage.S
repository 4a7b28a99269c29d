/* A guest that crashes: prints a line, then runs into bytes that are no
 * instructions (all zeros, then all ones). Its stvec points there, too. */
#include "payload.h"

	.text
	.global _start
_start:
	print	text, text_end
	la	t0, nothing
	csrw	stvec, t0
	jr	t0

text:	.ascii	"garbage: about to execute zeros\n"
text_end:
	.balign	8
nothing:
	.fill	16, 4, 0
	.fill	16, 4, 0xffffffff
