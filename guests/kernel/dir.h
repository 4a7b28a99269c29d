/* Directories and paths. */
#ifndef KERNEL_DIR_H
#define KERNEL_DIR_H

#include <stdbool.h>
#include <stdint.h>

struct inode;

/* The inode of an entry, or NULL; `offset` is where the entry lies, unless it
 * is NULL. The directory is locked. */
struct inode *dir_find(struct inode *directory, const char *name,
		       uint64_t *offset);
/* 0, -EEXIST or -ENOSPC. The directory is locked. */
int64_t dir_add(struct inode *directory, const char *name, uint32_t number);
void dir_clear(struct inode *directory, uint64_t offset);
/* True if it has nothing but . and .. in it. */
bool dir_is_empty(struct inode *directory);

struct inode *path_root(void);
/* The inode of a path, from the current directory of this process. 0 and the
 * inode, or a negative error. */
int64_t path_find(const char *path, struct inode **inode);
/* The directory that has (or would have) the last name of a path; the name
 * goes to `name` (FS_NAME_BYTES + 1 bytes). */
int64_t path_parent(const char *path, struct inode **directory, char *name);

#endif
