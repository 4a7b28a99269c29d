/* Mounting, and the bitmap of used blocks. */
#include "fs.h"

#include <stddef.h>

#include "bio.h"
#include "block.h"
#include "disk.h"
#include "inode.h"
#include "log.h"
#include "printk.h"

static struct superblock super;

/* Where the last free block was found: the next one is often behind it. Only a
 * hint, so it needs no lock. */
static uint32_t next_free;

const struct superblock *fs_super(void)
{
	return &super;
}

void fs_mount(void)
{
	const struct disk *disk = disk_get();

	if (disk == NULL)
		panic("no disk: neither a virtio block device nor an initrd");
	struct buffer *buffer = bio_read(FS_SUPER_BLOCK);
	super = *(const struct superblock *)buffer->data;
	bio_release(buffer);
	if (super.magic != FS_MAGIC)
		panic("the %s has no file system of ours (magic %x, expected "
		      "%x)",
		      disk->name, super.magic, FS_MAGIC);
	if (super.blocks > disk->blocks || super.data_start >= super.blocks)
		panic("the file system has %u blocks, the %s %lu", super.blocks,
		      disk->name, disk->blocks);
	next_free = super.data_start;
	log_start(&super);
	inode_reclaim();
}

/* Takes the first clear bit in [from, to) of the bitmap. */
static uint32_t take(uint32_t from, uint32_t to)
{
	struct buffer *buffer = NULL;
	uint32_t found = 0;

	for (uint32_t block = from; block < to && found == 0; block++) {
		uint32_t bit = block % FS_BITS_PER_BLOCK;

		if (buffer == NULL || bit == 0) {
			if (buffer != NULL)
				bio_release(buffer);
			buffer = bio_read(super.bitmap_start +
					  block / FS_BITS_PER_BLOCK);
		}
		uint8_t *byte = (uint8_t *)buffer->data + bit / 8;
		if ((*byte & 1U << bit % 8) == 0) {
			*byte |= (uint8_t)(1U << bit % 8);
			log_write(buffer);
			found = block;
		}
	}
	if (buffer != NULL)
		bio_release(buffer);
	return found;
}

uint32_t block_alloc(void)
{
	uint32_t hint = next_free;
	uint32_t block = take(hint, super.blocks);

	if (block == 0)
		block = take(super.data_start, hint);
	if (block == 0)
		return 0;
	next_free = block + 1 < super.blocks ? block + 1 : super.data_start;
	struct buffer *buffer = bio_zero(block);
	log_write(buffer);
	bio_release(buffer);
	return block;
}

void block_free(uint32_t block)
{
	if (block < super.data_start || block >= super.blocks)
		panic("block_free of block %u", block);
	struct buffer *buffer =
		bio_read(super.bitmap_start + block / FS_BITS_PER_BLOCK);
	uint32_t bit = block % FS_BITS_PER_BLOCK;
	uint8_t *byte = (uint8_t *)buffer->data + bit / 8;

	if ((*byte & 1U << bit % 8) == 0)
		panic("block %u is freed twice", block);
	*byte &= (uint8_t) ~(1U << bit % 8);
	log_write(buffer);
	bio_release(buffer);
	if (block < next_free)
		next_free = block;
}
