/* The table of system calls. */
#include "syscall.h"

#include <stddef.h>

#include "abi.h"
#include "proc.h"
#include "trapframe.h"

typedef int64_t syscall(uint64_t a0, uint64_t a1, uint64_t a2);

static syscall *const table[] = {
#define SYSCALL_ENTRY(number, name) [number] = sys_##name,
	SYSCALLS(SYSCALL_ENTRY)
#undef SYSCALL_ENTRY
};

void syscall_handle(struct proc *proc)
{
	struct trapframe *frame = proc->frame;
	uint64_t number = frame->x[X_A7];

	if (number >= sizeof(table) / sizeof(table[0]) || table[number] == NULL)
		frame->x[X_A0] = (uint64_t)(int64_t)-ENOSYS;
	else
		frame->x[X_A0] = (uint64_t)table[number](
			frame->x[X_A0], frame->x[X_A1], frame->x[X_A1 + 1]);
}
