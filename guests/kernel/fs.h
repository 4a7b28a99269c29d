/* The file system on disk. scripts/mkfs.mjs reads the numbers out of this
 * file: a #define with FS_ in front is one number and no expression.
 *
 *   block 0       not used
 *   block 1       struct superblock
 *   log           one header block, then the logged blocks
 *   inodes        struct disk_inode, FS_INODE_BYTES each
 *   bitmap        one bit a block, 1: in use
 *   data          files and directories
 *
 * All numbers are little-endian. */
#ifndef KERNEL_FS_H
#define KERNEL_FS_H

#include <stdbool.h>
#include <stdint.h>

#include "abi.h"

#define FS_MAGIC 0x68627331
#define FS_BLOCK_BYTES 4096
#define FS_SUPER_BLOCK 1
#define FS_LOG_BLOCKS 40
#define FS_INODE_COUNT 256
#define FS_INODE_BYTES 64
#define FS_ROOT_INODE 1
#define FS_DIRECT 12
#define FS_ENTRY_BYTES 32
#define FS_NAME_BYTES 28
#define FS_IMAGE_BLOCKS 512

struct superblock {
	uint32_t magic;
	uint32_t blocks; /* of the whole file system */
	uint32_t log_start;
	uint32_t log_blocks; /* with the header */
	uint32_t inode_start;
	uint32_t inode_count;
	uint32_t bitmap_start;
	uint32_t data_start;
};

/* Block numbers are absolute; 0: there is no block, it reads as zeros. */
struct disk_inode {
	uint16_t kind; /* enum file_kind */
	uint16_t links;
	uint16_t major;
	uint16_t minor;
	uint32_t size; /* bytes */
	uint32_t direct[FS_DIRECT];
	uint32_t indirect; /* a block of block numbers */
};

struct disk_entry {
	uint32_t inode; /* 0: not in use */
	char name[FS_NAME_BYTES]; /* ends at a NUL or at the end */
};

#define FS_INDIRECT (FS_BLOCK_BYTES / sizeof(uint32_t))
#define FS_FILE_BLOCKS (FS_DIRECT + FS_INDIRECT)
#define FS_ENTRIES_PER_BLOCK (FS_BLOCK_BYTES / FS_ENTRY_BYTES)
#define FS_INODES_PER_BLOCK (FS_BLOCK_BYTES / FS_INODE_BYTES)
#define FS_BITS_PER_BLOCK (FS_BLOCK_BYTES * 8)

_Static_assert(sizeof(struct disk_inode) == FS_INODE_BYTES, "fs.h");
_Static_assert(sizeof(struct disk_entry) == FS_ENTRY_BYTES, "fs.h");

/* Reads the superblock, replays the log, frees inodes that no name leads to.
 * Needs a process. */
void fs_mount(void);
const struct superblock *fs_super(void);

#endif
