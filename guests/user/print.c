/* Formatted output. */
#include "print.h"

#include "user.h"

struct output {
	int descriptor;
	size_t used;
	char buffer[256];
};

static void flush(struct output *output)
{
	write(output->descriptor, output->buffer, output->used);
	output->used = 0;
}

static void put(char c, void *context)
{
	struct output *output = context;

	output->buffer[output->used++] = c;
	if (output->used == sizeof(output->buffer))
		flush(output);
}

static void vprint(int descriptor, const char *format, va_list args)
{
	struct output output;

	output.descriptor = descriptor;
	output.used = 0;
	print_va(put, &output, format, args);
	if (output.used > 0)
		flush(&output);
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprint(1, format, args);
	va_end(args);
}

void fprint(int descriptor, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprint(descriptor, format, args);
	va_end(args);
}

void complain(const char *program, const char *what, long error)
{
	fprint(2, "%s: %s: %s\n", program, what, error_text(error));
}
