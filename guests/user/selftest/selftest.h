/* Tests of the kernel from user mode: many small ones with names, each in a
 * process of its own. */
#ifndef USER_SELFTEST_H
#define USER_SELFTEST_H

#include "fs.h"
#include "param.h"
#include "user.h"

struct test {
	const char *name;
	void (*run)(void);
	bool slow; /* left out by -q */
};

struct suite {
	const struct test *tests;
	size_t count;
};

#define TEST(name) { #name, name, false }
#define SLOW_TEST(name) { #name, name, true }
#define SUITE(name, list)                    \
	const struct suite name = {          \
		list, sizeof(list) / sizeof(list[0]) \
	}

extern const struct suite proc_suite;
extern const struct suite kill_suite;
extern const struct suite pipe_suite;
extern const struct suite exec_suite;
extern const struct suite memory_suite;
extern const struct suite pointer_suite;
extern const struct suite file_suite;
extern const struct suite directory_suite;
extern const struct suite crowd_suite;
extern const struct suite limit_suite;

/* Fails the test unless the condition holds. */
#define check(condition)                                                   \
	do {                                                               \
		if (!(condition))                                          \
			fail(#condition, (long)(condition), __LINE__);     \
	} while (0)
/* Fails the test unless both are equal; says what they were. */
#define check_equal(expression, expected)                                  \
	do {                                                               \
		long got_ = (long)(expression);                            \
		if (got_ != (long)(expected))                              \
			fail(#expression " is not " #expected, got_,       \
			     __LINE__);                                    \
	} while (0)

_Noreturn void fail(const char *what, long got, int line);

/* fork that fails the test when it fails. */
int fork_or_fail(void);
/* Runs `child` in a new process and returns its exit status. */
int status_of(void (*child)(void));
/* True if the kernel ends a process that runs `child`. */
bool is_killed(void (*child)(void));
/* A file with `bytes` bytes of a pattern that depends on `seed`. */
void make_file(const char *path, int seed, long bytes);
void check_file(const char *path, int seed, long bytes);

/* A buffer of several blocks, the test's own. */
#define BUFFER_BYTES (4 * FS_BLOCK_BYTES)
extern char buffer[BUFFER_BYTES];

#endif
