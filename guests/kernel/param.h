/* Sizes of the kernel's tables, and the few rates that somebody may want to
 * tune. */
#ifndef KERNEL_PARAM_H
#define KERNEL_PARAM_H

#define HARTS 8		 /* harts that the kernel starts */
#define PROCS 64	 /* processes; slot n uses ASID n + 1 */
#define FILES 128	 /* open files of all processes together */
#define PROC_FILES 16	 /* descriptors of one process */
#define INODES 64	 /* inodes in use at one time */
#define BUFFERS 128	 /* disk blocks held in memory, at most */
#define EXEC_ARGS 32	 /* arguments of exec */
#define PATH_BYTES 128	 /* a path with its terminator */
#define KSTACK_PAGES 2	 /* kernel stack of a process */
#define USTACK_PAGES 4	 /* user stack of a process */
#define TICKS_PER_SECOND 100 /* unit of sleep() and uptime() */
#define SLICE_TICKS 1	 /* how long a process runs while others wait */
#define BOOT_STACK_BYTES 0x2000 /* stack a hart starts on; its scheduler runs there */

#endif
