/* Prints one line through the SBI debug console and shuts down. */
#include "payload.h"

	.text
	.global _start
_start:
	print	text, text_end
	shut_down
1:	wfi
	j	1b

text:	.ascii	"hello from a payload\n"
text_end:
