/* The 16550A: interrupts in both directions, output behind a buffer. */
#ifndef KERNEL_UART_H
#define KERNEL_UART_H

#include <stdint.h>

void uart_start(uint64_t base);
/* From now on received characters go to console_input, by interrupt. */
void uart_listen(uint32_t irq);
/* Sends at once, after all that is in the buffer. For kernel messages. */
void uart_send_now(char c);
/* Sends by interrupt; sleeps while the buffer is full. */
void uart_write(const char *text, uint64_t bytes);
/* Into the buffer, or lost if that is full. For echoes. */
void uart_echo(const char *text, uint64_t bytes);

#endif
