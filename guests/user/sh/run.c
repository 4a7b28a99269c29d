/* Running trees. Each pipeline that the shell itself starts is a job of its
 * own, which ^C ends while it is in the foreground. */
#include "sh.h"

#define STATUS_NOT_RUN 127

static bool is_shell;

void run_as_shell(void)
{
	is_shell = true;
}

static int fork_or_complain(void)
{
	int pid = fork();

	if (pid < 0)
		complain("sh", "fork", pid);
	return pid;
}

/* The status of one child; others that end meanwhile were in the background. */
static int wait_for(int pid)
{
	int status = 0;
	int ended;

	do
		ended = wait(&status);
	while (ended >= 0 && ended != pid);
	return ended < 0 ? STATUS_NOT_RUN : status;
}

static bool redirect(const struct node *node)
{
	for (int i = 0; i < node->redirection_count; i++) {
		const struct redirection *to = &node->redirections[i];

		close(to->descriptor);
		int descriptor = open(to->path, to->flags);
		if (descriptor < 0) {
			complain("sh", to->path, descriptor);
			return false;
		}
	}
	return true;
}

/* As given, or from the root directory, where all programs are. */
static _Noreturn void execute(const struct node *node)
{
	char path[128];
	char *const *words = node->words;
	int error = exec(words[0], words);

	if (error == -ENOENT && strchr(words[0], '/') == NULL &&
	    strlen(words[0]) + 2 < sizeof(path)) {
		path[0] = '/';
		string_copy(path + 1, words[0], sizeof(path) - 1);
		error = exec(path, words);
	}
	if (error == -ENOENT)
		fprint(2, "sh: %s: command not found\n", words[0]);
	else
		complain("sh", words[0], error);
	exit(STATUS_NOT_RUN);
}

static _Noreturn void become(const struct node *node);

static int run_pipe(const struct node *node)
{
	int ends[2];
	int error = pipe(ends);

	if (error < 0) {
		complain("sh", "pipe", error);
		return STATUS_NOT_RUN;
	}
	int left = fork_or_complain();
	if (left == 0) {
		close(1);
		dup(ends[1]);
		close(ends[0]);
		close(ends[1]);
		become(node->left);
	}
	int right = left < 0 ? -1 : fork_or_complain();
	if (right == 0) {
		close(0);
		dup(ends[0]);
		close(ends[0]);
		close(ends[1]);
		become(node->right);
	}
	close(ends[0]);
	close(ends[1]);
	int status = STATUS_NOT_RUN;
	for (int running = (left > 0) + (right > 0); running > 0; running--) {
		int ended_status;

		if (wait(&ended_status) == right)
			status = ended_status;
	}
	return status;
}

/* Ends this process with the node's status. */
static _Noreturn void become(const struct node *node)
{
	switch (node->kind) {
	case NODE_PIPE:
		exit(run_pipe(node));
	case NODE_GROUP:
		exit(redirect(node) ? run(node->left) : 1);
	case NODE_COMMAND:
		if (!redirect(node))
			exit(1);
		execute(node);
	default:
		exit(run(node));
	}
}

static int start_job(const struct node *node)
{
	int pid = fork_or_complain();

	if (pid == 0) {
		newjob();
		is_shell = false;
		become(node);
	}
	return pid;
}

static int run_foreground(const struct node *node)
{
	int pid = start_job(node);

	if (pid < 0)
		return STATUS_NOT_RUN;
	foreground(pid);
	int status = wait_for(pid);
	foreground(0);
	return status;
}

static int change_directory(const struct node *node)
{
	const char *path = node->word_count > 1 ? node->words[1] : "/";
	int error = chdir(path);

	if (error < 0)
		complain("cd", path, error);
	return error < 0;
}

/* Commands that concern the shell itself. False: it is none of them. */
static bool run_builtin(const struct node *node, int *status)
{
	if (node->kind != NODE_COMMAND)
		return false;
	if (strcmp(node->words[0], "cd") == 0) {
		*status = change_directory(node);
		return true;
	}
	if (strcmp(node->words[0], "exit") == 0) {
		long number = 0;

		if (node->word_count > 1)
			parse_number(node->words[1], &number);
		exit((int)number);
	}
	if (strcmp(node->words[0], "wait") == 0) {
		while (wait(NULL) >= 0)
			;
		*status = 0;
		return true;
	}
	return false;
}

static int run_pipeline(const struct node *node)
{
	int status;

	if (run_builtin(node, &status))
		return status;
	if (is_shell)
		return run_foreground(node);
	int pid = fork_or_complain();
	if (pid == 0)
		become(node);
	return pid < 0 ? STATUS_NOT_RUN : wait_for(pid);
}

int run(const struct node *node)
{
	int status = 0;

	switch (node->kind) {
	case NODE_BACKGROUND:
		start_job(node->left);
		break;
	case NODE_SEQUENCE:
		status = run(node->left);
		break;
	case NODE_AND:
		status = run(node->left);
		return status == 0 ? run(node->right) : status;
	case NODE_OR:
		status = run(node->left);
		return status != 0 ? run(node->right) : status;
	case NODE_COMMAND:
	case NODE_GROUP:
	case NODE_PIPE:
		return run_pipeline(node);
	}
	return node->right != NULL ? run(node->right) : status;
}
