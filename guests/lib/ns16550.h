/* Registers of the 16550A UART (National Semiconductor PC16550D data sheet,
 * section 8), one byte each, and the polled operations on them. */
#ifndef LIB_NS16550_H
#define LIB_NS16550_H

#include <stdbool.h>
#include <stdint.h>

#include "riscv.h"

#define UART_RBR 0 /* read, DLAB=0 */
#define UART_THR 0 /* write, DLAB=0 */
#define UART_IER 1
#define UART_IIR 2 /* read */
#define UART_FCR 2 /* write */
#define UART_LCR 3
#define UART_MCR 4
#define UART_LSR 5
#define UART_MSR 6
#define UART_SCR 7

#define UART_IER_ERBFI 0x01
#define UART_IER_ETBEI 0x02
#define UART_IIR_NONE 0x01
#define UART_IIR_THRE 0x02
#define UART_IIR_RDA 0x04
#define UART_IIR_FIFOS 0xc0
#define UART_FCR_ENABLE 0x01
#define UART_FCR_RESET_BOTH 0x06
#define UART_LCR_8N1 0x03
#define UART_LCR_DLAB 0x80
#define UART_MCR_OUT2 0x08
#define UART_LSR_DR 0x01
#define UART_LSR_THRE 0x20
#define UART_LSR_TEMT 0x40

/* 8N1, FIFOs on, no interrupts. The divisor stays as the board set it. */
static inline void uart_reset(uintptr_t base)
{
	mmio_write8(base + UART_IER, 0);
	mmio_write8(base + UART_LCR, UART_LCR_8N1);
	mmio_write8(base + UART_FCR, UART_FCR_ENABLE | UART_FCR_RESET_BOTH);
	mmio_write8(base + UART_MCR, UART_MCR_OUT2);
}

static inline void uart_put(uintptr_t base, char c)
{
	while ((mmio_read8(base + UART_LSR) & UART_LSR_THRE) == 0)
		spin_pause();
	mmio_write8(base + UART_THR, (uint8_t)c);
}

/* The next received byte, or -1. */
static inline int uart_get(uintptr_t base)
{
	if ((mmio_read8(base + UART_LSR) & UART_LSR_DR) == 0)
		return -1;
	return mmio_read8(base + UART_RBR);
}

#endif
