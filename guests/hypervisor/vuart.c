/* Virtual 16550A (National Semiconductor PC16550D data sheet, section 8). Its
 * transmitter is always empty. */
#include "vuart.h"

#include "console.h"
#include "ns16550.h"
#include "string.h"
#include "vm.h"

static bool latches(const struct vuart *uart)
{
	return (uart->lcr & UART_LCR_DLAB) != 0;
}

static uint8_t interrupt_id(const struct vuart *uart)
{
	if ((uart->ier & UART_IER_ERBFI) != 0 && uart->input_count > 0)
		return UART_IIR_RDA;
	if ((uart->ier & UART_IER_ETBEI) != 0 && uart->thre_pending)
		return UART_IIR_THRE;
	return UART_IIR_NONE;
}

static void update(struct vm *vm)
{
	vplic_set_level(vm, GUEST_UART_SOURCE,
			interrupt_id(&vm->vuart) != UART_IIR_NONE);
}

void vuart_flush(struct vm *vm)
{
	struct vuart *uart = &vm->vuart;

	if (uart->line_length == 0)
		return;
	uart->line[uart->line_length] = '\0';
	console_line("[%s] %s\n", vm->name, uart->line);
	uart->line_length = 0;
}

void vuart_put(struct vm *vm, char c)
{
	struct vuart *uart = &vm->vuart;

	if (c == '\n') {
		uart->line[uart->line_length] = '\0';
		console_line("[%s] %s\n", vm->name, uart->line);
		uart->line_length = 0;
		return;
	}
	/* Control characters could forge lines of other guests. */
	if (c == '\b' && uart->line_length > 0)
		uart->line_length--;
	if ((unsigned char)c < ' ' || c == 0x7f)
		return;
	uart->line[uart->line_length++] = c;
	if (uart->line_length == VUART_LINE)
		vuart_flush(vm);
}

int vuart_take(struct vm *vm)
{
	struct vuart *uart = &vm->vuart;

	if (uart->input_count == 0)
		return -1;
	uint8_t byte = uart->input[uart->input_first];
	uart->input_first = (uart->input_first + 1) % VUART_INPUT;
	uart->input_count--;
	update(vm);
	return byte;
}

void vuart_receive(struct vm *vm, uint8_t byte)
{
	struct vuart *uart = &vm->vuart;

	if (uart->input_count == VUART_INPUT)
		return;
	uart->input[(uart->input_first + uart->input_count++) % VUART_INPUT] =
		byte;
	update(vm);
}

uint64_t vuart_read(struct vm *vm, uint64_t offset, unsigned bytes)
{
	struct vuart *uart = &vm->vuart;
	uint8_t value;

	(void)bytes;
	switch (offset) {
	case UART_RBR: {
		if (latches(uart))
			return uart->dll;
		int byte = vuart_take(vm);
		return byte < 0 ? 0 : (uint64_t)byte;
	}
	case UART_IER:
		return latches(uart) ? uart->dlm : uart->ier;
	case UART_IIR:
		value = interrupt_id(uart);
		if (value == UART_IIR_THRE) {
			uart->thre_pending = false;
			update(vm);
		}
		return value | ((uart->fcr & UART_FCR_ENABLE) != 0
					? UART_IIR_FIFOS
					: 0);
	case UART_LCR:
		return uart->lcr;
	case UART_MCR:
		return uart->mcr;
	case UART_LSR:
		return UART_LSR_THRE | UART_LSR_TEMT |
		       (uart->input_count > 0 ? UART_LSR_DR : 0);
	case UART_MSR:
		return 0xb0; /* DCD, DSR, CTS */
	case UART_SCR:
		return uart->scr;
	default:
		return 0;
	}
}

void vuart_write(struct vm *vm, uint64_t offset, unsigned bytes, uint64_t value)
{
	struct vuart *uart = &vm->vuart;
	uint8_t byte = (uint8_t)value;

	(void)bytes;
	switch (offset) {
	case UART_THR:
		if (latches(uart)) {
			uart->dll = byte;
			return;
		}
		vuart_put(vm, (char)byte);
		uart->thre_pending = true;
		break;
	case UART_IER:
		if (latches(uart)) {
			uart->dlm = byte;
			return;
		}
		if ((byte & ~uart->ier & UART_IER_ETBEI) != 0)
			uart->thre_pending = true;
		uart->ier = byte & 0x0f;
		break;
	case UART_FCR:
		uart->fcr = byte;
		if ((byte & 0x02) != 0)
			uart->input_count = 0;
		break;
	case UART_LCR:
		uart->lcr = byte;
		return;
	case UART_MCR:
		uart->mcr = byte & 0x1f;
		return;
	case UART_SCR:
		uart->scr = byte;
		return;
	default:
		return;
	}
	update(vm);
}

void vuart_reset(struct vm *vm)
{
	vuart_flush(vm);
	memset(&vm->vuart, 0, sizeof(vm->vuart));
}
