/* Several processes in the file system at one time. */
#include "selftest.h"

static void wait_for_all(int count)
{
	for (int i = 0; i < count; i++) {
		int status;

		check(wait(&status) > 0);
		check_equal(status, 0);
	}
}

static void writers_of_different_files(void)
{
	char name[] = "crowd0";

	for (int child = 0; child < 4; child++) {
		name[5] = (char)('0' + child);
		if (fork_or_fail() == 0) {
			for (int round = 0; round < 3; round++) {
				make_file(name, child, 20000 + child);
				check_file(name, child, 20000 + child);
			}
			exit(0);
		}
	}
	wait_for_all(4);
	for (int child = 0; child < 4; child++) {
		name[5] = (char)('0' + child);
		check_file(name, child, 20000 + child);
		check_equal(unlink(name), 0);
	}
}

/* Writes to one shared offset: nothing gets lost. */
static void writers_of_one_descriptor(void)
{
	int file = open("shared", O_CREATE | O_TRUNC | O_RDWR);
	int counts[3] = { 0 };
	long total = 0;
	long got;

	check(file >= 0);
	for (int child = 0; child < 3; child++) {
		if (fork_or_fail() == 0) {
			char line[10];

			memset(line, 'a' + child, sizeof(line));
			for (int i = 0; i < 60; i++)
				if (write(file, line, sizeof(line)) !=
				    sizeof(line))
					exit(1);
			exit(0);
		}
	}
	wait_for_all(3);
	close(file);
	file = open("shared", O_RDONLY);
	while ((got = read(file, buffer, 10)) > 0) {
		for (long i = 1; i < got; i++)
			check_equal(buffer[i], buffer[0]);
		counts[buffer[0] - 'a']++;
		total += got;
	}
	check_equal(total, 3 * 60 * 10);
	for (int child = 0; child < 3; child++)
		check_equal(counts[child], 60);
	check_equal(unlink("shared"), 0);
}

static void create_and_unlink_one_name(void)
{
	for (int child = 0; child < 4; child++) {
		if (fork_or_fail() == 0) {
			for (int i = 0; i < 40; i++) {
				int file = open("fought", O_CREATE | O_RDWR);

				if (file < 0)
					exit(1);
				write(file, "x", 1);
				close(file);
				unlink("fought");
			}
			exit(0);
		}
	}
	wait_for_all(4);
	unlink("fought");
	check_equal(open("fought", O_RDONLY), -ENOENT);
}

static void create_and_unlink_many_names(void)
{
	for (int child = 0; child < 4; child++) {
		if (fork_or_fail() == 0) {
			char name[] = "c0n00";

			name[1] = (char)('0' + child);
			for (int round = 0; round < 2; round++) {
				for (int i = 0; i < 12; i++) {
					name[4] = (char)('a' + i);
					int file = open(name,
							O_CREATE | O_RDWR);
					if (file < 0)
						exit(1);
					close(file);
				}
				for (int i = 0; i < 12; i++) {
					name[4] = (char)('a' + i);
					if (unlink(name) != 0)
						exit(2);
				}
			}
			exit(0);
		}
	}
	wait_for_all(4);
}

static void directories_fought_over(void)
{
	for (int child = 0; child < 4; child++) {
		if (fork_or_fail() == 0) {
			for (int i = 0; i < 30; i++) {
				mkdir("fd");
				int file = open("fd/f", O_CREATE | O_RDWR);
				if (file >= 0)
					close(file);
				unlink("fd/f");
				unlink("fd");
			}
			exit(0);
		}
	}
	wait_for_all(4);
	unlink("fd/f");
	unlink("fd");
	check_equal(open("fd", O_RDONLY), -ENOENT);
}

static void link_against_unlink(void)
{
	for (int child = 0; child < 2; child++) {
		if (fork_or_fail() == 0) {
			for (int i = 0; i < 60; i++) {
				if (child == 0) {
					close(open("lu", O_CREATE | O_RDWR));
					link("lu", "lu2");
				} else {
					unlink("lu");
					unlink("lu2");
				}
			}
			exit(0);
		}
	}
	wait_for_all(2);
	unlink("lu");
	unlink("lu2");
}

/* A child leaves a directory while the parent removes it. */
static void chdir_against_unlink(void)
{
	for (int i = 0; i < 20; i++) {
		check_equal(mkdir("cu"), 0);
		int pid = fork_or_fail();
		if (pid == 0) {
			chdir("cu");
			open("..", O_RDONLY);
			exit(0);
		}
		while (unlink("cu") != 0)
			;
		check_equal(wait(NULL), pid);
	}
}

/* Readers of a file that is cut and written again and again. */
static void readers_against_truncate(void)
{
	make_file("cut", 1, 8000);
	if (fork_or_fail() == 0) {
		for (int i = 0; i < 40; i++)
			close(open("cut", O_WRONLY | O_TRUNC));
		exit(0);
	}
	if (fork_or_fail() == 0) {
		for (int i = 0; i < 40; i++) {
			int file = open("cut", O_RDWR);

			if (file < 0 || read(file, buffer, 8000) < 0 ||
			    write(file, buffer, 5000) != 5000)
				exit(1);
			close(file);
		}
		exit(0);
	}
	wait_for_all(2);
	check_equal(unlink("cut"), 0);
}

static const struct test tests[] = {
	TEST(writers_of_different_files),
	TEST(writers_of_one_descriptor),
	TEST(create_and_unlink_one_name),
	TEST(create_and_unlink_many_names),
	TEST(directories_fought_over),
	TEST(link_against_unlink),
	TEST(chdir_against_unlink),
	TEST(readers_against_truncate),
};
SUITE(crowd_suite, tests);
