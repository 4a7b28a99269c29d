/* Lines into trees. From loosest to tightest: ; and &, && and ||, |, words. */
#include "sh.h"

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_OPERATOR,
};

static struct {
	char text[2 * LINE_BYTES]; /* words, each with its NUL */
	size_t text_used;
	struct node nodes[NODES];
	int nodes_used;
	const char *next; /* of the line */
	enum token_kind kind;
	char *token; /* a word, or an operator's characters */
	const char *error;
} parser;

static const char *const operators[] = {
	"&&", "||", ">>", "|", "&", ";", "<", ">", "(", ")",
};

static void fail(const char *error)
{
	if (parser.error == NULL)
		parser.error = error;
	parser.kind = TOKEN_END;
}

static void keep(char c)
{
	if (parser.text_used == sizeof(parser.text))
		fail("line too long");
	else
		parser.text[parser.text_used++] = c;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_operator(char c)
{
	return strchr("&|<>;()", c) != NULL;
}

static void take_word(void)
{
	const char *c = parser.next;

	parser.kind = TOKEN_WORD;
	parser.token = parser.text + parser.text_used;
	while (*c != '\0' && !is_space(*c) && !is_operator(*c)) {
		if (*c == '\'' || *c == '"') {
			char quote = *c++;

			while (*c != '\0' && *c != quote)
				keep(*c++);
			if (*c == '\0') {
				fail("a quote is not closed");
				return;
			}
			c++;
		} else if (*c == '\\' && c[1] != '\0') {
			keep(c[1]);
			c += 2;
		} else {
			keep(*c++);
		}
	}
	keep('\0');
	parser.next = c;
}

static void advance(void)
{
	if (parser.error != NULL)
		return;
	while (is_space(*parser.next))
		parser.next++;
	if (*parser.next == '\0' || *parser.next == '#') {
		parser.kind = TOKEN_END;
		return;
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t length = strlen(operators[i]);

		if (strncmp(parser.next, operators[i], length) == 0) {
			parser.kind = TOKEN_OPERATOR;
			parser.token = (char *)(uintptr_t)operators[i];
			parser.next += length;
			return;
		}
	}
	take_word();
}

static bool at(const char *operator)
{
	return parser.kind == TOKEN_OPERATOR &&
	       strcmp(parser.token, operator) == 0;
}

static struct node *make(enum node_kind kind, struct node *left)
{
	static struct node spare;
	struct node *node = &spare;

	if (parser.nodes_used == NODES)
		fail("too many commands on a line");
	else
		node = &parser.nodes[parser.nodes_used++];
	node->kind = kind;
	node->left = left;
	node->right = NULL;
	node->words[0] = NULL;
	node->word_count = 0;
	node->redirection_count = 0;
	return node;
}

static struct node *parse_list(void);

static void parse_redirection(struct node *node)
{
	struct redirection redirection = { .descriptor = 1 };

	if (at("<"))
		redirection = (struct redirection){ 0, O_RDONLY, NULL };
	else if (at(">"))
		redirection.flags = O_WRONLY | O_CREATE | O_TRUNC;
	else
		redirection.flags = O_WRONLY | O_CREATE | O_APPEND;
	advance();
	if (parser.kind != TOKEN_WORD) {
		fail("a file name is missing");
		return;
	}
	redirection.path = parser.token;
	if (node->redirection_count == REDIRECTIONS)
		fail("too many redirections");
	else
		node->redirections[node->redirection_count++] = redirection;
	advance();
}

static struct node *parse_command(void)
{
	struct node *node;

	if (at("(")) {
		advance();
		node = make(NODE_GROUP, parse_list());
		if (!at(")")) {
			fail("a ) is missing");
			return node;
		}
		advance();
	} else {
		node = make(NODE_COMMAND, NULL);
	}
	for (;;) {
		if (at("<") || at(">") || at(">>")) {
			parse_redirection(node);
		} else if (parser.kind == TOKEN_WORD &&
			   node->kind == NODE_COMMAND) {
			if (node->word_count == WORDS) {
				fail("too many words");
				break;
			}
			node->words[node->word_count++] = parser.token;
			node->words[node->word_count] = NULL;
			advance();
		} else {
			break;
		}
	}
	if (node->kind == NODE_COMMAND && node->word_count == 0)
		fail("a command is missing");
	return node;
}

static struct node *parse_pipeline(void)
{
	struct node *node = parse_command();

	while (at("|")) {
		node = make(NODE_PIPE, node);
		advance();
		node->right = parse_command();
	}
	return node;
}

static struct node *parse_and_or(void)
{
	struct node *node = parse_pipeline();

	while (at("&&") || at("||")) {
		node = make(at("&&") ? NODE_AND : NODE_OR, node);
		advance();
		node->right = parse_pipeline();
	}
	return node;
}

static struct node *parse_list(void)
{
	struct node *node = parse_and_or();

	if (at(";") || at("&")) {
		node = make(at(";") ? NODE_SEQUENCE : NODE_BACKGROUND, node);
		advance();
		if (parser.kind != TOKEN_END && !at(")"))
			node->right = parse_list();
	}
	return node;
}

struct node *parse(const char *line)
{
	parser.text_used = 0;
	parser.nodes_used = 0;
	parser.next = line;
	parser.error = NULL;
	advance();
	if (parser.kind == TOKEN_END && parser.error == NULL)
		return NULL;
	struct node *node = parser.error == NULL ? parse_list() : NULL;
	if (parser.error == NULL && parser.kind != TOKEN_END)
		fail("a command is missing");
	if (parser.error != NULL) {
		fprint(2, "sh: %s\n", parser.error);
		return NULL;
	}
	return node;
}
