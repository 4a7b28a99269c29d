/* selftest [-q] [NAME...]: runs all tests, the quick ones, or those named. */
#include "selftest.h"

#define SETTLE_TICKS 300
#define QUIET_TICKS 5

char buffer[BUFFER_BYTES];

static const struct suite *const suites[] = {
	&proc_suite,	&kill_suite, &pipe_suite,      &exec_suite,
	&memory_suite,	&pointer_suite, &file_suite, &directory_suite,
	&crowd_suite,	&limit_suite,
};

_Noreturn void fail(const char *what, long got, int line)
{
	print("  line %d: %s (got %ld", line, what, got);
	if (got < 0)
		print(": %s", error_text(got));
	print(")\n");
	exit(1);
}

int fork_or_fail(void)
{
	int pid = fork();

	check(pid >= 0);
	return pid;
}

int status_of(void (*child)(void))
{
	int status;
	int pid = fork_or_fail();

	if (pid == 0) {
		child();
		exit(0);
	}
	check_equal(wait(&status), pid);
	return status;
}

bool is_killed(void (*child)(void))
{
	return status_of(child) == -1;
}

static char pattern(int seed, long offset)
{
	return (char)(seed * 31 + offset * 7 + (offset >> 12) * 13);
}

void make_file(const char *path, int seed, long bytes)
{
	int file = open(path, O_CREATE | O_TRUNC | O_WRONLY);

	check(file >= 0);
	for (long done = 0; done < bytes;) {
		long part = bytes - done < BUFFER_BYTES ? bytes - done
							: BUFFER_BYTES;

		for (long i = 0; i < part; i++)
			buffer[i] = pattern(seed, done + i);
		check_equal(write(file, buffer, (size_t)part), part);
		done += part;
	}
	check_equal(close(file), 0);
}

void check_file(const char *path, int seed, long bytes)
{
	int file = open(path, O_RDONLY);
	long done = 0;
	long got;

	check(file >= 0);
	/* An odd size, so that reads cross blocks. */
	while ((got = read(file, buffer, 1000)) > 0) {
		for (long i = 0; i < got; i++)
			check_equal(buffer[i], pattern(seed, done + i));
		done += got;
	}
	check_equal(got, 0);
	check_equal(done, bytes);
	check_equal(close(file), 0);
}

/* Waits until nobody else starts or ends: in a pipeline the other side is being
 * loaded just now. */
static void wait_for_quiet(void)
{
	long last;

	do {
		last = freepages();
		sleep(QUIET_TICKS);
	} while (freepages() != last);
}

/* Waits until as many pages are free as before: orphans of the test may still
 * be on their way out. */
static bool memory_is_back(long before)
{
	int deadline = uptime() + SETTLE_TICKS;

	while (freepages() < before && uptime() < deadline)
		sleep(1);
	return freepages() >= before;
}

/* The name comes with the result, on one line: the kernel has something to say
 * about many a test, too. */
static bool run(const struct test *test)
{
	long before = freepages();
	int status = 1;
	int pid = fork();

	if (pid == 0) {
		test->run();
		exit(0);
	}
	if (pid < 0 || wait(&status) != pid || status != 0) {
		print("%s: FAILED (status %d)\n", test->name, status);
		return false;
	}
	if (!memory_is_back(before)) {
		print("%s: FAILED: %ld pages are lost\n", test->name,
		      before - freepages());
		return false;
	}
	print("%s: OK\n", test->name);
	return true;
}

static bool is_wanted(const struct test *test, bool quick, char **names)
{
	if (*names == NULL)
		return !quick || !test->slow;
	for (; *names != NULL; names++)
		if (strcmp(*names, test->name) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	bool quick = argc > 1 && strcmp(argv[1], "-q") == 0;
	char **names = argv + (quick ? 2 : 1);
	int count = 0;
	int failed = 0;
	int start = uptime();

	wait_for_quiet();
	for (size_t s = 0; s < sizeof(suites) / sizeof(suites[0]); s++) {
		for (size_t t = 0; t < suites[s]->count; t++) {
			const struct test *test = &suites[s]->tests[t];

			if (!is_wanted(test, quick, names))
				continue;
			count++;
			failed += !run(test);
		}
	}
	print("%d tests, %d failed, %d ticks\n", count, failed,
	      uptime() - start);
	if (failed == 0 && count > 0)
		print("ALL TESTS PASSED\n");
	else
		print(count == 0 ? "NO SUCH TEST\n" : "SOME TESTS FAILED\n");
	return failed != 0 || count == 0;
}
