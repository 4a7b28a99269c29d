/* The monitor's console. One lock makes lines whole; the input line is kept
 * here so that it can be drawn again after a line of output. */
#include "console.h"

#include "fdt.h"
#include "hart.h"
#include "ns16550.h"
#include "print.h"
#include "spinlock.h"
#include "string.h"

#define INPUT_BYTES 128

static struct {
	struct spinlock lock;
	uintptr_t uart;
	uint32_t source;
	bool prompting; /* prompt and input are on the last screen line */
	char input[INPUT_BYTES];
	char taken[INPUT_BYTES];
	size_t length;
} console;

void console_prepare(void)
{
	const struct fdt *fdt = &machine.fdt;
	const char *path = fdt_text(fdt, fdt_path(fdt, "/chosen"),
				    "stdout-path");
	fdt_node node = path == NULL ? FDT_NONE : fdt_path(fdt, path);
	struct fdt_region region;

	if (node < 0 || !fdt_is_compatible(fdt, node, "ns16550a"))
		node = fdt_compatible(fdt, FDT_NONE, "ns16550a");
	if (node < 0 || !fdt_reg(fdt, node, 0, &region))
		return;
	console.uart = region.address;
	fdt_cell(fdt, node, "interrupts", 0, &console.source);
	uart_reset(console.uart);
}

uintptr_t console_uart(void)
{
	return console.uart;
}

uint32_t console_source(void)
{
	return console.source;
}

static void put(char c, void *context)
{
	(void)context;
	if (console.uart == 0)
		return;
	if (c == '\n')
		uart_put(console.uart, '\r');
	uart_put(console.uart, c);
}

static void put_text(const char *text)
{
	while (*text != '\0')
		put(*text++, NULL);
}

static void clear_prompt(void)
{
	if (console.prompting)
		put_text("\r\033[K");
}

static void draw_prompt(void)
{
	if (!console.prompting)
		return;
	put_text(CONSOLE_PROMPT);
	for (size_t i = 0; i < console.length; i++)
		put(console.input[i], NULL);
}

void console_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	spin_lock(&console.lock);
	clear_prompt();
	print_va(put, NULL, format, args);
	draw_prompt();
	spin_unlock(&console.lock);
	va_end(args);
}

void report(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	spin_lock(&console.lock);
	clear_prompt();
	put_text("[hypervisor] ");
	print_va(put, NULL, format, args);
	put('\n', NULL);
	draw_prompt();
	spin_unlock(&console.lock);
	va_end(args);
}

void console_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	spin_lock(&console.lock);
	print_va(put, NULL, format, args);
	spin_unlock(&console.lock);
	va_end(args);
}

void console_prompt(void)
{
	spin_lock(&console.lock);
	console.prompting = true;
	console.length = 0;
	draw_prompt();
	spin_unlock(&console.lock);
}

bool console_has_room(void)
{
	return console.length < INPUT_BYTES - 1;
}

void console_echo(char c)
{
	spin_lock(&console.lock);
	console.input[console.length++] = c;
	put(c, NULL);
	spin_unlock(&console.lock);
}

void console_erase(void)
{
	spin_lock(&console.lock);
	if (console.length > 0) {
		console.length--;
		put_text("\b \b");
	}
	spin_unlock(&console.lock);
}

const char *console_take_line(void)
{
	spin_lock(&console.lock);
	memcpy(console.taken, console.input, console.length);
	console.taken[console.length] = '\0';
	console.length = 0;
	console.prompting = false;
	put('\n', NULL);
	spin_unlock(&console.lock);
	return console.taken;
}
