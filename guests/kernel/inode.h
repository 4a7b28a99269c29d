/* Inodes: files, directories and devices without their names.
 *
 * A reference (inode_get to inode_put) keeps an inode in memory; its lock
 * gives the right to look into it and to change it. Lock a directory before
 * what it names. */
#ifndef KERNEL_INODE_H
#define KERNEL_INODE_H

#include <stdbool.h>
#include <stdint.h>

#include "fs.h"
#include "sleeplock.h"

struct space;

struct inode {
	/* Guarded by the table's lock. */
	uint32_t number;
	unsigned references;

	struct sleeplock guard;
	bool valid; /* disk was read */
	struct disk_inode disk;
};

void inode_start(void);
/* Frees inodes that have neither a name nor, after a boot, a user. */
void inode_reclaim(void);
/* NULL: too many inodes in use. */
struct inode *inode_get(uint32_t number);
struct inode *inode_share(struct inode *inode);
/* Gives a reference back. The last one frees an inode that has no name left,
 * so this belongs inside of an operation. */
void inode_put(struct inode *inode);
void inode_lock(struct inode *inode);
void inode_unlock(struct inode *inode);
/* inode_unlock and inode_put. */
void inode_done(struct inode *inode);
/* A new, locked inode with one link; NULL: there is none left. */
struct inode *inode_make(enum file_kind kind, uint16_t major, uint16_t minor);

/* The rest needs the lock. */

/* Writes the inode itself. */
void inode_update(struct inode *inode);
/* Frees all content. */
void inode_truncate(struct inode *inode);
void inode_stat(const struct inode *inode, struct stat *stat);
/* Bytes read or written, which may be fewer, or a negative error. With `space`
 * the address is one of that user space. A write inside of one operation may
 * have INODE_WRITE_MAX bytes. */
int64_t inode_read(struct inode *inode, const struct space *space, uint64_t to,
		   uint64_t offset, uint64_t bytes);
int64_t inode_write(struct inode *inode, const struct space *space,
		    uint64_t from, uint64_t offset, uint64_t bytes);
/* The disk block of block `index` of the file, or 0. With `create` a missing
 * one is made; 0 then means that the disk is full. */
uint32_t inode_block(struct inode *inode, uint32_t index, bool create);

/* Of an operation's blocks one goes to the inode, one to the indirect block,
 * one to the bitmap (two at a border), one more for an unaligned start. */
#define INODE_WRITE_MAX ((LOG_OPERATION_BLOCKS - 5) * FS_BLOCK_BYTES)

#endif
