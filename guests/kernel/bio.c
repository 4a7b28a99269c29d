/* The buffer cache. Buffers get their memory when they are first needed and
 * keep it; the one that nobody used for longest is taken for another block. */
#include "bio.h"

#include <stddef.h>

#include "disk.h"
#include "fs.h"
#include "kalloc.h"
#include "param.h"
#include "printk.h"
#include "proc.h"
#include "sched.h"
#include "string.h"

static struct {
	struct spinlock guard;
	uint64_t now; /* counts uses */
	unsigned count; /* buffers that have memory */
	struct buffer buffers[BUFFERS];
} cache = { .guard = SPINLOCK("cache") };

void bio_start(void)
{
	for (unsigned i = 0; i < BUFFERS; i++)
		cache.buffers[i].guard.guard.name = "buffer";
}

uint64_t bio_count_pages(void)
{
	lock(&cache.guard);
	uint64_t count = cache.count;
	unlock(&cache.guard);
	return count;
}

static struct buffer *find(uint32_t block)
{
	for (unsigned i = 0; i < cache.count; i++)
		if (cache.buffers[i].block == block)
			return &cache.buffers[i];
	return NULL;
}

/* A buffer for another block: a new one while there are some. NULL: all are in
 * use. */
static struct buffer *recycle(void)
{
	struct buffer *oldest = NULL;

	if (cache.count < BUFFERS) {
		struct buffer *buffer = &cache.buffers[cache.count];

		buffer->data = page_alloc();
		if (buffer->data != NULL) {
			cache.count++;
			return buffer;
		}
	}
	for (unsigned i = 0; i < cache.count; i++) {
		struct buffer *buffer = &cache.buffers[i];

		if (buffer->users == 0 && (oldest == NULL ||
					   buffer->used_at < oldest->used_at))
			oldest = buffer;
	}
	return oldest;
}

static struct buffer *claim(uint32_t block)
{
	struct buffer *buffer;

	lock(&cache.guard);
	while ((buffer = find(block)) == NULL &&
	       (buffer = recycle()) == NULL)
		sleep_on(&cache, &cache.guard);
	if (buffer->block != block) {
		buffer->block = block;
		buffer->valid = false;
	}
	buffer->users++;
	buffer->used_at = ++cache.now;
	unlock(&cache.guard);
	sleep_lock(&buffer->guard);
	return buffer;
}

struct buffer *bio_read(uint32_t block)
{
	struct buffer *buffer = claim(block);

	if (!buffer->valid) {
		struct disk_request request = {
			.operation = DISK_READ,
			.block = block,
			.data = buffer->data,
		};

		disk_submit(&request);
		disk_wait(&request);
		buffer->valid = true;
	}
	return buffer;
}

struct buffer *bio_zero(uint32_t block)
{
	struct buffer *buffer = claim(block);

	memset(buffer->data, 0, FS_BLOCK_BYTES);
	buffer->valid = true;
	return buffer;
}

void bio_release(struct buffer *buffer)
{
	if (!sleep_holds(&buffer->guard))
		panic("bio_release of block %u by a stranger", buffer->block);
	sleep_unlock(&buffer->guard);
	bio_unpin(buffer);
}

void bio_pin(struct buffer *buffer)
{
	lock(&cache.guard);
	buffer->users++;
	unlock(&cache.guard);
}

void bio_unpin(struct buffer *buffer)
{
	lock(&cache.guard);
	if (--buffer->users == 0)
		wake_one(&cache);
	unlock(&cache.guard);
}
