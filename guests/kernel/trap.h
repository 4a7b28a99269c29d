/* Traps from user mode and from the kernel. */
#ifndef KERNEL_TRAP_H
#define KERNEL_TRAP_H

/* Lets this hart take traps in the kernel. */
void trap_enter(void);
/* Goes (back) to user mode in the current process, with its trapframe. */
_Noreturn void trap_return(void);

#endif
