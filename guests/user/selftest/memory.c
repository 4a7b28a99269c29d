/* User memory: the break, protection, running out. */
#include "memlayout.h"
#include "selftest.h"

static void break_moves(void)
{
	char *start = sbrk(0);

	for (int i = 0; i < 100; i++) {
		char *at = sbrk(1);

		check_equal(at, start + i);
		*at = (char)i;
	}
	for (int i = 0; i < 100; i++)
		check_equal(start[i], (char)i);
	check_equal(sbrk(-100), start + 100);
	check_equal(sbrk(0), start);
}

static void new_memory_is_zero(void)
{
	for (int round = 0; round < 3; round++) {
		char *start = sbrk(5 * PAGE);

		check((long)start > 0);
		for (int i = 0; i < 5 * PAGE; i++)
			check_equal(start[i], 0);
		memset(start, 0x5a, 5 * PAGE);
		check((long)sbrk(-5 * PAGE) > 0);
	}
}

static char *gone;

static void touch_gone(void)
{
	*(volatile char *)gone = 1;
}

static void returned_memory_is_gone(void)
{
	gone = sbrk(4 * PAGE) + 2 * PAGE;
	*gone = 1;
	sbrk(-4 * PAGE);
	check(is_killed(touch_gone));
}

static void break_has_limits(void)
{
	char *start = sbrk(0);

	check_equal(sbrk(1L << 40), -ENOMEM);
	check_equal(sbrk(INT64_MAX), -ENOMEM);
	check_equal(sbrk(INT64_MIN), -EINVAL);
	check_equal(sbrk(-(long)start), -EINVAL);
	check_equal(sbrk(0), start);
}

static void memory_runs_out(void)
{
	int status;

	if (fork_or_fail() == 0) {
		while ((long)sbrk(64 * PAGE) > 0)
			;
		while ((long)sbrk(PAGE) > 0)
			;
		check(freepages() < 128);
		/* No memory for a child either. */
		check_equal(fork(), -ENOMEM);
		exit(7);
	}
	check(wait(&status) > 0);
	check_equal(status, 7);
}

static void exec_without_memory(void)
{
	char *const argv[] = { "echo", "x", NULL };
	int status;

	/* For every number of pages that may be left, exec works or says that
	 * it does not. */
	for (int left = 0; left < 24; left++) {
		if (fork_or_fail() == 0) {
			while ((long)sbrk(64 * PAGE) > 0)
				;
			while ((long)sbrk(PAGE) > 0)
				;
			if (left > 0)
				sbrk(-left * PAGE);
			close(1);
			exit(exec("/echo", argv) == -ENOMEM ? 5 : 6);
		}
		check(wait(&status) > 0);
		/* 1: echo ran and had no output. */
		check(status == 5 || status == 1);
	}
}

static void fork_of_much_memory(void)
{
	long *start = (long *)sbrk(100 * PAGE);
	int status;

	check((long)start > 0);
	for (int i = 0; i < 100; i++)
		start[i * (PAGE / 8)] = i;
	if (fork_or_fail() == 0) {
		for (int i = 0; i < 100; i++) {
			check_equal(start[i * (PAGE / 8)], i);
			start[i * (PAGE / 8)] = -i;
		}
		exit(0);
	}
	check(wait(&status) > 0);
	check_equal(status, 0);
	for (int i = 0; i < 100; i++)
		check_equal(start[i * (PAGE / 8)], i);
}

static volatile long target;

static void load_target(void)
{
	(void)*(volatile char *)target;
}

static void store_target(void)
{
	*(volatile char *)target = 1;
}

static void jump_target(void)
{
	((void (*)(void))target)();
}

static void forbidden_addresses(void)
{
	static const uint64_t addresses[] = {
		0,
		8,
		USER_BASE - 1,
		0x80000000,	    /* RAM: the kernel's */
		0x80200000,
		0x10000000,	    /* the UART */
		0x0c000000,	    /* the PLIC */
		HEAP_END,	    /* below the stack */
		USTACK_TOP,	    /* above it */
		TRAPFRAME,
		TRAMPOLINE,
		VA_END,
		0xffffffffffffffff,
		0x8000000000000000,
	};

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		target = (long)addresses[i];
		check(is_killed(load_target));
		check(is_killed(store_target));
		check(is_killed(jump_target));
	}
}

static void text_is_not_writable(void)
{
	target = USER_BASE;
	check(is_killed(store_target));
}

static void data_is_not_executable(void)
{
	static uint32_t code[] = { 0x00008067 }; /* ret */
	uint32_t on_stack[] = { 0x00008067 };

	target = (long)code;
	check(is_killed(jump_target));
	target = (long)on_stack;
	check(is_killed(jump_target));
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winfinite-recursion"
static int recurse(volatile int *depth)
{
	volatile char frame[256];

	frame[0] = (char)++*depth;
	return recurse(depth) + frame[0];
}
#pragma GCC diagnostic pop

static void overflow_stack(void)
{
	volatile int depth = 0;

	recurse(&depth);
}

static void stack_has_a_guard(void)
{
	check(is_killed(overflow_stack));
}

static void malloc_reuses(void)
{
	char *pieces[50];
	char *start = sbrk(0);

	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 50; i++) {
			pieces[i] = malloc((size_t)(i * 37 + 1));
			check(pieces[i] != NULL);
			memset(pieces[i], i, (size_t)(i * 37 + 1));
		}
		for (int i = 0; i < 50; i++)
			check_equal(pieces[i][i * 37], (char)i);
		for (int i = 0; i < 50; i += 2)
			free(pieces[i]);
		for (int i = 1; i < 50; i += 2)
			free(pieces[i]);
	}
	check(sbrk(0) - start <= 64 * 1024);
	check(malloc(1UL << 50) == NULL);
}

static const struct test tests[] = {
	TEST(break_moves),
	TEST(new_memory_is_zero),
	TEST(returned_memory_is_gone),
	TEST(break_has_limits),
	SLOW_TEST(memory_runs_out),
	SLOW_TEST(exec_without_memory),
	TEST(fork_of_much_memory),
	TEST(forbidden_addresses),
	TEST(text_is_not_writable),
	TEST(data_is_not_executable),
	TEST(stack_has_a_guard),
	TEST(malloc_reuses),
};
SUITE(memory_suite, tests);
