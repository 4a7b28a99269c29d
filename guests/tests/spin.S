/* A guest that never yields: prints a line and counts in s0 forever. */
#include "payload.h"

	.text
	.global _start
_start:
	print	text, text_end
	li	s0, 0
1:	addi	s0, s0, 1
	j	1b

text:	.ascii	"spin: counting\n"
text_end:
