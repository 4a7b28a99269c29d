/* Disk blocks in memory. Whoever holds a buffer has it alone. */
#ifndef KERNEL_BIO_H
#define KERNEL_BIO_H

#include <stdbool.h>
#include <stdint.h>

#include "sleeplock.h"

struct buffer {
	/* Guarded by the cache's lock. */
	uint32_t block;
	unsigned users; /* holders, waiters and pins: stays in memory */
	uint64_t used_at;

	struct sleeplock guard;
	bool valid; /* data has what the disk has, or newer */
	void *data; /* FS_BLOCK_BYTES; NULL before the first use */
};

void bio_start(void);
/* Pages that hold blocks. */
uint64_t bio_count_pages(void);
/* The block with its content. */
struct buffer *bio_read(uint32_t block);
/* The block as zeros, not read from disk. */
struct buffer *bio_zero(uint32_t block);
void bio_release(struct buffer *buffer);
/* Keeps the buffer in memory after its release, until bio_unpin. */
void bio_pin(struct buffer *buffer);
void bio_unpin(struct buffer *buffer);

#endif
