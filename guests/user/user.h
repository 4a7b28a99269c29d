/* What programs see: the system calls, and a small library. A call that fails
 * returns a negative number; error_text says it in words. */
#ifndef USER_USER_H
#define USER_USER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi.h"
#include "string.h"

/* System calls (kernel/syscalls.h). */
int fork(void);
_Noreturn void exit(int status);
int wait(int *status);
int pipe(int ends[2]);
long read(int descriptor, void *to, size_t bytes);
long write(int descriptor, const void *from, size_t bytes);
int kill(int pid);
int exec(const char *path, char *const argv[]);
int fstat(int descriptor, struct stat *stat);
int chdir(const char *path);
int dup(int descriptor);
int getpid(void);
/* Moves the break; returns the old one, or (char *) of a negative error. */
char *sbrk(long bytes);
/* Ticks of a hundredth of a second. */
int sleep(int ticks);
int uptime(void);
int open(const char *path, int flags);
int mknod(const char *path, int major, int minor);
int unlink(const char *path);
int link(const char *old, const char *new);
int mkdir(const char *path);
int close(int descriptor);
int procs(struct proc_info *info, int max);
int shutdown(int how);
int newjob(void);
int foreground(int job);
long freepages(void);

/* print.c: formats as in lib/print.h, one write for each piece of output. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fprint(int descriptor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* "program: what: error text" to descriptor 2. */
void complain(const char *program, const char *what, long error);

/* text.c */
const char *error_text(long error);
/* A decimal number, all of the text; false if it is none. */
bool parse_number(const char *text, long *number);

/* line.c: reads lines from a descriptor through a buffer. */
struct lines {
	int descriptor;
	bool single; /* byte by byte: what follows the line is for others */
	size_t used;
	size_t next;
	char buffer[512];
};
/* Reads up to and without the newline, cut to size - 1 bytes. Returns the
 * line's length (as far as it was kept), -1 at the end, or an error. */
long read_line(struct lines *lines, char *to, size_t size);

/* malloc.c */
void *malloc(size_t bytes);
void free(void *memory);

#endif
