/* Bad addresses in system calls. */
#include "memlayout.h"
#include "selftest.h"

static const uint64_t bad[] = {
	0,	    8,		0x80200000, 0x10000000,		USTACK_TOP,
	TRAPFRAME,  TRAMPOLINE, VA_END,	    0xfffffffffffff000, UINT64_MAX,
};
#define EACH_BAD(address) \
	for (size_t i_ = 0; i_ < sizeof(bad) / sizeof(bad[0]); i_++) \
		for (char *address = (char *)bad[i_], *once_ = (char *)1; \
		     once_ != NULL; once_ = NULL)

static void bad_pointer_read(void)
{
	EACH_BAD(at) {
		int file = open("/readme.txt", O_RDONLY);
		int ends[2];

		check(file >= 0);
		check_equal(read(file, at, 100), -EFAULT);
		close(file);
		check_equal(pipe(ends), 0);
		check_equal(write(ends[1], "x", 1), 1);
		check_equal(read(ends[0], at, 1), -EFAULT);
		close(ends[0]);
		close(ends[1]);
	}
}

static void bad_pointer_write(void)
{
	EACH_BAD(at) {
		int file = open("badwrite", O_CREATE | O_WRONLY);
		int ends[2];

		check(file >= 0);
		check_equal(write(file, at, 100), -EFAULT);
		close(file);
		check_equal(pipe(ends), 0);
		check_equal(write(ends[1], at, 1), -EFAULT);
		close(ends[0]);
		close(ends[1]);
		check_equal(write(1, at, 1), -EFAULT);
	}
	check_equal(unlink("badwrite"), 0);
}

static void bad_pointer_path(void)
{
	char *const argv[] = { "x", NULL };

	EACH_BAD(at) {
		check_equal(open(at, O_RDONLY), -EFAULT);
		check_equal(open(at, O_CREATE), -EFAULT);
		check_equal(unlink(at), -EFAULT);
		check_equal(mkdir(at), -EFAULT);
		check_equal(chdir(at), -EFAULT);
		check_equal(link(at, "x"), -EFAULT);
		check_equal(link("/readme.txt", at), -EFAULT);
		check_equal(mknod(at, 1, 1), -EFAULT);
		check_equal(exec(at, argv), -EFAULT);
	}
}

static void bad_pointer_exec(void)
{
	EACH_BAD(at) {
		char *const argv[] = { at, "x", NULL };

		check_equal(exec("/echo", (char *const *)at), -EFAULT);
		if (at != NULL)
			check_equal(exec("/echo", argv), -EFAULT);
	}
}

static void bad_pointer_results(void)
{
	int file = open("/readme.txt", O_RDONLY);

	check(file >= 0);
	EACH_BAD(at) {
		check_equal(fstat(file, (struct stat *)at), -EFAULT);
		check_equal(pipe((int *)at), -EFAULT);
		check_equal(procs((struct proc_info *)at, 1), -EFAULT);
	}
}

static void bad_pointer_wait(void)
{
	int pid = fork_or_fail();
	int status;

	if (pid == 0)
		exit(3);
	EACH_BAD(at)
		if (at != NULL)
			check_equal(wait((int *)at), -EFAULT);
	/* The child was kept for this one. */
	check_equal(wait(&status), pid);
	check_equal(status, 3);
}

/* Results must not go to read-only text. */
static void text_takes_no_results(void)
{
	int file = open("/readme.txt", O_RDONLY);

	check(file >= 0);
	check_equal(read(file, (char *)USER_BASE, 10), -EFAULT);
	check_equal(fstat(file, (struct stat *)USER_BASE), -EFAULT);
	check_equal(pipe((int *)USER_BASE), -EFAULT);
}

static void copies_cross_pages(void)
{
	char *start = sbrk(2 * PAGE);
	char *edge = (char *)(((uint64_t)start + PAGE) & ~(uint64_t)(PAGE - 1));
	int ends[2];

	check_equal(pipe(ends), 0);
	memcpy(edge - 5, "0123456789", 10);
	check_equal(write(ends[1], edge - 5, 10), 10);
	memset(edge - 5, 0, 10);
	check_equal(read(ends[0], edge - 5, 10), 10);
	check_equal(memcmp(edge - 5, "0123456789", 10), 0);
}

/* A path or a buffer that ends where memory ends. */
static void copies_stop_at_the_end(void)
{
	char *end = sbrk(PAGE);
	int file;

	end = (char *)(((uint64_t)sbrk(0) + PAGE - 1) & ~(uint64_t)(PAGE - 1));
	memcpy(end - 12, "/readme.txt", 12);
	file = open(end - 12, O_RDONLY);
	check(file >= 0);
	check_equal(read(file, end - 4, 4), 4);
	memcpy(end - 4, "/rea", 4);
	check_equal(open(end - 4, O_RDONLY), -EFAULT);
	check_equal(read(file, end - 2, 4), -EFAULT);
}

static void bad_descriptors(void)
{
	static const int descriptors[] = { -1, 9, 16, 1000, 1 << 30 };

	for (size_t i = 0; i < sizeof(descriptors) / sizeof(int); i++) {
		struct stat stat;

		check_equal(read(descriptors[i], buffer, 1), -EBADF);
		check_equal(write(descriptors[i], buffer, 1), -EBADF);
		check_equal(close(descriptors[i]), -EBADF);
		check_equal(dup(descriptors[i]), -EBADF);
		check_equal(fstat(descriptors[i], &stat), -EBADF);
	}
	check_equal(read(0, buffer, (size_t)-1), -EINVAL);
	check_equal(write(1, buffer, (size_t)-1), -EINVAL);
}

static const struct test tests[] = {
	TEST(bad_pointer_read),
	TEST(bad_pointer_write),
	TEST(bad_pointer_path),
	TEST(bad_pointer_exec),
	TEST(bad_pointer_results),
	TEST(bad_pointer_wait),
	TEST(text_takes_no_results),
	TEST(copies_cross_pages),
	TEST(copies_stop_at_the_end),
	TEST(bad_descriptors),
};
SUITE(pointer_suite, tests);
