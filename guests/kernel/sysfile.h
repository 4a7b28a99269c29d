/* What the system calls on descriptors and those on paths share. */
#ifndef KERNEL_SYSFILE_H
#define KERNEL_SYSFILE_H

#include <stdint.h>

struct file;

/* The lowest free descriptor of this process for the file, or -EMFILE. */
int64_t descriptor_install(struct file *file);
/* A path of PATH_BYTES from user memory: its length, or a negative error. */
int64_t path_copy_in(char *path, uint64_t from);

#endif
