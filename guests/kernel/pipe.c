/* A pipe is a page: a ring of bytes behind its counters. */
#include "pipe.h"

#include <stddef.h>

#include "abi.h"
#include "file.h"
#include "kalloc.h"
#include "proc.h"
#include "riscv.h"
#include "sched.h"
#include "space.h"
#include "spinlock.h"

#define PIPE_BYTES 2048

struct pipe {
	struct spinlock guard;
	uint64_t written; /* bytes, ever */
	uint64_t read;
	bool has_reader;
	bool has_writer;
	char data[PIPE_BYTES];
};
_Static_assert(sizeof(struct pipe) <= PAGE_SIZE, "a pipe is a page");

int64_t pipe_make(struct file **reader, struct file **writer)
{
	struct pipe *pipe = page_alloc_zeroed();

	if (pipe == NULL)
		return -ENOMEM;
	pipe->guard.name = "pipe";
	*reader = file_make();
	*writer = *reader == NULL ? NULL : file_make();
	if (*writer == NULL) {
		/* It has no pipe yet, so this frees the slot and no more. */
		if (*reader != NULL)
			file_close(*reader);
		page_free(pipe);
		return -ENFILE;
	}
	pipe->has_reader = true;
	pipe->has_writer = true;
	(*reader)->readable = true;
	(*reader)->pipe = pipe;
	(*writer)->writable = true;
	(*writer)->pipe = pipe;
	return 0;
}

void pipe_close(struct pipe *pipe, bool writer)
{
	lock(&pipe->guard);
	if (writer) {
		pipe->has_writer = false;
		wake_all(&pipe->read);
	} else {
		pipe->has_reader = false;
		wake_all(&pipe->written);
	}
	bool unused = !pipe->has_reader && !pipe->has_writer;
	unlock(&pipe->guard);
	if (unused)
		page_free(pipe);
}

/* How many bytes from ring position `at` can be moved in one piece. */
static uint64_t piece(uint64_t at, uint64_t wanted, uint64_t there)
{
	uint64_t to_end = PIPE_BYTES - at % PIPE_BYTES;
	uint64_t bytes = wanted < there ? wanted : there;

	return bytes < to_end ? bytes : to_end;
}

/* Readers sleep on &read, writers on &written. */

int64_t pipe_read(struct pipe *pipe, uint64_t to, uint64_t bytes)
{
	struct proc *proc = this_proc();
	uint64_t done = 0;
	bool fault = false;

	lock(&pipe->guard);
	while (bytes > 0 && pipe->read == pipe->written && pipe->has_writer) {
		if (proc_is_killed(proc)) {
			unlock(&pipe->guard);
			return -EINTR;
		}
		sleep_on(&pipe->read, &pipe->guard);
	}
	while (done < bytes && pipe->read != pipe->written && !fault) {
		uint64_t part = piece(pipe->read, bytes - done,
				      pipe->written - pipe->read);

		fault = !copy_out(&proc->space, to + done,
				  &pipe->data[pipe->read % PIPE_BYTES], part);
		if (!fault) {
			pipe->read += part;
			done += part;
		}
	}
	wake_all(&pipe->written);
	unlock(&pipe->guard);
	return done == 0 && fault ? -EFAULT : (int64_t)done;
}

int64_t pipe_write(struct pipe *pipe, uint64_t from, uint64_t bytes)
{
	struct proc *proc = this_proc();
	uint64_t done = 0;
	int64_t error = 0;

	lock(&pipe->guard);
	while (done < bytes && error == 0) {
		uint64_t space = PIPE_BYTES - (pipe->written - pipe->read);

		if (!pipe->has_reader) {
			error = -EPIPE;
		} else if (proc_is_killed(proc)) {
			error = -EINTR;
		} else if (space == 0) {
			wake_all(&pipe->read);
			sleep_on(&pipe->written, &pipe->guard);
		} else {
			uint64_t part =
				piece(pipe->written, bytes - done, space);

			if (copy_in(&proc->space,
				    &pipe->data[pipe->written % PIPE_BYTES],
				    from + done, part)) {
				pipe->written += part;
				done += part;
			} else {
				error = -EFAULT;
			}
		}
	}
	wake_all(&pipe->read);
	unlock(&pipe->guard);
	return done > 0 || bytes == 0 ? (int64_t)done : error;
}
