/* What the kernel and programs share: errors, flags and structures of the
 * system calls. A call that fails returns the negative number of its error. */
#ifndef KERNEL_ABI_H
#define KERNEL_ABI_H

#include <stdint.h>

#define ERRORS(ROW)                                    \
	ROW(EPERM, 1, "not permitted")                 \
	ROW(ENOENT, 2, "no such file or directory")    \
	ROW(ESRCH, 3, "no such process")               \
	ROW(EINTR, 4, "interrupted")                   \
	ROW(EIO, 5, "input/output error")              \
	ROW(E2BIG, 7, "argument list too long")        \
	ROW(ENOEXEC, 8, "not an executable")           \
	ROW(EBADF, 9, "bad file descriptor")           \
	ROW(ECHILD, 10, "no child processes")          \
	ROW(EAGAIN, 11, "out of processes")            \
	ROW(ENOMEM, 12, "out of memory")               \
	ROW(EFAULT, 14, "bad address")                 \
	ROW(EBUSY, 16, "busy")                         \
	ROW(EEXIST, 17, "file exists")                 \
	ROW(EXDEV, 18, "on another device")            \
	ROW(ENODEV, 19, "no such device")              \
	ROW(ENOTDIR, 20, "not a directory")            \
	ROW(EISDIR, 21, "is a directory")              \
	ROW(EINVAL, 22, "invalid argument")            \
	ROW(ENFILE, 23, "too many open files")         \
	ROW(EMFILE, 24, "too many descriptors")        \
	ROW(EFBIG, 27, "file too large")               \
	ROW(ENOSPC, 28, "no space on disk")            \
	ROW(EMLINK, 31, "too many links")              \
	ROW(EPIPE, 32, "broken pipe")                  \
	ROW(ENAMETOOLONG, 36, "name too long")         \
	ROW(ENOSYS, 38, "no such system call")         \
	ROW(ENOTEMPTY, 39, "directory not empty")

enum error {
#define ERROR_NUMBER(name, number, text) name = number,
	ERRORS(ERROR_NUMBER)
#undef ERROR_NUMBER
};

/* open */
#define O_RDONLY 0x000
#define O_WRONLY 0x001
#define O_RDWR 0x002
#define O_CREATE 0x200
#define O_TRUNC 0x400
#define O_APPEND 0x800

/* fstat */
enum file_kind {
	KIND_FREE = 0,
	KIND_FILE = 1,
	KIND_DIRECTORY = 2,
	KIND_DEVICE = 3,
};

struct stat {
	uint32_t inode;
	uint16_t kind; /* enum file_kind */
	uint16_t links;
	uint64_t size; /* bytes */
	uint16_t major;
	uint16_t minor;
};

/* Device numbers for mknod. */
#define MAJOR_CONSOLE 1
#define MAJOR_NULL 2

/* procs */
#define PROC_STATES(ROW)                                     \
	ROW(FREE, "free")     /* slot not in use */          \
	ROW(NEW, "new")       /* being set up */             \
	ROW(READY, "ready")   /* waits for a hart */         \
	ROW(RUNNING, "run")                                  \
	ROW(SLEEPING, "sleep")                               \
	ROW(ZOMBIE, "zombie") /* waits for its parent */

enum proc_state {
#define PROC_STATE_NAME(name, text) PROC_##name,
	PROC_STATES(PROC_STATE_NAME)
#undef PROC_STATE_NAME
};

#define NAME_BYTES 16 /* a process name with its terminator */

struct proc_info {
	int32_t pid;
	int32_t parent;
	int32_t job;
	int32_t state; /* enum proc_state */
	int32_t hart;  /* where it runs or ran last */
	uint64_t memory; /* bytes of user memory */
	uint64_t time;	 /* ticks of `time` spent on a hart */
	char name[NAME_BYTES];
};

/* shutdown */
#define SHUTDOWN_POWEROFF 0
#define SHUTDOWN_REBOOT 1

#endif
