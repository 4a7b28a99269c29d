/* Open files: what a descriptor stands for. */
#ifndef KERNEL_FILE_H
#define KERNEL_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct inode;
struct pipe;
struct stat;

enum open_kind {
	OPEN_PIPE,
	OPEN_INODE,
	OPEN_DEVICE,
};

struct file {
	unsigned references; /* descriptors; 0: free */
	enum open_kind kind;
	bool readable;
	bool writable;
	bool append;
	struct pipe *pipe;
	struct inode *inode; /* OPEN_INODE, OPEN_DEVICE */
	uint64_t offset;     /* guarded by the inode's lock */
	uint16_t major;	     /* OPEN_DEVICE */
};

/* A file with one reference; NULL: too many are open. */
struct file *file_make(void);
struct file *file_share(struct file *file);
/* Gives a reference back. */
void file_close(struct file *file);
int64_t file_stat(struct file *file, struct stat *stat);
/* User addresses of this process; bytes moved, or a negative error. */
int64_t file_read(struct file *file, uint64_t to, uint64_t bytes);
int64_t file_write(struct file *file, uint64_t from, uint64_t bytes);

#endif
