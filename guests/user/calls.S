/* A stub for each system call, made from the rows of kernel/syscalls.h. */
#include "syscalls.h"

#define STUB(number, name)			\
	.section .text.name, "ax"		;\
	.global name				;\
name:	li	a7, number			;\
	ecall					;\
	ret					;

SYSCALLS(STUB)
