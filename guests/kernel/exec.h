/* Replacing the program of a process. */
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

#include <stdint.h>

/* Loads the program into this process, with the arguments (in kernel memory,
 * ends with NULL) on its stack. Returns argc, which belongs into a0, or a
 * negative error, and then the old program is as it was. */
int64_t exec_load(const char *path, char *const argv[]);

#endif
