/* Virtual 16550A for a VM without a UART of its own: whole lines appear on
 * the monitor's console as `[name] line`. */
#ifndef HYPERVISOR_VUART_H
#define HYPERVISOR_VUART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

#define VUART_LINE 120
#define VUART_INPUT 256

struct vuart {
	uint8_t ier, lcr, mcr, scr, fcr, dll, dlm;
	bool thre_pending; /* transmitter-empty interrupt not yet seen */
	char line[VUART_LINE + 1];
	size_t line_length;
	uint8_t input[VUART_INPUT];
	size_t input_first, input_count;
};

/* All under the VM's lock. */
uint64_t vuart_read(struct vm *vm, uint64_t offset, unsigned bytes);
void vuart_write(struct vm *vm, uint64_t offset, unsigned bytes,
		 uint64_t value);
void vuart_reset(struct vm *vm);
/* A byte that the guest prints, whichever way it came. */
void vuart_put(struct vm *vm, char c);
/* Shows an unfinished line, such as a prompt. */
void vuart_flush(struct vm *vm);
/* A byte for the guest to read; dropped if it does not read. */
void vuart_receive(struct vm *vm, uint8_t byte);
/* The next byte received, or -1. */
int vuart_take(struct vm *vm);

#endif
