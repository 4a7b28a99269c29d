/* Inodes in memory and on disk. */
#include "inode.h"

#include <stddef.h>

#include "bio.h"
#include "block.h"
#include "log.h"
#include "param.h"
#include "printk.h"
#include "space.h"
#include "string.h"

static struct {
	struct spinlock guard;
	struct inode inodes[INODES];
} table = { .guard = SPINLOCK("inode table") };

/* The disk block of an inode, and its place in there. */
static struct buffer *read_inode(uint32_t number, struct disk_inode **inode)
{
	struct buffer *buffer = bio_read(fs_super()->inode_start +
					 number / FS_INODES_PER_BLOCK);

	*inode = (struct disk_inode *)buffer->data +
		 number % FS_INODES_PER_BLOCK;
	return buffer;
}

void inode_start(void)
{
	for (unsigned i = 0; i < INODES; i++)
		table.inodes[i].guard.guard.name = "inode";
}

void inode_reclaim(void)
{
	for (uint32_t number = 1; number < fs_super()->inode_count; number++) {
		struct disk_inode *disk;
		struct buffer *buffer = read_inode(number, &disk);
		bool lost = disk->kind != KIND_FREE && disk->links == 0;

		bio_release(buffer);
		if (!lost)
			continue;
		printk("fs: freeing inode %u, which has no name\n", number);
		log_begin();
		struct inode *inode = inode_get(number);
		inode_lock(inode);
		inode_done(inode);
		log_end();
	}
}

struct inode *inode_get(uint32_t number)
{
	struct inode *inode = NULL;

	lock(&table.guard);
	for (struct inode *at = table.inodes; at < table.inodes + INODES;
	     at++) {
		if (at->references > 0 && at->number == number) {
			inode = at;
			break;
		}
		if (at->references == 0 && inode == NULL)
			inode = at;
	}
	if (inode != NULL && inode->references++ == 0) {
		inode->number = number;
		inode->valid = false;
	}
	unlock(&table.guard);
	return inode;
}

struct inode *inode_share(struct inode *inode)
{
	lock(&table.guard);
	inode->references++;
	unlock(&table.guard);
	return inode;
}

void inode_lock(struct inode *inode)
{
	sleep_lock(&inode->guard);
	if (inode->valid)
		return;
	struct disk_inode *disk;
	struct buffer *buffer = read_inode(inode->number, &disk);
	inode->disk = *disk;
	bio_release(buffer);
	inode->valid = true;
	if (inode->disk.kind == KIND_FREE)
		panic("inode %u is in use and free", inode->number);
}

void inode_unlock(struct inode *inode)
{
	sleep_unlock(&inode->guard);
}

void inode_put(struct inode *inode)
{
	lock(&table.guard);
	bool last = inode->references == 1;
	unlock(&table.guard);

	/* Who has the last reference to an inode without a name is alone with
	 * it: nobody can find it any more. */
	if (last && inode->valid && inode->disk.links == 0) {
		inode_lock(inode);
		inode_truncate(inode);
		inode->disk.kind = KIND_FREE;
		inode_update(inode);
		/* From here on somebody may make a new inode of this number,
		 * and get this entry for it. */
		inode->valid = false;
		inode_unlock(inode);
	}
	lock(&table.guard);
	inode->references--;
	unlock(&table.guard);
}

void inode_done(struct inode *inode)
{
	inode_unlock(inode);
	inode_put(inode);
}

struct inode *inode_make(enum file_kind kind, uint16_t major, uint16_t minor)
{
	for (uint32_t number = 1; number < fs_super()->inode_count; number++) {
		struct disk_inode *disk;
		struct buffer *buffer = read_inode(number, &disk);

		if (disk->kind != KIND_FREE) {
			bio_release(buffer);
			continue;
		}
		struct inode *inode = inode_get(number);
		if (inode != NULL) {
			*disk = (struct disk_inode){
				.kind = (uint16_t)kind,
				.links = 1,
				.major = major,
				.minor = minor,
			};
			log_write(buffer);
		}
		bio_release(buffer);
		if (inode != NULL)
			inode_lock(inode);
		return inode;
	}
	return NULL;
}

void inode_update(struct inode *inode)
{
	struct disk_inode *disk;
	struct buffer *buffer = read_inode(inode->number, &disk);

	*disk = inode->disk;
	log_write(buffer);
	bio_release(buffer);
}

uint32_t inode_block(struct inode *inode, uint32_t index, bool create)
{
	if (index < FS_DIRECT) {
		uint32_t *block = &inode->disk.direct[index];

		if (*block == 0 && create)
			*block = block_alloc();
		return *block;
	}
	index -= FS_DIRECT;
	if (index >= FS_INDIRECT)
		return 0;
	if (inode->disk.indirect == 0 && create)
		inode->disk.indirect = block_alloc();
	if (inode->disk.indirect == 0)
		return 0;
	struct buffer *buffer = bio_read(inode->disk.indirect);
	uint32_t *blocks = buffer->data;
	if (blocks[index] == 0 && create) {
		blocks[index] = block_alloc();
		if (blocks[index] != 0)
			log_write(buffer);
	}
	uint32_t block = blocks[index];
	bio_release(buffer);
	return block;
}

void inode_truncate(struct inode *inode)
{
	for (unsigned i = 0; i < FS_DIRECT; i++) {
		if (inode->disk.direct[i] != 0)
			block_free(inode->disk.direct[i]);
		inode->disk.direct[i] = 0;
	}
	if (inode->disk.indirect != 0) {
		struct buffer *buffer = bio_read(inode->disk.indirect);
		const uint32_t *blocks = buffer->data;

		for (unsigned i = 0; i < FS_INDIRECT; i++)
			if (blocks[i] != 0)
				block_free(blocks[i]);
		bio_release(buffer);
		block_free(inode->disk.indirect);
		inode->disk.indirect = 0;
	}
	inode->disk.size = 0;
	inode_update(inode);
}

void inode_stat(const struct inode *inode, struct stat *stat)
{
	*stat = (struct stat){
		.inode = inode->number,
		.kind = inode->disk.kind,
		.links = inode->disk.links,
		.size = inode->disk.size,
		.major = inode->disk.major,
		.minor = inode->disk.minor,
	};
}

/* Between a buffer and the caller's memory. */
static bool give(const struct space *space, uint64_t to, const void *from,
		 uint64_t bytes)
{
	if (space != NULL)
		return copy_out(space, to, from, bytes);
	memcpy((void *)to, from, bytes);
	return true;
}

static bool take(const struct space *space, void *to, uint64_t from,
		 uint64_t bytes)
{
	if (space != NULL)
		return copy_in(space, to, from, bytes);
	memcpy(to, (const void *)from, bytes);
	return true;
}

static uint64_t on_this_block(uint64_t offset, uint64_t bytes)
{
	uint64_t rest = FS_BLOCK_BYTES - offset % FS_BLOCK_BYTES;

	return bytes < rest ? bytes : rest;
}

int64_t inode_read(struct inode *inode, const struct space *space, uint64_t to,
		   uint64_t offset, uint64_t bytes)
{
	static const char zeros[FS_BLOCK_BYTES];
	uint64_t done = 0;

	if (offset >= inode->disk.size)
		return 0;
	if (bytes > inode->disk.size - offset)
		bytes = inode->disk.size - offset;
	while (done < bytes) {
		uint64_t part = on_this_block(offset + done, bytes - done);
		uint32_t block = inode_block(
			inode, (uint32_t)((offset + done) / FS_BLOCK_BYTES),
			false);
		bool given;

		if (block == 0) {
			given = give(space, to + done, zeros, part);
		} else {
			struct buffer *buffer = bio_read(block);

			given = give(space, to + done,
				     (const char *)buffer->data +
					     (offset + done) % FS_BLOCK_BYTES,
				     part);
			bio_release(buffer);
		}
		if (!given)
			return done > 0 ? (int64_t)done : -EFAULT;
		done += part;
	}
	return (int64_t)done;
}

int64_t inode_write(struct inode *inode, const struct space *space,
		    uint64_t from, uint64_t offset, uint64_t bytes)
{
	uint64_t done = 0;
	int64_t error = 0;

	while (done < bytes) {
		uint64_t at = offset + done;
		uint64_t part = on_this_block(at, bytes - done);

		if (at / FS_BLOCK_BYTES >= FS_FILE_BLOCKS) {
			error = -EFBIG;
			break;
		}
		uint32_t block = inode_block(
			inode, (uint32_t)(at / FS_BLOCK_BYTES), true);
		if (block == 0) {
			error = -ENOSPC;
			break;
		}
		struct buffer *buffer = bio_read(block);
		bool taken = take(space,
				  (char *)buffer->data + at % FS_BLOCK_BYTES,
				  from + done, part);
		/* Also a part: it is in the buffer already. */
		log_write(buffer);
		bio_release(buffer);
		if (!taken) {
			error = -EFAULT;
			break;
		}
		done += part;
		if (at + part > inode->disk.size)
			inode->disk.size = (uint32_t)(at + part);
	}
	/* Blocks may have been added even if nothing was written. */
	inode_update(inode);
	return done > 0 || bytes == 0 ? (int64_t)done : error;
}
