/* wc [FILE...]: lines, words and bytes. */
#include "user.h"

static int count(int from, const char *name)
{
	static char buffer[4096];
	long lines = 0;
	long words = 0;
	long bytes = 0;
	bool in_word = false;
	long got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		bytes += got;
		for (long i = 0; i < got; i++) {
			bool space = strchr(" \t\r\n\v", buffer[i]) != NULL;

			lines += buffer[i] == '\n';
			words += !space && !in_word;
			in_word = !space;
		}
	}
	if (got < 0) {
		complain("wc", name, got);
		return 1;
	}
	print("%ld %ld %ld%s%s\n", lines, words, bytes, *name ? " " : "", name);
	return 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc == 1)
		return count(0, "");
	for (int i = 1; i < argc; i++) {
		int file = open(argv[i], O_RDONLY);

		if (file < 0) {
			complain("wc", argv[i], file);
			status = 1;
			continue;
		}
		status |= count(file, argv[i]);
		close(file);
	}
	return status;
}
