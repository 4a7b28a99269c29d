/* Where a program starts: a0 = argc, a1 = argv. What main returns is its exit
 * status. */

	.section .text.start, "ax"
	.global _start
_start:
	call	main
	call	exit
