/* grep [-v] PATTERN [FILE...]: lines that match. A pattern has ^ $ . * and a
 * backslash that takes the meaning from the next character. */
#include "user.h"

static bool match_here(const char *pattern, const char *text);

/* One element of a pattern: a character, perhaps escaped. */
static size_t element_length(const char *pattern)
{
	return pattern[0] == '\\' && pattern[1] != '\0' ? 2 : 1;
}

static bool matches_one(const char *pattern, char c)
{
	if (c == '\0')
		return false;
	if (element_length(pattern) == 2)
		return pattern[1] == c;
	return pattern[0] == '.' || pattern[0] == c;
}

static bool match_star(const char *element, const char *rest, const char *text)
{
	do
		if (match_here(rest, text))
			return true;
	while (matches_one(element, *text++));
	return false;
}

static bool match_here(const char *pattern, const char *text)
{
	for (;;) {
		if (*pattern == '\0')
			return true;
		if (pattern[0] == '$' && pattern[1] == '\0')
			return *text == '\0';
		size_t length = element_length(pattern);
		if (pattern[length] == '*')
			return match_star(pattern, pattern + length + 1, text);
		if (!matches_one(pattern, *text))
			return false;
		pattern += length;
		text++;
	}
}

static bool match(const char *pattern, const char *text)
{
	if (*pattern == '^')
		return match_here(pattern + 1, text);
	do
		if (match_here(pattern, text))
			return true;
	while (*text++ != '\0');
	return false;
}

static bool search(int from, const char *pattern, bool inverse,
		   const char *name)
{
	static struct lines lines;
	static char line[1024];
	bool found = false;
	long length;

	lines = (struct lines){ .descriptor = from };
	while ((length = read_line(&lines, line, sizeof(line))) >= 0) {
		if (match(pattern, line) == inverse)
			continue;
		found = true;
		if (name != NULL)
			print("%s:%s\n", name, line);
		else
			print("%s\n", line);
	}
	return found;
}

int main(int argc, char **argv)
{
	bool inverse = argc > 1 && strcmp(argv[1], "-v") == 0;
	int first = inverse ? 2 : 1;
	bool found = false;

	if (argc <= first) {
		fprint(2, "usage: grep [-v] PATTERN [FILE...]\n");
		return 2;
	}
	const char *pattern = argv[first];
	if (argc == first + 1)
		return !search(0, pattern, inverse, NULL);
	for (int i = first + 1; i < argc; i++) {
		int file = open(argv[i], O_RDONLY);

		if (file < 0) {
			complain("grep", argv[i], file);
			return 2;
		}
		found |= search(file, pattern, inverse,
				argc > first + 2 ? argv[i] : NULL);
		close(file);
	}
	return !found;
}
