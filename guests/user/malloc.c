/* First fit over a list of free pieces, in order of address, which grow
 * together again when neighbours are freed. */
#include "user.h"

#define UNIT sizeof(struct piece)
#define GROW_BYTES 16384

struct piece {
	size_t bytes; /* with this header */
	struct piece *next;
};

static struct piece *first;

static void join(struct piece *piece)
{
	struct piece *next = piece->next;

	if (next != NULL && (char *)piece + piece->bytes == (char *)next) {
		piece->bytes += next->bytes;
		piece->next = next->next;
	}
}

static void put_back(struct piece *piece)
{
	struct piece *before = NULL;

	for (struct piece *at = first; at != NULL && at < piece; at = at->next)
		before = at;
	if (before == NULL) {
		piece->next = first;
		first = piece;
	} else {
		piece->next = before->next;
		before->next = piece;
	}
	join(piece);
	if (before != NULL)
		join(before);
}

static bool grow(size_t bytes)
{
	size_t wanted = bytes > GROW_BYTES ? bytes : GROW_BYTES;
	char *start = sbrk((long)wanted);

	if ((long)start < 0)
		return false;
	struct piece *piece = (struct piece *)start;
	piece->bytes = wanted;
	put_back(piece);
	return true;
}

void *malloc(size_t bytes)
{
	if (bytes > SIZE_MAX / 2)
		return NULL;
	bytes = (bytes + 2 * UNIT - 1) / UNIT * UNIT;
	do {
		struct piece **link = &first;

		for (struct piece *at = first; at != NULL; at = *link) {
			if (at->bytes < bytes) {
				link = &at->next;
				continue;
			}
			if (at->bytes == bytes) {
				*link = at->next;
			} else {
				at->bytes -= bytes;
				at = (struct piece *)((char *)at + at->bytes);
				at->bytes = bytes;
			}
			return at + 1;
		}
	} while (grow(bytes));
	return NULL;
}

void free(void *memory)
{
	if (memory != NULL)
		put_back((struct piece *)memory - 1);
}
