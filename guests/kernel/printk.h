/* The kernel's own messages, written at once, without a process. */
#ifndef KERNEL_PRINTK_H
#define KERNEL_PRINTK_H

#include <stdbool.h>

/* Formats as in lib/print.h. */
void printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says why, stops all harts and reports a system failure to the firmware. */
_Noreturn void panic(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* True once some hart panicked. */
bool panicked(void);

#endif
