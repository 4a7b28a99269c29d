/* Formatted text to wherever the program's characters go. */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* Takes one character; `context` is what the caller gave to print_to. */
typedef void print_sink(char c, void *context);

/* Formats: %d %i %u %x %c %s %p %%, with l, ll or z, a width, `-`, `0`, and a
 * precision for %s (.N or .*). Returns the number of characters written. */
int print_to(print_sink *sink, void *context, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int print_va(print_sink *sink, void *context, const char *format, va_list args);

/* Into a buffer of `size` bytes, cut if it does not fit, always terminated.
 * Returns the number of characters the whole text has. */
int print_buffer(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int print_buffer_va(char *buffer, size_t size, const char *format,
		    va_list args);

#endif
