/* System calls: a7 has the number (syscalls.h), a0 to a2 the arguments, a0
 * the result. */
#ifndef KERNEL_SYSCALL_H
#define KERNEL_SYSCALL_H

#include <stdint.h>

#include "syscalls.h"

struct proc;

/* Serves the call in the process's trapframe. */
void syscall_handle(struct proc *proc);

/* For arguments that a call does not have. */
#define UNUSED(...) ((void)sizeof((uint64_t[]){ __VA_ARGS__ }))

#define SYSCALL_DECLARE(number, name) \
	int64_t sys_##name(uint64_t a0, uint64_t a1, uint64_t a2);
SYSCALLS(SYSCALL_DECLARE)
#undef SYSCALL_DECLARE

#endif
