/* National Semiconductor PC16550D data sheet, section 8. */
#include "uart.h"

#include "console.h"
#include "ns16550.h"
#include "plic.h"
#include "printk.h"
#include "riscv.h"
#include "sched.h"
#include "spinlock.h"

#define BUFFER_BYTES 2048
#define FIFO_BYTES 16

static struct {
	struct spinlock guard;
	uintptr_t base;
	unsigned burst; /* bytes that fit once THRE is set */
	uint8_t ier;	/* as last written */
	uint32_t head;	/* bytes that were put in, ever */
	uint32_t tail;	/* bytes that were sent, ever */
	char buffer[BUFFER_BYTES];
} uart = { .guard = SPINLOCK("uart"), .burst = 1 };

static void enable(uint8_t ier)
{
	if (uart.ier != ier) {
		uart.ier = ier;
		mmio_write8(uart.base + UART_IER, ier);
	}
}

/* Sends what the transmitter takes now. An interrupt at its end is asked for
 * only while there is more to send. */
static void pump(void)
{
	while (uart.head != uart.tail &&
	       (mmio_read8(uart.base + UART_LSR) & UART_LSR_THRE) != 0)
		for (unsigned i = 0; i < uart.burst && uart.head != uart.tail;
		     i++)
			mmio_write8(uart.base + UART_THR,
				    (uint8_t)uart.buffer[uart.tail++ %
							 BUFFER_BYTES]);
	if (uart.ier != 0)
		enable(uart.head != uart.tail ? UART_IER_ERBFI | UART_IER_ETBEI
					      : UART_IER_ERBFI);
}

static void interrupt(void *context)
{
	int c;

	(void)context;
	lock(&uart.guard);
	/* Reading IIR takes back a pending transmitter interrupt. */
	mmio_read8(uart.base + UART_IIR);
	pump();
	if (uart.head - uart.tail <= BUFFER_BYTES / 2)
		wake_all(&uart);
	while ((c = uart_get(uart.base)) >= 0) {
		unlock(&uart.guard);
		console_input((char)c);
		lock(&uart.guard);
	}
	unlock(&uart.guard);
}

void uart_start(uint64_t base)
{
	uart.base = base;
	uart_reset(base);
	if ((mmio_read8(base + UART_IIR) & UART_IIR_FIFOS) == UART_IIR_FIFOS)
		uart.burst = FIFO_BYTES;
}

void uart_listen(uint32_t irq)
{
	lock(&uart.guard);
	plic_listen(irq, interrupt, NULL);
	enable(UART_IER_ERBFI);
	unlock(&uart.guard);
}

void uart_send_now(char c)
{
	bool locked = !panicked();

	if (locked)
		lock(&uart.guard);
	while (uart.head != uart.tail)
		uart_put(uart.base, uart.buffer[uart.tail++ % BUFFER_BYTES]);
	uart_put(uart.base, c);
	if (locked)
		unlock(&uart.guard);
}

void uart_write(const char *text, uint64_t bytes)
{
	lock(&uart.guard);
	while (bytes > 0) {
		while (uart.head - uart.tail == BUFFER_BYTES) {
			pump();
			if (uart.head - uart.tail == BUFFER_BYTES)
				sleep_on(&uart, &uart.guard);
		}
		for (; bytes > 0 && uart.head - uart.tail < BUFFER_BYTES;
		     bytes--)
			uart.buffer[uart.head++ % BUFFER_BYTES] = *text++;
	}
	pump();
	unlock(&uart.guard);
}

void uart_echo(const char *text, uint64_t bytes)
{
	lock(&uart.guard);
	for (; bytes > 0 && uart.head - uart.tail < BUFFER_BYTES; bytes--)
		uart.buffer[uart.head++ % BUFFER_BYTES] = *text++;
	pump();
	unlock(&uart.guard);
}
