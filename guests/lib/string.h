/* The parts of <string.h> that freestanding code needs (and the four that
 * gcc may call by itself: memcpy, memmove, memset, memcmp). */
#ifndef LIB_STRING_H
#define LIB_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);
void *memchr(const void *from, int byte, size_t bytes);

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t limit);
char *strchr(const char *text, int c);

/* Copies at most size-1 characters and always terminates. */
void string_copy(char *to, const char *from, size_t size);

#endif
