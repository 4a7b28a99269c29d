/* The shell's main loop.
 *   sh             reads commands from the console, with a prompt
 *   sh -r COMMANDS runs these first
 *   sh -c COMMANDS runs these and ends
 *   sh FILE        reads commands from a file */
#include "sh.h"

static int run_line(const char *line)
{
	const struct node *node = parse(line);

	return node != NULL ? run(node) : 0;
}

static bool is_console(int descriptor)
{
	struct stat stat;

	return fstat(descriptor, &stat) >= 0 && stat.kind == KIND_DEVICE;
}

int main(int argc, char **argv)
{
	struct lines lines = { .single = true };
	char line[LINE_BYTES];
	bool prompts = true;
	int status = 0;

	run_as_shell();
	if (argc == 3 && strcmp(argv[1], "-c") == 0)
		return run_line(argv[2]);
	if (argc == 3 && strcmp(argv[1], "-r") == 0) {
		run_line(argv[2]);
	} else if (argc == 2) {
		/* Away from the descriptors that commands inherit. */
		lines.descriptor = open(argv[1], O_RDONLY);
		if (lines.descriptor < 0) {
			complain("sh", argv[1], lines.descriptor);
			return 127;
		}
	} else if (argc != 1) {
		fprint(2, "usage: sh [-c COMMANDS | -r COMMANDS | FILE]\n");
		return 2;
	}
	prompts = is_console(lines.descriptor);
	lines.single = !prompts;
	for (;;) {
		if (prompts)
			fprint(2, "$ ");
		if (read_line(&lines, line, sizeof(line)) < 0)
			break;
		status = run_line(line);
	}
	if (prompts)
		fprint(2, "\n");
	return status;
}
