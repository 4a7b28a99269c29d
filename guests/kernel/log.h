/* The log: what happens between log_begin and log_end reaches the disk as a
 * whole or not at all. */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

#include <stdint.h>

struct buffer;
struct superblock;

/* How many different blocks one operation may write. */
#define LOG_OPERATION_BLOCKS 12

/* Replays what a crash left. Needs a process. */
void log_start(const struct superblock *super);
void log_begin(void);
void log_end(void);
/* The held buffer was changed and belongs to the operation. */
void log_write(struct buffer *buffer);

#endif
