/* yes [WORD]: prints a line for ever, as fast as the console takes it. */
#include "user.h"

int main(int argc, char **argv)
{
	static char buffer[1024];
	const char *word = argc > 1 ? argv[1] : "y";
	size_t length = strlen(word);
	size_t used = 0;

	if (length + 1 > sizeof(buffer))
		length = sizeof(buffer) - 1;
	/* Whole lines only, so that several writers do not mix theirs. */
	while (used + length + 1 <= sizeof(buffer)) {
		memcpy(buffer + used, word, length);
		used += length;
		buffer[used++] = '\n';
	}
	while (write(1, buffer, used) == (long)used)
		;
	return 1;
}
