/* Memory and string functions. Copies and fills go by doublewords where both
 * ends are aligned: clearing a guest's memory is the longest loop we have. */
#include "string.h"

#include <stdint.h>

/* Or gcc would recognize these loops and make each function call itself. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

#define WORD sizeof(uint64_t)

static int aligned(const void *pointer)
{
	return ((uintptr_t)pointer & (WORD - 1)) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if ((((uintptr_t)t ^ (uintptr_t)f) & (WORD - 1)) == 0) {
		for (; bytes > 0 && !aligned(t); bytes--)
			*t++ = *f++;
		uint64_t *tw = (uint64_t *)t;
		const uint64_t *fw = (const uint64_t *)f;
		for (; bytes >= 8 * WORD; bytes -= 8 * WORD, tw += 8, fw += 8) {
			uint64_t a = fw[0], b = fw[1], c = fw[2], d = fw[3];
			uint64_t e = fw[4], g = fw[5], h = fw[6], i = fw[7];
			tw[0] = a, tw[1] = b, tw[2] = c, tw[3] = d;
			tw[4] = e, tw[5] = g, tw[6] = h, tw[7] = i;
		}
		for (; bytes >= WORD; bytes -= WORD)
			*tw++ = *fw++;
		t = (uint8_t *)tw;
		f = (const uint8_t *)fw;
	}
	for (; bytes > 0; bytes--)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if (t <= f || t >= f + bytes) {
		/* Ascending order is safe here, also when the two overlap. */
		if ((((uintptr_t)t ^ (uintptr_t)f) & (WORD - 1)) == 0) {
			for (; bytes > 0 && !aligned(t); bytes--)
				*t++ = *f++;
			for (; bytes >= WORD; bytes -= WORD, t += WORD, f += WORD)
				*(uint64_t *)t = *(const uint64_t *)f;
		}
		for (; bytes > 0; bytes--)
			*t++ = *f++;
	} else {
		while (bytes-- > 0)
			t[bytes] = f[bytes];
	}
	return to;
}

void *memset(void *to, int byte, size_t bytes)
{
	uint8_t *t = to;
	uint64_t word = 0x0101010101010101UL * (uint8_t)byte;

	for (; bytes > 0 && !aligned(t); bytes--)
		*t++ = (uint8_t)byte;
	uint64_t *tw = (uint64_t *)t;
	for (; bytes >= 8 * WORD; bytes -= 8 * WORD, tw += 8) {
		tw[0] = word, tw[1] = word, tw[2] = word, tw[3] = word;
		tw[4] = word, tw[5] = word, tw[6] = word, tw[7] = word;
	}
	for (; bytes >= WORD; bytes -= WORD)
		*tw++ = word;
	for (t = (uint8_t *)tw; bytes > 0; bytes--)
		*t++ = (uint8_t)byte;
	return to;
}

int memcmp(const void *left, const void *right, size_t bytes)
{
	const uint8_t *l = left;
	const uint8_t *r = right;

	for (; bytes > 0; bytes--, l++, r++)
		if (*l != *r)
			return *l - *r;
	return 0;
}

void *memchr(const void *from, int byte, size_t bytes)
{
	const uint8_t *f = from;

	for (; bytes > 0; bytes--, f++)
		if (*f == (uint8_t)byte)
			return (void *)(uintptr_t)f;
	return NULL;
}

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end != '\0')
		end++;
	return (size_t)(end - text);
}

size_t strnlen(const char *text, size_t limit)
{
	size_t length = 0;

	while (length < limit && text[length] != '\0')
		length++;
	return length;
}

int strncmp(const char *left, const char *right, size_t limit)
{
	for (; limit > 0; limit--, left++, right++)
		if (*left != *right || *left == '\0')
			return (uint8_t)*left - (uint8_t)*right;
	return 0;
}

int strcmp(const char *left, const char *right)
{
	return strncmp(left, right, SIZE_MAX);
}

char *strchr(const char *text, int c)
{
	for (;; text++) {
		if (*text == (char)c)
			return (char *)(uintptr_t)text;
		if (*text == '\0')
			return NULL;
	}
}

void string_copy(char *to, const char *from, size_t size)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}
