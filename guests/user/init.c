/* The first process: opens the console, runs the shell again and again, and
 * waits for processes whose parent is gone. An argument holds commands that
 * the first shell runs before its prompt. */
#include "user.h"

static void open_console(void)
{
	int descriptor = open("/console", O_RDWR);

	if (descriptor < 0) {
		mknod("/console", MAJOR_CONSOLE, 0);
		descriptor = open("/console", O_RDWR);
	}
	dup(descriptor);
	dup(descriptor);
}

static int start_shell(char *commands)
{
	char *const argv[] = { "sh", commands != NULL ? "-r" : NULL, commands,
			       NULL };

	print("init: starting sh\n");
	int pid = fork();
	if (pid < 0) {
		complain("init", "fork", pid);
		exit(1);
	}
	if (pid == 0) {
		int error = exec("/sh", argv);

		complain("init", "/sh", error);
		exit(1);
	}
	return pid;
}

int main(int argc, char **argv)
{
	char *commands = argc > 1 ? argv[1] : NULL;

	open_console();
	for (;;) {
		int shell = start_shell(commands);
		int ended;

		commands = NULL;
		do
			ended = wait(NULL);
		while (ended >= 0 && ended != shell);
		if (ended < 0)
			complain("init", "wait", ended);
	}
}
