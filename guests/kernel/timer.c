/* Timer interrupts by Sstc (privileged manual, "Sstc"), or by SBI TIME. */
#include "timer.h"

#include "board.h"
#include "console.h"
#include "hart.h"
#include "param.h"
#include "riscv.h"
#include "sbi.h"
#include "sched.h"

static uint64_t boot_time;
static uint64_t per_tick;
static struct hart *polls; /* the hart that polls the console */
static uint64_t next_poll = UINT64_MAX;

void timer_start(void)
{
	boot_time = read_time();
	per_tick = board.timebase / TICKS_PER_SECOND;
	if (per_tick == 0)
		per_tick = 1;
}

bool timer_is_sstc(void)
{
	return board.sstc;
}

uint64_t timer_per_tick(void)
{
	return per_tick;
}

uint64_t timer_ticks(void)
{
	return (read_time() - boot_time) / per_tick;
}

static void set(uint64_t deadline)
{
	if (board.sstc)
		csr_write(0x14d, deadline); /* stimecmp */
	else
		sbi_set_timer(deadline);
}

void timer_enter(void)
{
	this_hart()->deadline = UINT64_MAX;
	set(UINT64_MAX);
}

void timer_program(void)
{
	struct hart *hart = this_hart();
	uint64_t deadline = hart->slice_end;
	uint64_t wake = sched_next_wake(hart);

	if (wake < deadline)
		deadline = wake;
	if (hart == polls && next_poll < deadline)
		deadline = next_poll;
	if (deadline != hart->deadline) {
		hart->deadline = deadline;
		set(deadline);
	}
}

void timer_poll_console(void)
{
	next_poll = read_time() + per_tick;
	polls = this_hart();
}

void timer_interrupt(void)
{
	struct hart *hart = this_hart();

	if (hart == polls && read_time() >= next_poll) {
		next_poll = read_time() + per_tick;
		console_poll();
	}
	/* It stays pending until the next deadline lies ahead. */
	hart->deadline = 0;
	sched_time_passed();
}
