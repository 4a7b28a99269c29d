/* Every system call in one row: its number (a7 at the ecall) and name. The
 * kernel's table and the programs' stubs are both made from these rows. */
#ifndef KERNEL_SYSCALLS_H
#define KERNEL_SYSCALLS_H

#define SYSCALLS(ROW)      \
	ROW(1, fork)       \
	ROW(2, exit)       \
	ROW(3, wait)       \
	ROW(4, pipe)       \
	ROW(5, read)       \
	ROW(6, kill)       \
	ROW(7, exec)       \
	ROW(8, fstat)      \
	ROW(9, chdir)      \
	ROW(10, dup)       \
	ROW(11, getpid)    \
	ROW(12, sbrk)      \
	ROW(13, sleep)     \
	ROW(14, uptime)    \
	ROW(15, open)      \
	ROW(16, write)     \
	ROW(17, mknod)     \
	ROW(18, unlink)    \
	ROW(19, link)      \
	ROW(20, mkdir)     \
	ROW(21, close)     \
	ROW(22, procs)     \
	ROW(23, shutdown)  \
	ROW(24, newjob)    \
	ROW(25, foreground) \
	ROW(26, freepages)

#endif
