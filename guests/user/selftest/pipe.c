/* Pipes. */
#include "selftest.h"

static void make_pipe(int *ends)
{
	check_equal(pipe(ends), 0);
}

static void pipe_keeps_order(void)
{
	static const int sizes[] = { 1, 1000, 2048, 4097 };
	const long total = 50000;

	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		int ends[2];
		long seen = 0;
		long got;
		int status;

		make_pipe(ends);
		if (fork_or_fail() == 0) {
			close(ends[0]);
			for (long done = 0; done < total;) {
				long part = total - done < sizes[s]
						    ? total - done
						    : sizes[s];

				for (long i = 0; i < part; i++)
					buffer[i] = (char)((done + i) % 251);
				if (write(ends[1], buffer, (size_t)part) !=
				    part)
					exit(1);
				done += part;
			}
			exit(0);
		}
		close(ends[1]);
		while ((got = read(ends[0], buffer, 3000)) > 0) {
			for (long i = 0; i < got; i++)
				check_equal(buffer[i],
					    (char)((seen + i) % 251));
			seen += got;
		}
		check_equal(seen, total);
		close(ends[0]);
		check(wait(&status) > 0);
		check_equal(status, 0);
	}
}

static void pipe_without_writer_ends(void)
{
	int ends[2];
	char c;

	make_pipe(ends);
	check_equal(write(ends[1], "x", 1), 1);
	close(ends[1]);
	check_equal(read(ends[0], &c, 1), 1);
	check_equal(c, 'x');
	check_equal(read(ends[0], &c, 1), 0);
}

static void pipe_without_reader_breaks(void)
{
	int ends[2];

	make_pipe(ends);
	close(ends[0]);
	check_equal(write(ends[1], "x", 1), -EPIPE);
}

static void reader_leaves_a_waiting_writer(void)
{
	int ends[2];
	int status;

	make_pipe(ends);
	if (fork_or_fail() == 0) {
		close(ends[0]);
		while (write(ends[1], buffer, sizeof(buffer)) > 0)
			;
		exit(7);
	}
	close(ends[1]);
	sleep(5);
	close(ends[0]);
	check(wait(&status) > 0);
	check_equal(status, 7);
}

static void pipe_ends_have_directions(void)
{
	int ends[2];
	char c;

	make_pipe(ends);
	check_equal(read(ends[1], &c, 1), -EBADF);
	check_equal(write(ends[0], "x", 1), -EBADF);
}

static void pipe_of_nothing(void)
{
	int ends[2];

	make_pipe(ends);
	check_equal(write(ends[1], "x", 0), 0);
	check_equal(read(ends[0], buffer, 0), 0);
}

static void many_writers(void)
{
	int ends[2];
	int counts[4] = { 0 };
	long got;

	make_pipe(ends);
	for (int writer = 0; writer < 4; writer++) {
		if (fork_or_fail() == 0) {
			char mark = (char)('0' + writer);

			for (int i = 0; i < 500; i++)
				if (write(ends[1], &mark, 1) != 1)
					exit(1);
			exit(0);
		}
	}
	close(ends[1]);
	while ((got = read(ends[0], buffer, 100)) > 0)
		for (long i = 0; i < got; i++)
			counts[buffer[i] - '0']++;
	for (int writer = 0; writer < 4; writer++) {
		check_equal(counts[writer], 500);
		check(wait(NULL) > 0);
	}
}

static void pipe_through_processes(void)
{
	/* A ring of processes, each adds one. */
	int in[2];
	int first;

	make_pipe(in);
	first = in[1];
	for (int i = 0; i < 8; i++) {
		int out[2];

		make_pipe(out);
		if (fork_or_fail() == 0) {
			int value;

			if (read(in[0], &value, sizeof(value)) !=
			    sizeof(value))
				exit(1);
			value++;
			write(out[1], &value, sizeof(value));
			exit(0);
		}
		close(in[0]);
		if (in[1] != first)
			close(in[1]);
		in[0] = out[0];
		in[1] = out[1];
	}
	int value = 100;
	check_equal(write(first, &value, sizeof(value)), sizeof(value));
	check_equal(read(in[0], &value, sizeof(value)), sizeof(value));
	check_equal(value, 108);
	while (wait(NULL) > 0)
		;
}

static const struct test tests[] = {
	TEST(pipe_keeps_order),
	TEST(pipe_without_writer_ends),
	TEST(pipe_without_reader_breaks),
	TEST(reader_leaves_a_waiting_writer),
	TEST(pipe_ends_have_directions),
	TEST(pipe_of_nothing),
	TEST(many_writers),
	TEST(pipe_through_processes),
};
SUITE(pipe_suite, tests);
