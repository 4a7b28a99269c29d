/* Ending processes: by kill, by ^C's job, by exceptions. */
#include "selftest.h"

static void spin(void)
{
	for (;;)
		__asm__ volatile("");
}

static void sleep_long(void)
{
	sleep(1000000);
}

static void read_empty_pipe(void)
{
	int ends[2];
	char c;

	pipe(ends);
	read(ends[0], &c, 1);
}

static void write_full_pipe(void)
{
	int ends[2];

	pipe(ends);
	for (;;)
		write(ends[1], buffer, sizeof(buffer));
}

static void wait_for_child(void)
{
	if (fork() == 0) {
		sleep(20);
		exit(0);
	}
	wait(NULL);
	sleep_long();
}

static void die_by_kill(void (*child)(void))
{
	int status;
	int pid = fork_or_fail();

	if (pid == 0) {
		child();
		exit(0);
	}
	sleep(2);
	check_equal(kill(pid), 0);
	check_equal(wait(&status), pid);
	check_equal(status, -1);
}

static void kill_spinning(void)
{
	die_by_kill(spin);
}

static void kill_sleeping(void)
{
	die_by_kill(sleep_long);
}

static void kill_reader(void)
{
	die_by_kill(read_empty_pipe);
}

static void kill_writer(void)
{
	die_by_kill(write_full_pipe);
}

static void kill_waiting(void)
{
	die_by_kill(wait_for_child);
	sleep(25);
}

static void kill_at_once(void)
{
	for (int i = 0; i < 100; i++) {
		int pid = fork_or_fail();

		if (pid == 0)
			spin();
		check_equal(kill(pid), 0);
		check_equal(wait(NULL), pid);
	}
}

static void kill_unknown(void)
{
	int pid = fork_or_fail();

	if (pid == 0)
		exit(0);
	check_equal(wait(NULL), pid);
	check_equal(kill(pid), -ESRCH);
	check_equal(kill(0), -ESRCH);
	check_equal(kill(-1), -ESRCH);
}

static void kill_of_init_is_refused(void)
{
	check_equal(kill(1), -EPERM);
}

static void kill_of_itself(void)
{
	int status;
	int pid = fork_or_fail();

	if (pid == 0) {
		kill(getpid());
		for (;;)
			getpid();
	}
	check_equal(wait(&status), pid);
	check_equal(status, -1);
}

static void illegal_instruction(void)
{
	__asm__ volatile(".word 0");
}

static void breakpoint(void)
{
	__asm__ volatile("ebreak");
}

static void supervisor_register(void)
{
	__asm__ volatile("csrr t0, sstatus" : : : "t0");
}

static void supervisor_return(void)
{
	__asm__ volatile("sret");
}

static void exceptions_end_a_process(void)
{
	check(is_killed(illegal_instruction));
	check(is_killed(breakpoint));
	check(is_killed(supervisor_register));
	check(is_killed(supervisor_return));
}

static const struct test tests[] = {
	TEST(kill_spinning),
	TEST(kill_sleeping),
	TEST(kill_reader),
	TEST(kill_writer),
	TEST(kill_waiting),
	TEST(kill_at_once),
	TEST(kill_unknown),
	TEST(kill_of_init_is_refused),
	TEST(kill_of_itself),
	TEST(exceptions_end_a_process),
};
SUITE(kill_suite, tests);
