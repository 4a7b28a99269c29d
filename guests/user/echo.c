/* echo [-n] [WORD...]: its arguments in a line, in one write. */
#include "user.h"

int main(int argc, char **argv)
{
	static char line[4096 + 64];
	size_t used = 0;
	bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;

	for (int i = newline ? 1 : 2; i < argc; i++) {
		size_t length = strlen(argv[i]);

		memcpy(line + used, argv[i], length);
		used += length;
		if (i + 1 < argc)
			line[used++] = ' ';
	}
	if (newline)
		line[used++] = '\n';
	return write(1, line, used) != (long)used;
}
