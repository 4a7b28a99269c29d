/* The process table, and processes from fork to wait. */
#include "proc.h"

#include <stddef.h>

#include "board.h"
#include "dir.h"
#include "exec.h"
#include "file.h"
#include "fs.h"
#include "inode.h"
#include "kalloc.h"
#include "log.h"
#include "memlayout.h"
#include "printk.h"
#include "riscv.h"
#include "sched.h"
#include "string.h"
#include "swtch.h"
#include "trap.h"
#include "trapframe.h"

static struct proc procs[PROCS];
static struct proc *init;
static int32_t last_pid;

#define EACH_PROC(at) \
	for (struct proc *at = procs; at < procs + PROCS; at++)

static bool pid_is_taken(int32_t pid)
{
	EACH_PROC(proc)
		if (proc->state != PROC_FREE &&
		    (proc->pid == pid || proc->job == pid))
			return true;
	return false;
}

static int32_t new_pid(void)
{
	do
		last_pid = last_pid == INT32_MAX ? 2 : last_pid + 1;
	while (pid_is_taken(last_pid));
	return last_pid;
}

/* The first code of a process, on its kernel stack, under sched_lock. */
static void begin(void)
{
	unlock(&sched_lock);
	this_proc()->entry();
	panic("a process left its entry");
}

static void release(struct proc *proc)
{
	space_free(&proc->space);
	if (proc->frame != NULL)
		page_free(proc->frame);
	proc->frame = NULL;
	lock(&sched_lock);
	proc->parent = NULL;
	proc->state = PROC_FREE;
	unlock(&sched_lock);
}

/* A slot with an empty space; NULL, with the reason, if there is none. */
static struct proc *claim(void (*entry)(void), int64_t *error)
{
	struct proc *proc = NULL;

	lock(&sched_lock);
	EACH_PROC(slot) {
		if (slot->state == PROC_FREE) {
			proc = slot;
			break;
		}
	}
	if (proc == NULL) {
		unlock(&sched_lock);
		*error = -EAGAIN;
		return NULL;
	}
	memset(proc, 0, sizeof(*proc));
	proc->state = PROC_NEW;
	proc->pid = new_pid();
	/* The last owner of the slot had the same ASID. */
	proc->fence_on = UINT32_MAX;
	unlock(&sched_lock);

	uint64_t slot = (uint64_t)(proc - procs);
	proc->asid = slot + 1;
	proc->kstack_top = KSTACK_TOP(slot);
	proc->entry = entry;
	proc->kernel_sp = proc->kstack_top - SWITCH_BYTES;
	*(uint64_t *)(proc->kernel_sp + SWITCH_RA) = (uint64_t)begin;

	proc->frame = page_alloc_zeroed();
	if (proc->frame == NULL || !space_make(&proc->space, proc->frame)) {
		release(proc);
		*error = -ENOMEM;
		return NULL;
	}
	return proc;
}

/* The first process starts in the kernel: mounting needs to sleep. */
static void init_entry(void)
{
	char path[PATH_BYTES] = "/init";
	char commands[256];
	char *argv[] = { path, NULL, NULL };

	irq_on();
	fs_mount();
	this_proc()->directory = path_root();
	board_word("init", path, sizeof(path));
	if (board_word("run", commands, sizeof(commands)))
		argv[1] = commands;
	int64_t argc = exec_load(path, argv);
	if (argc < 0)
		panic("cannot run %s: error %ld", path, -argc);
	this_proc()->frame->x[X_A0] = (uint64_t)argc;
	trap_return();
}

void proc_start(void)
{
	int64_t error;

	init = claim(init_entry, &error);
	if (init == NULL)
		panic("out of memory for the first process");
	init->job = init->pid;
	string_copy(init->name, "init", sizeof(init->name));
	lock(&sched_lock);
	make_ready(init);
	unlock(&sched_lock);
}

int64_t proc_fork(struct proc *parent)
{
	int64_t error;
	struct proc *child = claim(trap_return, &error);

	if (child == NULL)
		return error;
	if (!space_copy(&child->space, &parent->space)) {
		release(child);
		return -ENOMEM;
	}
	*child->frame = *parent->frame;
	child->frame->x[X_A0] = 0;
	for (unsigned i = 0; i < PROC_FILES; i++)
		if (parent->files[i] != NULL)
			child->files[i] = file_share(parent->files[i]);
	child->directory = inode_share(parent->directory);
	memcpy(child->name, parent->name, sizeof(child->name));

	int64_t pid = child->pid;
	lock(&sched_lock);
	child->parent = parent;
	child->job = parent->job;
	make_ready(child);
	unlock(&sched_lock);
	return pid;
}

_Noreturn void proc_exit(int32_t status)
{
	struct proc *proc = this_proc();

	if (proc == init)
		panic("init ended with status %d", status);
	for (unsigned i = 0; i < PROC_FILES; i++) {
		if (proc->files[i] != NULL)
			file_close(proc->files[i]);
		proc->files[i] = NULL;
	}
	log_begin();
	inode_put(proc->directory);
	log_end();
	proc->directory = NULL;

	lock(&sched_lock);
	EACH_PROC(child) {
		if (child->parent == proc) {
			child->parent = init;
			if (child->state == PROC_ZOMBIE)
				wake_all_locked(init);
		}
	}
	proc->exit_status = status;
	proc->state = PROC_ZOMBIE;
	wake_all_locked(proc->parent);
	reschedule();
	panic("a zombie runs");
}

/* A child that has ended, else any child; NULL: there are none. */
static struct proc *child_of(const struct proc *parent)
{
	struct proc *child = NULL;

	EACH_PROC(proc) {
		if (proc->parent != parent || proc->state == PROC_FREE ||
		    proc->state == PROC_NEW)
			continue;
		child = proc;
		if (proc->state == PROC_ZOMBIE)
			break;
	}
	return child;
}

int64_t proc_wait(uint64_t status)
{
	struct proc *proc = this_proc();
	struct proc *child;

	lock(&sched_lock);
	for (;;) {
		child = child_of(proc);
		if (child == NULL || (child->state != PROC_ZOMBIE &&
				      proc->killed)) {
			unlock(&sched_lock);
			return child == NULL ? -ECHILD : -EINTR;
		}
		if (child->state == PROC_ZOMBIE)
			break;
		sleep_locked(proc, UINT64_MAX);
	}
	/* A wrong address leaves the child for a better call. */
	if (status != 0 && !copy_out(&proc->space, status, &child->exit_status,
				     sizeof(child->exit_status))) {
		unlock(&sched_lock);
		return -EFAULT;
	}
	int64_t pid = child->pid;
	child->parent = NULL;
	child->state = PROC_NEW;
	unlock(&sched_lock);
	release(child);
	return pid;
}

static void kill_locked(struct proc *proc)
{
	proc->killed = true;
	if (proc->state == PROC_SLEEPING)
		end_sleep(proc);
}

int64_t proc_kill(int32_t pid)
{
	int64_t result = -ESRCH;

	/* Everything else descends from it and needs it. */
	if (pid == init->pid)
		return -EPERM;
	lock(&sched_lock);
	EACH_PROC(proc) {
		if (proc->pid == pid && proc->state != PROC_FREE &&
		    proc->state != PROC_NEW) {
			kill_locked(proc);
			result = 0;
		}
	}
	unlock(&sched_lock);
	return result;
}

void proc_kill_self(struct proc *proc)
{
	lock(&sched_lock);
	proc->killed = true;
	unlock(&sched_lock);
}

bool proc_kill_job(int32_t job)
{
	bool found = false;

	lock(&sched_lock);
	EACH_PROC(proc) {
		if (proc->job == job && proc->state != PROC_FREE &&
		    proc->state != PROC_NEW && proc->state != PROC_ZOMBIE) {
			kill_locked(proc);
			found = true;
		}
	}
	unlock(&sched_lock);
	return found;
}

bool proc_is_killed(struct proc *proc)
{
	return __atomic_load_n(&proc->killed, __ATOMIC_RELAXED);
}

void proc_remapped(struct proc *proc)
{
	__atomic_store_n(&proc->fence_on, UINT32_MAX, __ATOMIC_RELAXED);
}

void proc_fence(struct proc *proc)
{
	uint32_t bit = 1U << this_hart()->index;

	/* Only the hart that runs the process changes its bit. */
	if ((proc->fence_on & bit) == 0)
		return;
	proc->fence_on &= ~bit;
	__asm__ volatile("sfence.vma x0, %0" : : "r"(proc->asid) : "memory");
	/* exec and fork have written instructions. */
	fence_instructions();
}

uint64_t proc_describe(struct proc_info *info, uint64_t max)
{
	uint64_t count = 0;

	lock(&sched_lock);
	EACH_PROC(proc) {
		if (proc->state == PROC_FREE || count == max)
			continue;
		uint64_t time = proc->time;
		if (proc->state == PROC_RUNNING)
			time += read_time() - proc->hart->slice_start;
		info[count] = (struct proc_info){
			.pid = proc->pid,
			.parent = proc->parent != NULL ? proc->parent->pid : 0,
			.job = proc->job,
			.state = proc->state,
			.hart = proc->hart != NULL ? (int32_t)proc->hart->id : 0,
			.memory = space_bytes(&proc->space),
			.time = time,
		};
		memcpy(info[count].name, proc->name, sizeof(proc->name));
		count++;
	}
	unlock(&sched_lock);
	return count;
}

void proc_print(void)
{
	static const char *const state_names[] = {
#define STATE_TEXT(name, text) [PROC_##name] = text,
		PROC_STATES(STATE_TEXT)
#undef STATE_TEXT
	};

	/* Without the lock: this should work when the kernel hangs. */
	printk("\n");
	EACH_PROC(proc)
		if (proc->state != PROC_FREE)
			printk("%d %s %s hart %lu\n", proc->pid,
			       state_names[proc->state], proc->name,
			       proc->hart != NULL ? proc->hart->id : 0);
}
