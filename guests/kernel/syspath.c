/* System calls on names: open, link, unlink, mkdir, mknod, chdir. Each is one
 * operation of the log. */
#include <stdbool.h>
#include <stddef.h>

#include "abi.h"
#include "dir.h"
#include "file.h"
#include "inode.h"
#include "log.h"
#include "param.h"
#include "proc.h"
#include "string.h"
#include "syscall.h"
#include "sysfile.h"

#define LINKS_MAX 65535

/* Another name for a file. */
static int64_t link_paths(const char *old, const char *new)
{
	char name[FS_NAME_BYTES + 1];
	struct inode *inode;
	struct inode *directory;

	int64_t error = path_find(old, &inode);
	if (error < 0)
		return error;
	inode_lock(inode);
	if (inode->disk.kind == KIND_DIRECTORY)
		error = -EISDIR;
	else if (inode->disk.links == LINKS_MAX)
		error = -EMLINK;
	else if (inode->disk.links == 0)
		error = -ENOENT;
	if (error < 0) {
		inode_done(inode);
		return error;
	}
	/* First, so that the name never leads to an inode without links. */
	inode->disk.links++;
	inode_update(inode);
	inode_unlock(inode);

	error = path_parent(new, &directory, name);
	if (error == 0) {
		inode_lock(directory);
		error = directory->disk.links == 0
				? -ENOENT
				: dir_add(directory, name, inode->number);
		inode_done(directory);
	}
	inode_lock(inode);
	if (error < 0) {
		inode->disk.links--;
		inode_update(inode);
	}
	inode_done(inode);
	return error;
}

int64_t sys_link(uint64_t old_path, uint64_t new_path, uint64_t a2)
{
	char old[PATH_BYTES];
	char new[PATH_BYTES];
	int64_t error;

	UNUSED(a2);
	if ((error = path_copy_in(old, old_path)) < 0 ||
	    (error = path_copy_in(new, new_path)) < 0)
		return error;
	log_begin();
	error = link_paths(old, new);
	log_end();
	return error;
}

/* Takes a name out of its directory; both are locked. */
static int64_t remove_entry(struct inode *directory, struct inode *inode,
			    uint64_t offset)
{
	if (inode->disk.kind == KIND_DIRECTORY) {
		if (!dir_is_empty(inode))
			return -ENOTEMPTY;
		/* Who is still in there finds nothing, not even "..": the
		 * parent may be gone before the directory itself is freed. */
		inode_truncate(inode);
		directory->disk.links--;
		inode_update(directory);
	}
	dir_clear(directory, offset);
	inode->disk.links--;
	inode_update(inode);
	return 0;
}

static int64_t unlink_path(const char *path)
{
	char name[FS_NAME_BYTES + 1];
	struct inode *directory;
	uint64_t offset;

	int64_t error = path_parent(path, &directory, name);
	if (error < 0)
		return error;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		inode_put(directory);
		return -EINVAL;
	}
	inode_lock(directory);
	struct inode *inode = dir_find(directory, name, &offset);
	if (inode == NULL) {
		inode_done(directory);
		return -ENOENT;
	}
	inode_lock(inode);
	error = remove_entry(directory, inode, offset);
	inode_done(inode);
	inode_done(directory);
	return error;
}

int64_t sys_unlink(uint64_t user_path, uint64_t a1, uint64_t a2)
{
	char path[PATH_BYTES];
	int64_t error = path_copy_in(path, user_path);

	UNUSED(a1, a2);
	if (error < 0)
		return error;
	log_begin();
	error = unlink_path(path);
	log_end();
	return error;
}

/* Gives a new directory its . and .., and a new inode its name. */
static int64_t name_inode(struct inode *directory, struct inode *inode,
			  const char *name)
{
	int64_t error = 0;

	if (inode->disk.kind == KIND_DIRECTORY) {
		error = dir_add(inode, ".", inode->number);
		if (error == 0)
			error = dir_add(inode, "..", directory->number);
	}
	if (error == 0)
		error = dir_add(directory, name, inode->number);
	if (error == 0 && inode->disk.kind == KIND_DIRECTORY) {
		/* For its "..". */
		directory->disk.links++;
		inode_update(directory);
	}
	return error;
}

/* Finds or makes what the path names. On success the inode is locked. An
 * existing one is all right (and comes back) if both are files. */
static int64_t create(const char *path, enum file_kind kind, uint16_t major,
		      uint16_t minor, struct inode **result)
{
	char name[FS_NAME_BYTES + 1];
	struct inode *directory;

	int64_t error = path_parent(path, &directory, name);
	if (error < 0)
		return error;
	inode_lock(directory);
	if (directory->disk.links == 0) {
		inode_done(directory);
		return -ENOENT;
	}
	struct inode *inode = dir_find(directory, name, NULL);
	if (inode != NULL) {
		inode_done(directory);
		inode_lock(inode);
		if (kind == KIND_FILE && (inode->disk.kind == KIND_FILE ||
					  inode->disk.kind == KIND_DEVICE)) {
			*result = inode;
			return 0;
		}
		error = kind == KIND_FILE ? -EISDIR : -EEXIST;
		inode_done(inode);
		return error;
	}
	if (kind == KIND_DIRECTORY && directory->disk.links == LINKS_MAX)
		error = -EMLINK;
	else if ((inode = inode_make(kind, major, minor)) == NULL)
		error = -ENOSPC;
	else
		error = name_inode(directory, inode, name);
	if (error < 0) {
		if (inode != NULL) {
			inode->disk.links = 0;
			inode_update(inode);
			inode_done(inode);
		}
		inode_done(directory);
		return error;
	}
	inode_done(directory);
	*result = inode;
	return 0;
}

static int64_t make(uint64_t user_path, enum file_kind kind, uint64_t major,
		    uint64_t minor)
{
	char path[PATH_BYTES];
	struct inode *inode;
	int64_t error = path_copy_in(path, user_path);

	if (error < 0)
		return error;
	log_begin();
	error = create(path, kind, (uint16_t)major, (uint16_t)minor, &inode);
	if (error == 0)
		inode_done(inode);
	log_end();
	return error;
}

int64_t sys_mkdir(uint64_t path, uint64_t a1, uint64_t a2)
{
	UNUSED(a1, a2);
	return make(path, KIND_DIRECTORY, 0, 0);
}

int64_t sys_mknod(uint64_t path, uint64_t major, uint64_t minor)
{
	return make(path, KIND_DEVICE, major, minor);
}

int64_t sys_chdir(uint64_t user_path, uint64_t a1, uint64_t a2)
{
	struct proc *proc = this_proc();
	char path[PATH_BYTES];
	struct inode *inode;
	int64_t error = path_copy_in(path, user_path);

	UNUSED(a1, a2);
	if (error < 0)
		return error;
	log_begin();
	error = path_find(path, &inode);
	if (error == 0) {
		inode_lock(inode);
		bool is_directory = inode->disk.kind == KIND_DIRECTORY;
		inode_unlock(inode);
		struct inode *old = inode;
		if (is_directory) {
			old = proc->directory;
			proc->directory = inode;
		} else {
			error = -ENOTDIR;
		}
		inode_put(old);
	}
	log_end();
	return error;
}

/* The locked inode that is to be opened. */
static int64_t open_inode(const char *path, uint64_t flags,
			  struct inode **inode)
{
	int64_t error;

	if (flags & O_CREATE)
		return create(path, KIND_FILE, 0, 0, inode);
	error = path_find(path, inode);
	if (error < 0)
		return error;
	inode_lock(*inode);
	if ((*inode)->disk.kind == KIND_DIRECTORY && flags != O_RDONLY) {
		inode_done(*inode);
		return -EISDIR;
	}
	return 0;
}

int64_t sys_open(uint64_t user_path, uint64_t flags, uint64_t a2)
{
	char path[PATH_BYTES];
	struct inode *inode;
	int64_t error = path_copy_in(path, user_path);

	UNUSED(a2);
	if (error < 0)
		return error;
	log_begin();
	error = open_inode(path, flags, &inode);
	if (error < 0) {
		log_end();
		return error;
	}
	struct file *file = file_make();
	int64_t descriptor = file == NULL ? -ENFILE : descriptor_install(file);
	if (descriptor < 0) {
		inode_done(inode);
		log_end();
		if (file != NULL)
			file_close(file);
		return descriptor;
	}
	bool is_device = inode->disk.kind == KIND_DEVICE;
	file->kind = is_device ? OPEN_DEVICE : OPEN_INODE;
	file->major = inode->disk.major;
	file->inode = inode;
	file->readable = (flags & O_WRONLY) == 0;
	file->writable = (flags & (O_WRONLY | O_RDWR)) != 0;
	file->append = (flags & O_APPEND) != 0;
	if ((flags & O_TRUNC) != 0 && inode->disk.kind == KIND_FILE)
		inode_truncate(inode);
	inode_unlock(inode);
	log_end();
	return descriptor;
}
