/* cat [FILE...]: copies files, or its input, to its output. */
#include "user.h"

static char buffer[4096];

static int copy(int from, const char *name)
{
	long got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		long put = write(1, buffer, (size_t)got);

		if (put != got) {
			complain("cat", "write", put < 0 ? put : -EIO);
			return 1;
		}
	}
	if (got < 0)
		complain("cat", name, got);
	return got < 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc == 1)
		return copy(0, "input");
	for (int i = 1; i < argc; i++) {
		int file = open(argv[i], O_RDONLY);

		if (file < 0) {
			complain("cat", argv[i], file);
			status = 1;
			continue;
		}
		status |= copy(file, argv[i]);
		close(file);
	}
	return status;
}
