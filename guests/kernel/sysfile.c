/* System calls on descriptors, and exec. */
#include "sysfile.h"

#include <stddef.h>

#include "abi.h"
#include "exec.h"
#include "file.h"
#include "kalloc.h"
#include "param.h"
#include "pipe.h"
#include "proc.h"
#include "riscv.h"
#include "space.h"
#include "syscall.h"

static struct file *file_of(uint64_t descriptor)
{
	return descriptor < PROC_FILES ? this_proc()->files[descriptor] : NULL;
}

int64_t descriptor_install(struct file *file)
{
	struct proc *proc = this_proc();

	for (int64_t i = 0; i < PROC_FILES; i++) {
		if (proc->files[i] == NULL) {
			proc->files[i] = file;
			return i;
		}
	}
	return -EMFILE;
}

int64_t path_copy_in(char *path, uint64_t from)
{
	return copy_in_text(&this_proc()->space, path, from, PATH_BYTES);
}

int64_t sys_read(uint64_t descriptor, uint64_t to, uint64_t bytes)
{
	struct file *file = file_of(descriptor);

	if (file == NULL)
		return -EBADF;
	if ((int64_t)bytes < 0)
		return -EINVAL;
	return file_read(file, to, bytes);
}

int64_t sys_write(uint64_t descriptor, uint64_t from, uint64_t bytes)
{
	struct file *file = file_of(descriptor);

	if (file == NULL)
		return -EBADF;
	if ((int64_t)bytes < 0)
		return -EINVAL;
	return file_write(file, from, bytes);
}

int64_t sys_close(uint64_t descriptor, uint64_t a1, uint64_t a2)
{
	struct file *file = file_of(descriptor);

	UNUSED(a1, a2);
	if (file == NULL)
		return -EBADF;
	this_proc()->files[descriptor] = NULL;
	file_close(file);
	return 0;
}

int64_t sys_dup(uint64_t descriptor, uint64_t a1, uint64_t a2)
{
	struct file *file = file_of(descriptor);

	UNUSED(a1, a2);
	if (file == NULL)
		return -EBADF;
	int64_t copy = descriptor_install(file);
	if (copy >= 0)
		file_share(file);
	return copy;
}

int64_t sys_fstat(uint64_t descriptor, uint64_t to, uint64_t a2)
{
	struct file *file = file_of(descriptor);
	struct stat stat;

	UNUSED(a2);
	if (file == NULL)
		return -EBADF;
	int64_t error = file_stat(file, &stat);
	if (error < 0)
		return error;
	return copy_out(&this_proc()->space, to, &stat, sizeof(stat)) ? 0
								       : -EFAULT;
}

int64_t sys_pipe(uint64_t to, uint64_t a1, uint64_t a2)
{
	struct proc *proc = this_proc();
	struct file *ends[2];
	int32_t descriptors[2];

	UNUSED(a1, a2);
	int64_t error = pipe_make(&ends[0], &ends[1]);
	if (error < 0)
		return error;
	descriptors[0] = (int32_t)descriptor_install(ends[0]);
	descriptors[1] = (int32_t)descriptor_install(ends[1]);
	if (descriptors[0] < 0 || descriptors[1] < 0)
		error = -EMFILE;
	else if (!copy_out(&proc->space, to, descriptors, sizeof(descriptors)))
		error = -EFAULT;
	if (error == 0)
		return 0;
	for (unsigned i = 0; i < 2; i++) {
		if (descriptors[i] >= 0)
			proc->files[descriptors[i]] = NULL;
		file_close(ends[i]);
	}
	return error;
}

/* Copies the strings of argv into one page. Returns 0, -EFAULT or -E2BIG. */
static int64_t copy_in_arguments(char *page, uint64_t from, char **argv)
{
	const struct space *space = &this_proc()->space;
	uint64_t used = 0;

	for (unsigned i = 0;; i++) {
		uint64_t argument;

		if (!copy_in(space, &argument, from + i * sizeof(argument),
			     sizeof(argument)))
			return -EFAULT;
		argv[i] = NULL;
		if (argument == 0)
			return 0;
		if (i == EXEC_ARGS)
			return -E2BIG;
		int64_t length = copy_in_text(space, page + used, argument,
					      PAGE_SIZE - used);
		if (length < 0)
			return length == -ENAMETOOLONG ? -E2BIG : length;
		argv[i] = page + used;
		used += (uint64_t)length + 1;
	}
}

int64_t sys_exec(uint64_t user_path, uint64_t user_argv, uint64_t a2)
{
	char path[PATH_BYTES];
	char *argv[EXEC_ARGS + 1];
	int64_t result = path_copy_in(path, user_path);

	UNUSED(a2);
	if (result < 0)
		return result;
	char *page = page_alloc();
	if (page == NULL)
		return -ENOMEM;
	result = copy_in_arguments(page, user_argv, argv);
	if (result == 0)
		result = exec_load(path, argv);
	page_free(page);
	return result;
}
