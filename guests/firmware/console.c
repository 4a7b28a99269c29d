/* Console output under a lock. */
#include "console.h"

#include "platform.h"
#include "print.h"
#include "spinlock.h"

static struct spinlock lock;

static void put(char c, void *context)
{
	(void)context;
	if (c == '\n')
		platform_put('\r');
	platform_put(c);
}

void console_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	spin_lock(&lock);
	print_va(put, NULL, format, args);
	spin_unlock(&lock);
	va_end(args);
}

void console_write(const char *text, uint64_t bytes)
{
	spin_lock(&lock);
	for (uint64_t i = 0; i < bytes; i++)
		platform_put(text[i]);
	spin_unlock(&lock);
}
