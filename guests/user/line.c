/* Reading line by line. */
#include "user.h"

/* The next byte, -1 at the end, or an error below that. */
static long next_byte(struct lines *lines)
{
	if (lines->next == lines->used) {
		long got = read(lines->descriptor, lines->buffer,
				lines->single ? 1 : sizeof(lines->buffer));

		if (got <= 0)
			return got == 0 ? -1 : got;
		lines->used = (size_t)got;
		lines->next = 0;
	}
	return (unsigned char)lines->buffer[lines->next++];
}

long read_line(struct lines *lines, char *to, size_t size)
{
	size_t length = 0;
	bool any = false;

	for (;;) {
		long c = next_byte(lines);

		if (c < 0 && !any)
			return c;
		if (c < 0 || c == '\n')
			break;
		any = true;
		if (length + 1 < size)
			to[length++] = (char)c;
	}
	to[length] = '\0';
	return (long)length;
}
