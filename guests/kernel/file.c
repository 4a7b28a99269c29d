/* The table of open files, and reading and writing by what they are. */
#include "file.h"

#include <stddef.h>

#include "abi.h"
#include "console.h"
#include "inode.h"
#include "log.h"
#include "param.h"
#include "pipe.h"
#include "printk.h"
#include "proc.h"
#include "spinlock.h"

/* What a device can do, by its major number. */
struct device {
	int64_t (*read)(uint64_t to, uint64_t bytes);
	int64_t (*write)(uint64_t from, uint64_t bytes);
};

static int64_t null_read(uint64_t to, uint64_t bytes)
{
	(void)to;
	(void)bytes;
	return 0;
}

static int64_t null_write(uint64_t from, uint64_t bytes)
{
	(void)from;
	return (int64_t)bytes;
}

static const struct device devices[] = {
	[MAJOR_CONSOLE] = { console_read, console_write },
	[MAJOR_NULL] = { null_read, null_write },
};

static struct {
	struct spinlock guard;
	struct file files[FILES];
} table = { .guard = SPINLOCK("file table") };

struct file *file_make(void)
{
	struct file *file = NULL;

	lock(&table.guard);
	for (unsigned i = 0; i < FILES && file == NULL; i++) {
		if (table.files[i].references == 0) {
			file = &table.files[i];
			*file = (struct file){ .references = 1 };
		}
	}
	unlock(&table.guard);
	return file;
}

struct file *file_share(struct file *file)
{
	lock(&table.guard);
	file->references++;
	unlock(&table.guard);
	return file;
}

void file_close(struct file *file)
{
	lock(&table.guard);
	if (file->references == 0)
		panic("file_close of a free file");
	/* The slot stays ours until its content is copied. */
	struct file last = *file;
	file->references--;
	unlock(&table.guard);
	if (last.references > 1)
		return;
	if (last.kind == OPEN_PIPE) {
		if (last.pipe != NULL)
			pipe_close(last.pipe, last.writable);
	} else if (last.inode != NULL) {
		log_begin();
		inode_put(last.inode);
		log_end();
	}
}

int64_t file_stat(struct file *file, struct stat *stat)
{
	if (file->kind == OPEN_PIPE)
		return -EINVAL;
	inode_lock(file->inode);
	inode_stat(file->inode, stat);
	inode_unlock(file->inode);
	return 0;
}

static const struct device *device_of(const struct file *file)
{
	if (file->major >= sizeof(devices) / sizeof(devices[0]) ||
	    devices[file->major].read == NULL)
		return NULL;
	return &devices[file->major];
}

int64_t file_read(struct file *file, uint64_t to, uint64_t bytes)
{
	if (!file->readable)
		return -EBADF;
	if (file->kind == OPEN_PIPE)
		return pipe_read(file->pipe, to, bytes);
	if (file->kind == OPEN_DEVICE) {
		const struct device *device = device_of(file);

		return device == NULL ? -ENODEV : device->read(to, bytes);
	}
	inode_lock(file->inode);
	int64_t done = inode_read(file->inode, &this_proc()->space, to,
				  file->offset, bytes);
	if (done > 0)
		file->offset += (uint64_t)done;
	inode_unlock(file->inode);
	return done;
}

static int64_t write_inode(struct file *file, uint64_t from, uint64_t bytes)
{
	uint64_t done = 0;

	/* In pieces, each of which fits into one operation of the log. */
	do {
		uint64_t part = bytes - done < INODE_WRITE_MAX
					? bytes - done
					: INODE_WRITE_MAX;

		log_begin();
		inode_lock(file->inode);
		if (file->append)
			file->offset = file->inode->disk.size;
		int64_t written =
			inode_write(file->inode, &this_proc()->space,
				    from + done, file->offset, part);
		if (written > 0)
			file->offset += (uint64_t)written;
		inode_unlock(file->inode);
		log_end();
		if (written < 0)
			return done > 0 ? (int64_t)done : written;
		done += (uint64_t)written;
		if ((uint64_t)written < part)
			break;
	} while (done < bytes && !proc_is_killed(this_proc()));
	return (int64_t)done;
}

int64_t file_write(struct file *file, uint64_t from, uint64_t bytes)
{
	if (!file->writable)
		return -EBADF;
	if (file->kind == OPEN_PIPE)
		return pipe_write(file->pipe, from, bytes);
	if (file->kind == OPEN_DEVICE) {
		const struct device *device = device_of(file);

		return device == NULL ? -ENODEV : device->write(from, bytes);
	}
	return write_inode(file, from, bytes);
}
