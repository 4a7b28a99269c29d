/* The shell: words, the tree that a line is parsed into, running it. */
#ifndef USER_SH_H
#define USER_SH_H

#include "user.h"

#define LINE_BYTES 512
#define WORDS 32
#define REDIRECTIONS 8
#define NODES 24

enum node_kind {
	NODE_COMMAND,	 /* words and redirections */
	NODE_GROUP,	 /* ( left ) redirections */
	NODE_PIPE,	 /* left | right */
	NODE_AND,	 /* left && right */
	NODE_OR,	 /* left || right */
	NODE_SEQUENCE,	 /* left ; right (either may be missing) */
	NODE_BACKGROUND, /* left & right */
};

struct redirection {
	int descriptor;
	int flags; /* of open */
	char *path;
};

struct node {
	enum node_kind kind;
	struct node *left;
	struct node *right;
	char *words[WORDS + 1]; /* ends with NULL */
	int word_count;
	struct redirection redirections[REDIRECTIONS];
	int redirection_count;
};

/* The tree of a line, good until the next call; NULL: an empty line, or an
 * error, which has been reported then. Words point into a copy of the line. */
struct node *parse(const char *line);

/* Runs a tree and waits for it; returns its status, 0 if all is well. */
int run(const struct node *node);
/* True in the shell itself, not in the processes that it forks. */
void run_as_shell(void);

#endif
