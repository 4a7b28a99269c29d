/* A small printf that writes to a sink, one character at a time. */
#include "print.h"

#include <stdbool.h>
#include <stdint.h>

#include "string.h"

struct field {
	unsigned width;
	bool zeros;
	bool left;
};

struct output {
	print_sink *sink;
	void *context;
	int written;
};

static void put(struct output *out, char c)
{
	out->sink(c, out->context);
	out->written++;
}

static void put_padded(struct output *out, const char *text, size_t length,
		       struct field field)
{
	size_t padding = field.width > length ? field.width - length : 0;

	if (!field.left)
		for (; padding > 0; padding--)
			put(out, ' ');
	for (size_t i = 0; i < length; i++)
		put(out, text[i]);
	for (; padding > 0; padding--)
		put(out, ' ');
}

static void put_number(struct output *out, uint64_t magnitude, bool negative,
		       unsigned base, struct field field)
{
	char digits[24];
	size_t first = sizeof(digits);
	size_t wanted = field.zeros && !field.left ? field.width : 0;

	if (wanted > 20)
		wanted = 20;
	do {
		digits[--first] = "0123456789abcdef"[magnitude % base];
		magnitude /= base;
	} while (magnitude != 0);
	while (sizeof(digits) - first + negative < wanted)
		digits[--first] = '0';
	if (negative)
		digits[--first] = '-';
	put_padded(out, digits + first, sizeof(digits) - first, field);
}

static unsigned parse_number(const char **cursor)
{
	unsigned value = 0;

	for (; **cursor >= '0' && **cursor <= '9'; ++*cursor)
		value = value * 10 + (unsigned)(**cursor - '0');
	return value;
}

int print_va(print_sink *sink, void *context, const char *format, va_list args)
{
	struct output out = { .sink = sink, .context = context };

	for (const char *f = format; *f != '\0'; f++) {
		if (*f != '%') {
			put(&out, *f);
			continue;
		}
		struct field field = { 0 };
		size_t precision = SIZE_MAX;
		bool is_long = false;

		for (f++; *f == '-' || *f == '0'; f++) {
			field.left |= *f == '-';
			field.zeros |= *f == '0';
		}
		if (*f == '*') {
			field.width = (unsigned)va_arg(args, int);
			f++;
		} else {
			field.width = parse_number(&f);
		}
		if (*f == '.') {
			f++;
			if (*f == '*') {
				precision = (size_t)va_arg(args, int);
				f++;
			} else {
				precision = parse_number(&f);
			}
		}
		for (; *f == 'l' || *f == 'z'; f++)
			is_long = true;

		switch (*f) {
		case 'd':
		case 'i': {
			int64_t value = is_long ? va_arg(args, long)
						: va_arg(args, int);
			uint64_t magnitude = value < 0 ? -(uint64_t)value
						       : (uint64_t)value;
			put_number(&out, magnitude, value < 0, 10, field);
			break;
		}
		case 'u':
		case 'x': {
			uint64_t value = is_long ? va_arg(args, unsigned long)
						 : va_arg(args, unsigned);
			put_number(&out, value, false, *f == 'x' ? 16 : 10,
				   field);
			break;
		}
		case 'p':
			put(&out, '0');
			put(&out, 'x');
			put_number(&out, (uintptr_t)va_arg(args, void *), false,
				   16, field);
			break;
		case 'c': {
			char c = (char)va_arg(args, int);
			put_padded(&out, &c, 1, field);
			break;
		}
		case 's': {
			const char *text = va_arg(args, const char *);
			if (text == NULL)
				text = "(null)";
			put_padded(&out, text, strnlen(text, precision), field);
			break;
		}
		case '\0':
			return out.written;
		default:
			put(&out, *f);
			break;
		}
	}
	return out.written;
}

int print_to(print_sink *sink, void *context, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int written = print_va(sink, context, format, args);
	va_end(args);
	return written;
}

struct bounded {
	char *next;
	char *last;
};

static void put_bounded(char c, void *context)
{
	struct bounded *bounded = context;

	if (bounded->next < bounded->last)
		*bounded->next++ = c;
}

int print_buffer_va(char *buffer, size_t size, const char *format,
		    va_list args)
{
	struct bounded bounded = { buffer, buffer + size - 1 };
	int written = print_va(put_bounded, &bounded, format, args);

	*bounded.next = '\0';
	return written;
}

int print_buffer(char *buffer, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int written = print_buffer_va(buffer, size, format, args);
	va_end(args);
	return written;
}
