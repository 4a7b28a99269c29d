/* Line editor of the monitor, driven by the UART's interrupt. */
#include "monitor.h"

#include "console.h"
#include "hart.h"
#include "irq.h"
#include "ns16550.h"

#define CTRL_U 0x15
#define DELETE 0x7f

static void receive(int c)
{
	if (c == '\r' || c == '\n') {
		monitor_command(console_take_line());
		console_prompt();
	} else if (c == '\b' || c == DELETE) {
		console_erase();
	} else if (c == CTRL_U) {
		for (int i = 0; i < 128; i++)
			console_erase();
	} else if (c >= ' ' && c < DELETE && console_has_room()) {
		console_echo((char)c);
	}
}

static bool interrupt(void *context)
{
	int c;

	(void)context;
	while ((c = uart_get(console_uart())) >= 0)
		receive(c);
	return true;
}

void monitor_start(void)
{
	if (console_uart() == 0)
		return;
	console_prompt();
	irq_route(console_source(), this_hart()->id, interrupt, NULL);
	mmio_write8(console_uart() + UART_IER, UART_IER_ERBFI);
}
