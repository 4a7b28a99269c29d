/* exec. */
#include "selftest.h"

/* Runs a program with its output in a file; returns its status. */
static int run_into(const char *path, char *const argv[], const char *output)
{
	int status;
	int pid = fork_or_fail();

	if (pid == 0) {
		close(1);
		if (open(output, O_CREATE | O_TRUNC | O_WRONLY) != 1)
			exit(100);
		exit(-exec(path, argv));
	}
	check_equal(wait(&status), pid);
	return status;
}

static void exec_passes_arguments(void)
{
	char *const argv[] = { "echo", "one", "two words", "", "four", NULL };
	static const char expected[] = "one two words  four\n";

	check_equal(run_into("/echo", argv, "execout"), 0);
	int file = open("execout", O_RDONLY);
	check(file >= 0);
	check_equal(read(file, buffer, sizeof(buffer)), sizeof(expected) - 1);
	check_equal(memcmp(buffer, expected, sizeof(expected) - 1), 0);
	close(file);
	check_equal(unlink("execout"), 0);
}

static void exec_with_most_arguments(void)
{
	char *argv[EXEC_ARGS + 2];

	for (int i = 0; i < EXEC_ARGS; i++)
		argv[i] = "x";
	argv[EXEC_ARGS] = NULL;
	check_equal(run_into("/echo", argv, "execout"), 0);
	argv[EXEC_ARGS] = "x";
	argv[EXEC_ARGS + 1] = NULL;
	check_equal(exec("/echo", argv), -E2BIG);
	check_equal(unlink("execout"), 0);
}

static void exec_with_long_arguments(void)
{
	static char text[5000];
	char *const argv[] = { "echo", text, NULL };

	memset(text, 'x', sizeof(text) - 1);
	check_equal(exec("/echo", argv), -E2BIG);
	text[4000] = '\0';
	check_equal(run_into("/echo", argv, "execout"), 0);
	check_equal(unlink("execout"), 0);
}

static void exec_of_what_is_no_program(void)
{
	char *const argv[] = { "x", NULL };

	check_equal(exec("/nosuchfile", argv), -ENOENT);
	check_equal(exec("/readme.txt", argv), -ENOEXEC);
	check_equal(exec("/", argv), -ENOEXEC);
	check_equal(exec("/console", argv), -ENOEXEC);
	check_equal(exec("", argv), -ENOENT);
}

/* The header of a real program with one field changed. */
static void exec_of_a_broken_program(void)
{
	char *const argv[] = { "x", NULL };
	static const struct {
		int offset;
		unsigned char value;
	} changes[] = {
		{ 0, 0 },	     /* magic */
		{ 4, 1 },	     /* class */
		{ 18, 62 },	     /* machine */
		{ 64 + 16 + 7, 0x80 }, /* p_vaddr: kernel half */
		{ 64 + 16, 1 },	     /* p_vaddr: not aligned */
		{ 64 + 32 + 7, 0x7f }, /* p_filesz */
		{ 64 + 40 + 7, 0x7f }, /* p_memsz */
		{ 64 + 8 + 6, 1 },   /* p_offset: behind the end */
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		int from = open("/echo", O_RDONLY);
		int to = open("broken", O_CREATE | O_TRUNC | O_WRONLY);

		check(from >= 0 && to >= 0);
		long got = read(from, buffer, sizeof(buffer));
		check(got > 200);
		buffer[changes[i].offset] = (char)changes[i].value;
		check_equal(write(to, buffer, (size_t)got), got);
		close(from);
		close(to);
		check(exec("broken", argv) < 0);
	}
	check_equal(unlink("broken"), 0);
}

static void exec_closes_nothing(void)
{
	char *const argv[] = { "cat", NULL };
	int ends[2];
	int pid;

	check_equal(pipe(ends), 0);
	pid = fork_or_fail();
	if (pid == 0) {
		close(0);
		dup(ends[0]);
		close(ends[0]);
		close(ends[1]);
		close(1);
		open("execout", O_CREATE | O_TRUNC | O_WRONLY);
		exec("/cat", argv);
		exit(1);
	}
	close(ends[0]);
	check_equal(write(ends[1], "through\n", 8), 8);
	close(ends[1]);
	check_equal(wait(NULL), pid);
	int file = open("execout", O_RDONLY);
	check_equal(read(file, buffer, 100), 8);
	close(file);
	check_equal(unlink("execout"), 0);
}

static void exec_again_and_again(void)
{
	char *const argv[] = { "echo", "x", NULL };

	for (int i = 0; i < 20; i++)
		check_equal(run_into("/echo", argv, "execout"), 0);
	check_equal(unlink("execout"), 0);
}

static const struct test tests[] = {
	TEST(exec_passes_arguments),
	TEST(exec_with_most_arguments),
	TEST(exec_with_long_arguments),
	TEST(exec_of_what_is_no_program),
	TEST(exec_of_a_broken_program),
	TEST(exec_closes_nothing),
	TEST(exec_again_and_again),
};
SUITE(exec_suite, tests);
