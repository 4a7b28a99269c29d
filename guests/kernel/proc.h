/* Processes: the table, their life from fork to wait. */
#ifndef KERNEL_PROC_H
#define KERNEL_PROC_H

#include <stdbool.h>
#include <stdint.h>

#include "abi.h"
#include "hart.h"
#include "param.h"
#include "space.h"

struct file;
struct inode;
struct trapframe;

struct proc {
	/* Guarded by sched_lock. */
	enum proc_state state;
	int32_t pid;
	int32_t job; /* what ^C ends; inherited by fork */
	struct proc *parent;
	struct proc *next; /* in the queue or among the sleepers */
	struct proc *previous;
	const void *channel; /* what it sleeps on */
	uint64_t wake_time;  /* `time` that ends its sleep */
	bool killed;
	int32_t exit_status;
	struct hart *hart; /* where it runs or ran last */
	uint64_t time;	   /* on harts, in ticks of `time` */
	uint32_t fence_on; /* bit n: harts[n] may hold old translations */

	/* The process's own. */
	uint64_t kernel_sp; /* while it does not run */
	uint64_t kstack_top;
	uint64_t asid;
	struct space space;
	struct trapframe *frame;
	void (*entry)(void); /* where its kernel thread starts */
	struct file *files[PROC_FILES];
	struct inode *directory;
	char name[NAME_BYTES];
};

struct proc_list {
	struct proc *first;
	struct proc *last;
};

#define PROC_KILLED_STATUS (-1)

static inline struct proc *this_proc(void)
{
	irq_push();
	struct proc *proc = this_hart()->proc;
	irq_pop();
	return proc;
}

/* Makes the first process, which mounts the file system and runs init. */
void proc_start(void);
/* The pid of the child, or -EAGAIN, -ENOMEM. */
int64_t proc_fork(struct proc *parent);
_Noreturn void proc_exit(int32_t status);
/* Waits for any child to end. The status goes to user address `status` unless
 * that is 0. Returns the pid, or -ECHILD, -EFAULT, -EINTR. */
int64_t proc_wait(uint64_t status);
/* Ends the process at its next way to user mode: 0, or -ESRCH. */
int64_t proc_kill(int32_t pid);
void proc_kill_self(struct proc *proc);
/* Every process of the job; false if it has none. */
bool proc_kill_job(int32_t job);
bool proc_is_killed(struct proc *proc);
/* After a change of a mapping of the process: translations (and instructions)
 * that any hart has cached are old now. */
void proc_remapped(struct proc *proc);
/* Fences this hart, if it may hold old translations of the process. */
void proc_fence(struct proc *proc);
/* Fills in up to `max` entries; returns their number. */
uint64_t proc_describe(struct proc_info *info, uint64_t max);
/* The list that ^P shows, by printk. */
void proc_print(void);

#endif
