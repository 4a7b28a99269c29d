/* The firmware's own console: whole messages, one hart at a time. */
#ifndef FIRMWARE_CONSOLE_H
#define FIRMWARE_CONSOLE_H

#include <stdint.h>

void console_print(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void console_write(const char *text, uint64_t bytes);

#endif
