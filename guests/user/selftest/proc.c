/* Processes: fork, exit, wait, time, registers. */
#include "selftest.h"

static void fork_returns_twice(void)
{
	int status;
	int pid = fork_or_fail();

	if (pid == 0)
		exit(getpid() & 0x7f);
	check_equal(wait(&status), pid);
	check_equal(status, pid & 0x7f);
}

static void wait_without_children(void)
{
	check_equal(wait(NULL), -ECHILD);
}

static void exit_statuses(void)
{
	static const int statuses[] = { 0, 1, 42, 255, -7 };

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		int status;
		int pid = fork_or_fail();

		if (pid == 0)
			exit(statuses[i]);
		check_equal(wait(&status), pid);
		check_equal(status, statuses[i]);
	}
}

static void fork_copies_memory(void)
{
	static volatile int shared = 1;
	volatile int local = 2;
	int status;

	if (fork_or_fail() == 0) {
		shared = 10;
		local = 20;
		exit(shared + local);
	}
	check(wait(&status) > 0);
	check_equal(status, 30);
	check_equal(shared, 1);
	check_equal(local, 2);
}

static void fork_again_and_again(void)
{
	for (int i = 0; i < 100; i++) {
		int status;
		int pid = fork_or_fail();

		if (pid == 0)
			exit(i);
		check_equal(wait(&status), pid);
		check_equal(status, i);
	}
}

/* Parents that end before their children, many at a time. */
static void orphans_go_to_init(void)
{
	for (int i = 0; i < 50; i++) {
		int pid = fork_or_fail();

		if (pid == 0) {
			for (int child = 0; child < 3; child++)
				if (fork() == 0)
					exit(0);
			exit(0);
		}
		check_equal(wait(NULL), pid);
	}
}

/* Both sides end at the same time, on two harts if there are two. */
static void exit_and_wait_race(void)
{
	for (int i = 0; i < 200; i++) {
		int pid = fork_or_fail();

		if (pid == 0)
			exit(fork() >= 0 ? 0 : 1);
		check_equal(wait(NULL), pid);
	}
}

static void fork_until_full(void)
{
	int children = 0;
	int error;

	for (;;) {
		error = fork();
		if (error < 0)
			break;
		if (error == 0) {
			sleep(100000);
			exit(0);
		}
		children++;
		check(children < PROCS);
	}
	check_equal(error, -EAGAIN);
	check(children > PROCS / 2);
	/* They sleep; who ends them is asked for. */
	struct proc_info info[PROCS];
	int count = procs(info, PROCS);
	for (int i = 0; i < count; i++)
		if (info[i].parent == getpid())
			check_equal(kill(info[i].pid), 0);
	while (children-- > 0)
		check(wait(NULL) > 0);
	check_equal(wait(NULL), -ECHILD);
}

static void pids_differ(void)
{
	int last = getpid();

	for (int i = 0; i < 10; i++) {
		int pid = fork_or_fail();

		if (pid == 0)
			exit(0);
		check(pid != last);
		last = pid;
		check_equal(wait(NULL), pid);
	}
}

static void sleep_takes_time(void)
{
	int start = uptime();

	check_equal(sleep(10), 0);
	int slept = uptime() - start;
	check(slept >= 9);
	check_equal(sleep(0), 0);
}

static void sleepers_wake_in_order(void)
{
	int ends[2];
	char order[4];

	check_equal(pipe(ends), 0);
	for (int i = 3; i > 0; i--) {
		if (fork_or_fail() == 0) {
			char mark = (char)('0' + i);

			sleep(i * 20);
			write(ends[1], &mark, 1);
			exit(0);
		}
	}
	for (int i = 0; i < 3; i++)
		check_equal(read(ends[0], &order[i], 1), 1);
	check_equal(order[0], '1');
	check_equal(order[1], '2');
	check_equal(order[2], '3');
	while (wait(NULL) > 0)
		;
}

/* Processes that never call the kernel share the harts all the same. */
static void slices_are_shared(void)
{
	int spinners[12];
	struct proc_info info[PROCS];

	for (int i = 0; i < 12; i++) {
		spinners[i] = fork_or_fail();
		if (spinners[i] == 0)
			for (;;)
				__asm__ volatile("");
	}
	sleep(60);
	int count = procs(info, PROCS);
	int ran = 0;
	for (int i = 0; i < count; i++)
		ran += info[i].parent == getpid() && info[i].time > 0;
	for (int i = 0; i < 12; i++)
		check_equal(kill(spinners[i]), 0);
	for (int i = 0; i < 12; i++)
		check(wait(NULL) > 0);
	check_equal(ran, 12);
}

/* All registers hold their values over many time slices, while another
 * process of the same kind does the same with other values. */
static long spin_with_registers(long seed, long rounds)
{
	register long a0 __asm__("a0") = seed;
	register long a1 __asm__("a1") = rounds;

	__asm__ volatile(
		"addi sp, sp, -16\n sd gp, 0(sp)\n sd tp, 8(sp)\n"
		"addi gp, a0, 3\n addi tp, a0, 4\n"
		"addi t0, a0, 5\n addi t1, a0, 6\n addi t2, a0, 7\n"
		"addi s0, a0, 8\n addi s1, a0, 9\n"
		"addi a2, a0, 12\n addi a3, a0, 13\n addi a4, a0, 14\n"
		"addi a5, a0, 15\n addi a6, a0, 16\n addi a7, a0, 17\n"
		"addi s2, a0, 18\n addi s3, a0, 19\n addi s4, a0, 20\n"
		"addi s5, a0, 21\n addi s6, a0, 22\n addi s7, a0, 23\n"
		"addi s8, a0, 24\n addi s9, a0, 25\n addi s10, a0, 26\n"
		"addi s11, a0, 27\n addi t3, a0, 28\n addi t4, a0, 29\n"
		"addi t5, a0, 30\n addi t6, a0, 31\n"
		"1: addi a1, a1, -1\n bnez a1, 1b\n"
		/* The sum of all but a0, a1, sp and ra. */
		"add gp, gp, tp\n add gp, gp, t0\n add gp, gp, t1\n"
		"add gp, gp, t2\n add gp, gp, s0\n add gp, gp, s1\n"
		"add gp, gp, a2\n add gp, gp, a3\n add gp, gp, a4\n"
		"add gp, gp, a5\n add gp, gp, a6\n add gp, gp, a7\n"
		"add gp, gp, s2\n add gp, gp, s3\n add gp, gp, s4\n"
		"add gp, gp, s5\n add gp, gp, s6\n add gp, gp, s7\n"
		"add gp, gp, s8\n add gp, gp, s9\n add gp, gp, s10\n"
		"add gp, gp, s11\n add gp, gp, t3\n add gp, gp, t4\n"
		"add gp, gp, t5\n add gp, gp, t6\n"
		"mv a0, gp\n"
		"ld gp, 0(sp)\n ld tp, 8(sp)\n addi sp, sp, 16"
		: "+r"(a0), "+r"(a1)
		:
		: "t0", "t1", "t2", "s1", "a2", "a3", "a4", "a5", "a6", "a7",
		  "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
		  "t3", "t4", "t5", "t6", "memory", "s0");
	return a0;
}

static void registers_survive_interrupts(void)
{
	/* 27 registers; their offsets add up to 3 + .. + 31 without 10, 11. */
	const long offsets = 31 * 32 / 2 - 1 - 2 - 10 - 11;
	const long seeds[] = { 1000, 77777, -123456, 1 << 30 };

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		if (fork_or_fail() == 0) {
			long sum = spin_with_registers(seeds[i], 3000000);

			exit(sum == 27 * seeds[i] + offsets ? 0 : 1);
		}
	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		int status;

		check(wait(&status) > 0);
		check_equal(status, 0);
	}
}

static void unknown_system_call(void)
{
	register long a0 __asm__("a0") = 0;
	register long a7 __asm__("a7") = 4711;

	__asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
	check_equal(a0, -ENOSYS);
}

static void procs_lists_this_process(void)
{
	struct proc_info info[PROCS];
	int count = procs(info, PROCS);
	bool found = false;

	check(count >= 3);
	for (int i = 0; i < count; i++)
		if (info[i].pid == getpid()) {
			found = true;
			check_equal(info[i].state, PROC_RUNNING);
			check_equal(strcmp(info[i].name, "selftest"), 0);
		}
	check(found);
	check_equal(procs(info, 1), 1);
	check_equal(procs(info, 0), 0);
}

static const struct test tests[] = {
	TEST(fork_returns_twice),
	TEST(wait_without_children),
	TEST(exit_statuses),
	TEST(fork_copies_memory),
	TEST(fork_again_and_again),
	TEST(orphans_go_to_init),
	TEST(exit_and_wait_race),
	TEST(fork_until_full),
	TEST(pids_differ),
	TEST(sleep_takes_time),
	TEST(sleepers_wake_in_order),
	TEST(slices_are_shared),
	SLOW_TEST(registers_survive_interrupts),
	TEST(unknown_system_call),
	TEST(procs_lists_this_process),
};
SUITE(proc_suite, tests);
