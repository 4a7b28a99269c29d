/* Pipes. */
#ifndef KERNEL_PIPE_H
#define KERNEL_PIPE_H

#include <stdbool.h>
#include <stdint.h>

struct file;
struct pipe;

/* Makes a pipe and a file for each end: 0, or -ENFILE, -ENOMEM. */
int64_t pipe_make(struct file **reader, struct file **writer);
void pipe_close(struct pipe *pipe, bool writer);
/* At least one byte; 0 once all writers are gone. */
int64_t pipe_read(struct pipe *pipe, uint64_t to, uint64_t bytes);
/* All bytes, unless the readers go (then -EPIPE if nothing was written). */
int64_t pipe_write(struct pipe *pipe, uint64_t from, uint64_t bytes);

#endif
