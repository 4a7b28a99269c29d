/* The monitor's console: output of the hypervisor, in whole lines. */
#ifndef HYPERVISOR_CONSOLE_H
#define HYPERVISOR_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONSOLE_PROMPT "hartbed> "

struct vm;

/* Finds the UART that /chosen/stdout-path names. */
void console_prepare(void);
uintptr_t console_uart(void);
/* PLIC source of that UART, or 0. */
uint32_t console_source(void);

/* A line (with its newline) of the hypervisor; a half-typed command is drawn
 * again below it. */
void console_line(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* `[hypervisor] ` and a line without its newline. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Output of a command: no redrawing. */
void console_print(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* What is drawn after the prompt. The monitor tells before it changes it. */
void console_prompt(void);
void console_echo(char c);
void console_erase(void);
/* Ends the input line; its text stays until the next call. */
const char *console_take_line(void);
bool console_has_room(void);

#endif
