/* Line editing as on a terminal: input is echoed, and read line by line.
 *   ^H DEL  takes back a character     ^D  ends the input
 *   ^U      takes back the line        ^C  ends the foreground job
 *   ^P      lists the processes */
#include "console.h"

#include <stddef.h>

#include "abi.h"
#include "board.h"
#include "firmware.h"
#include "proc.h"
#include "sched.h"
#include "sleeplock.h"
#include "spinlock.h"
#include "string.h"
#include "timer.h"
#include "uart.h"

#define CONTROL(letter) ((letter) - '@')
#define INPUT_BYTES 1024
#define CHUNK_BYTES 128

static struct {
	struct spinlock guard;
	/* Counts of characters ever: read <= complete <= typed. */
	uint32_t read;
	uint32_t complete; /* up to here the lines are finished */
	uint32_t typed;
	int32_t foreground;
	char input[INPUT_BYTES];
} console = { .guard = SPINLOCK("console") };

/* Keeps what several processes write apart. */
static struct sleeplock writing = { .guard = SPINLOCK("writing") };

static bool has_uart(void)
{
	return board.uart.size != 0;
}

void console_start(void)
{
	if (has_uart())
		uart_start(board.uart.base);
	else
		firmware_console_start();
}

void console_listen(void)
{
	if (has_uart())
		uart_listen(board.uart.irq);
	else
		timer_poll_console();
}

static void put_raw(char c)
{
	if (has_uart())
		uart_send_now(c);
	else
		firmware_console_put(c);
}

void console_put(char c)
{
	if (c == '\n')
		put_raw('\r');
	put_raw(c);
}

static void send(const char *text, uint64_t bytes)
{
	if (has_uart())
		uart_write(text, bytes);
	else
		for (uint64_t i = 0; i < bytes; i++)
			firmware_console_put(text[i]);
}

static void echo(const char *text)
{
	if (has_uart())
		uart_echo(text, strlen(text));
	else
		for (; *text != '\0'; text++)
			firmware_console_put(*text);
}

static void echo_char(char c)
{
	char text[] = { c, '\0' };

	echo(c == '\n' ? "\r\n" : text);
}

static void take_back(void)
{
	console.typed--;
	echo("\b \b");
}

static void finish_line(void)
{
	console.complete = console.typed;
	wake_all(&console);
}

static void store(char c)
{
	/* One place stays free for the newline. */
	uint32_t limit = c == '\n' ? INPUT_BYTES : INPUT_BYTES - 1;

	if (console.typed - console.read >= limit)
		return;
	console.input[console.typed++ % INPUT_BYTES] = c;
	echo_char(c);
	if (c == '\n')
		finish_line();
}

static void interrupt_job(void)
{
	echo("^C");
	console.typed = console.complete;
	if (console.foreground == 0 || !proc_kill_job(console.foreground)) {
		/* The shell waits for a line: an empty one makes it prompt. */
		store('\n');
		return;
	}
	echo_char('\n');
}

void console_input(char c)
{
	lock(&console.guard);
	switch (c) {
	case '\0':
		break;
	case CONTROL('P'):
		proc_print();
		break;
	case CONTROL('C'):
		interrupt_job();
		break;
	case CONTROL('U'):
		while (console.typed != console.complete)
			take_back();
		break;
	case CONTROL('H'):
	case '\x7f':
		if (console.typed != console.complete)
			take_back();
		break;
	case CONTROL('D'):
		/* Kept in the buffer, so that it ends that read and no other. */
		if (console.typed - console.read < INPUT_BYTES) {
			console.input[console.typed++ % INPUT_BYTES] = c;
			finish_line();
		}
		break;
	case '\r':
		store('\n');
		break;
	default:
		store(c);
		break;
	}
	unlock(&console.guard);
}

void console_poll(void)
{
	int c;

	while ((c = firmware_console_get()) >= 0)
		console_input((char)c);
}

int64_t console_read(uint64_t to, uint64_t bytes)
{
	struct proc *proc = this_proc();
	uint64_t done = 0;

	lock(&console.guard);
	while (done < bytes) {
		if (console.read == console.complete) {
			if (proc_is_killed(proc)) {
				unlock(&console.guard);
				return -EINTR;
			}
			sleep_on(&console, &console.guard);
			continue;
		}
		char c = console.input[console.read % INPUT_BYTES];
		if (c == CONTROL('D')) {
			/* After text it ends the text first, then the input. */
			if (done == 0)
				console.read++;
			break;
		}
		if (!copy_out(&proc->space, to + done, &c, 1)) {
			unlock(&console.guard);
			return -EFAULT;
		}
		console.read++;
		done++;
		if (c == '\n')
			break;
	}
	unlock(&console.guard);
	return (int64_t)done;
}

int64_t console_write(uint64_t from, uint64_t bytes)
{
	struct proc *proc = this_proc();
	char chunk[CHUNK_BYTES];
	char text[2 * CHUNK_BYTES];
	uint64_t done = 0;
	int64_t error = 0;

	sleep_lock(&writing);
	while (done < bytes && error == 0) {
		uint64_t part = bytes - done < CHUNK_BYTES ? bytes - done
							   : CHUNK_BYTES;
		uint64_t used = 0;

		if (proc_is_killed(proc)) {
			error = -EINTR;
		} else if (!copy_in(&proc->space, chunk, from + done, part)) {
			error = -EFAULT;
		} else {
			for (uint64_t i = 0; i < part; i++) {
				if (chunk[i] == '\n')
					text[used++] = '\r';
				text[used++] = chunk[i];
			}
			send(text, used);
			done += part;
		}
	}
	sleep_unlock(&writing);
	return done > 0 ? (int64_t)done : error;
}

void console_foreground(int32_t job)
{
	lock(&console.guard);
	console.foreground = job;
	unlock(&console.guard);
}
