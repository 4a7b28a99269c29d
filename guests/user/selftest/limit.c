/* Tables and the disk filled up, and empty again. */
#include "selftest.h"

static void descriptors_run_out(void)
{
	int count = 0;
	int file;

	while ((file = open("/readme.txt", O_RDONLY)) >= 0)
		count++;
	check_equal(file, -EMFILE);
	check_equal(count, PROC_FILES - 3);
	int ends[2];
	check_equal(pipe(ends), -EMFILE);
	check_equal(dup(0), -EMFILE);
	check_equal(open("fresh", O_CREATE), -EMFILE);
	close(5);
	check_equal(pipe(ends), -EMFILE);
	check_equal(open("/readme.txt", O_RDONLY), 5);
	/* The failed open has made the file, as it does elsewhere. */
	unlink("fresh");
}

static void open_files_run_out(void)
{
	/* Each has the standard three and three ends of pipes already. */
	int children = FILES / (PROC_FILES - 6) + 2;
	int ends[2];
	int reports[2];
	bool refused = false;

	check_equal(pipe(ends), 0);
	check_equal(pipe(reports), 0);
	for (int i = 0; i < children; i++) {
		if (fork_or_fail() == 0) {
			int error;
			char c;

			close(ends[1]);
			while ((error = open("/readme.txt", O_RDONLY)) >= 0)
				;
			write(reports[1], &error, sizeof(error));
			read(ends[0], &c, 1);
			exit(0);
		}
	}
	for (int i = 0; i < children; i++) {
		int error;

		check_equal(read(reports[0], &error, sizeof(error)),
			    sizeof(error));
		check(error == -EMFILE || error == -ENFILE);
		refused |= error == -ENFILE;
	}
	close(ends[1]);
	for (int i = 0; i < children; i++)
		check(wait(NULL) > 0);
	check(refused);
	int file = open("/readme.txt", O_RDONLY);
	check(file >= 0);
}

static void write_until_full(void)
{
	char name[] = "full0";
	long error = 0;
	long total = 0;

	for (int i = 0; i < 10 && error >= 0; i++) {
		name[4] = (char)('0' + i);
		int file = open(name, O_CREATE | O_TRUNC | O_WRONLY);
		check(file >= 0);
		while ((error = write(file, buffer, BUFFER_BYTES)) ==
		       BUFFER_BYTES)
			total += error;
		close(file);
		if (error >= 0 && error < BUFFER_BYTES)
			error = -ENOSPC;
	}
	check(error == -ENOSPC);
	check(total > 100 * FS_BLOCK_BYTES);
	/* Reading still works, and so does giving back. */
	int readme = open("/readme.txt", O_RDONLY);
	check(readme >= 0);
	check(read(readme, buffer, 100) == 100);
	close(readme);
	for (int i = 0; i < 10; i++) {
		name[4] = (char)('0' + i);
		unlink(name);
	}
	make_file("full", 1, 10 * FS_BLOCK_BYTES);
	check_file("full", 1, 10 * FS_BLOCK_BYTES);
	check_equal(unlink("full"), 0);
}

static void disk_fills_up(void)
{
	/* Twice: what is not given back the first time is missed then. */
	write_until_full();
	write_until_full();
}

static void inodes_run_out(void)
{
	char name[] = "in/000";
	int count = 0;

	check_equal(mkdir("in"), 0);
	for (; count < 1000; count++) {
		name[3] = (char)('0' + count / 100);
		name[4] = (char)('0' + count / 10 % 10);
		name[5] = (char)('0' + count % 10);
		int file = open(name, O_CREATE | O_WRONLY);
		if (file < 0) {
			check_equal(file, -ENOSPC);
			break;
		}
		close(file);
	}
	check(count > 100);
	check(count < FS_INODE_COUNT);
	check_equal(mkdir("another"), -ENOSPC);
	while (count-- > 0) {
		name[3] = (char)('0' + count / 100);
		name[4] = (char)('0' + count / 10 % 10);
		name[5] = (char)('0' + count % 10);
		check_equal(unlink(name), 0);
	}
	check_equal(unlink("in"), 0);
	check_equal(mkdir("another"), 0);
	check_equal(unlink("another"), 0);
}

static void fork_bomb(void)
{
	int status;
	int pid = fork_or_fail();

	if (pid == 0) {
		newjob();
		/* Every process of the bomb goes on until there are no more. */
		for (;;)
			if (fork() < 0)
				exit(0);
	}
	check_equal(wait(&status), pid);
	/* The rest ends by and by. */
	for (int tries = 0; tries < 1000; tries++) {
		struct proc_info info[PROCS];
		int count = procs(info, PROCS);
		int left = 0;

		for (int i = 0; i < count; i++)
			if (info[i].job == pid) {
				left++;
				kill(info[i].pid);
			}
		if (left == 0)
			return;
		sleep(1);
	}
	fail("the bomb still runs", 0, __LINE__);
}

static const struct test tests[] = {
	TEST(descriptors_run_out),
	TEST(open_files_run_out),
	SLOW_TEST(disk_fills_up),
	SLOW_TEST(inodes_run_out),
	SLOW_TEST(fork_bomb),
};
SUITE(limit_suite, tests);
