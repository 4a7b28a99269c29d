/* A redo log. Operations of several processes are gathered into one
 * transaction, which is committed when the last of them ends:
 *   1. the changed blocks go to the log, then a flush;
 *   2. the header that lists them goes to disk, then a flush: committed;
 *   3. the blocks go to their places, then a flush;
 *   4. an empty header frees the log.
 * A crash before 2 loses the transaction, one after it replays 3 and 4. The
 * header's list lies in one 512-byte sector, which a disk writes as a whole. */
#include "log.h"

#include <stddef.h>

#include "bio.h"
#include "disk.h"
#include "fs.h"
#include "kalloc.h"
#include "printk.h"
#include "proc.h"
#include "riscv.h"
#include "sched.h"
#include "spinlock.h"
#include "string.h"

#define SECTOR_BYTES 512
#define LOG_BLOCKS_MAX (FS_LOG_BLOCKS - 1)

struct log_header {
	uint32_t count;
	uint32_t blocks[LOG_BLOCKS_MAX];
};
_Static_assert(sizeof(struct log_header) <= SECTOR_BYTES, "one sector");

static struct {
	struct spinlock guard;
	uint32_t start; /* of the log: the header's block */
	uint32_t capacity;
	unsigned operations; /* between log_begin and log_end */
	bool committing;
	struct log_header *header; /* a page: it goes to disk as it is */
	struct buffer *buffers[LOG_BLOCKS_MAX];
} redo = { .guard = SPINLOCK("log") };

static void write_header(void)
{
	struct disk_request request = {
		.operation = DISK_WRITE,
		.block = redo.start,
		.data = redo.header,
	};

	disk_submit(&request);
	disk_wait(&request);
	disk_flush();
}

/* Writes all blocks of the transaction at once: to the log, or to where they
 * belong. */
static void write_blocks(bool to_log)
{
	struct disk_request requests[LOG_BLOCKS_MAX];

	for (uint32_t i = 0; i < redo.header->count; i++) {
		requests[i] = (struct disk_request){
			.operation = DISK_WRITE,
			.block = to_log ? redo.start + 1 + i
					: redo.header->blocks[i],
			.data = redo.buffers[i]->data,
		};
		disk_submit(&requests[i]);
	}
	for (uint32_t i = 0; i < redo.header->count; i++)
		disk_wait(&requests[i]);
	disk_flush();
}

/* Nobody changes the buffers: log_begin waits until we are done. */
static void commit(void)
{
	if (redo.header->count == 0)
		return;
	write_blocks(true);
	write_header();
	write_blocks(false);
	for (uint32_t i = 0; i < redo.header->count; i++)
		bio_unpin(redo.buffers[i]);
	redo.header->count = 0;
	write_header();
}

static void replay(void)
{
	struct disk_request request = {
		.operation = DISK_READ,
		.block = redo.start,
		.data = redo.header,
	};

	disk_submit(&request);
	disk_wait(&request);
	if (redo.header->count > redo.capacity)
		panic("the log's header lists %u blocks of at most %u",
		      redo.header->count, redo.capacity);
	if (redo.header->count == 0)
		return;
	printk("log: replaying %u blocks\n", redo.header->count);
	for (uint32_t i = 0; i < redo.header->count; i++) {
		struct buffer *buffer = bio_read(redo.start + 1 + i);

		request = (struct disk_request){
			.operation = DISK_WRITE,
			.block = redo.header->blocks[i],
			.data = buffer->data,
		};
		disk_submit(&request);
		disk_wait(&request);
		bio_release(buffer);
	}
	disk_flush();
	redo.header->count = 0;
	write_header();
}

void log_start(const struct superblock *super)
{
	redo.start = super->log_start;
	redo.capacity = super->log_blocks - 1;
	if (redo.capacity > LOG_BLOCKS_MAX)
		redo.capacity = LOG_BLOCKS_MAX;
	if (redo.capacity < LOG_OPERATION_BLOCKS)
		panic("a log of %u blocks is too small", super->log_blocks);
	redo.header = page_alloc_zeroed();
	if (redo.header == NULL)
		panic("out of memory for the log");
	replay();
}

void log_begin(void)
{
	lock(&redo.guard);
	while (redo.committing ||
	       redo.header->count + (redo.operations + 1) *
					    LOG_OPERATION_BLOCKS >
		       redo.capacity)
		sleep_on(&redo, &redo.guard);
	redo.operations++;
	unlock(&redo.guard);
}

void log_end(void)
{
	lock(&redo.guard);
	redo.operations--;
	if (redo.operations > 0) {
		/* What it reserved and did not use is free again. */
		wake_all(&redo);
		unlock(&redo.guard);
		return;
	}
	redo.committing = true;
	unlock(&redo.guard);

	commit();

	lock(&redo.guard);
	redo.committing = false;
	wake_all(&redo);
	unlock(&redo.guard);
}

void log_write(struct buffer *buffer)
{
	lock(&redo.guard);
	if (redo.operations == 0)
		panic("log_write outside of an operation");
	uint32_t i = 0;
	while (i < redo.header->count &&
	       redo.header->blocks[i] != buffer->block)
		i++;
	if (i == redo.capacity)
		panic("a transaction of more than %u blocks", redo.capacity);
	if (i == redo.header->count) {
		redo.header->blocks[i] = buffer->block;
		redo.buffers[i] = buffer;
		redo.header->count++;
		bio_pin(buffer);
	}
	unlock(&redo.guard);
}
