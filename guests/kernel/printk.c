/* Kernel messages and the end of the kernel. */
#include "printk.h"

#include <stdarg.h>
#include <stddef.h>

#include "console.h"
#include "hart.h"
#include "print.h"
#include "riscv.h"
#include "sbi.h"
#include "spinlock.h"

static struct spinlock message = SPINLOCK("message");
static int has_panicked; /* an int: AMOs swap no bytes */

static void put(char c, void *context)
{
	(void)context;
	console_put(c);
}

void printk(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	lock(&message);
	print_va(put, NULL, format, args);
	unlock(&message);
	va_end(args);
}

void panic(const char *format, ...)
{
	va_list args;

	/* No lock: whoever holds one may be the one that cannot go on. */
	csr_write(sie, 0);
	if (__atomic_exchange_n(&has_panicked, 1, __ATOMIC_ACQ_REL))
		for (;;)
			wait_for_interrupt();
	print_to(put, NULL, "\nkernel panic on hart %lu: ", this_hart()->id);
	va_start(args, format);
	print_va(put, NULL, format, args);
	va_end(args);
	print_to(put, NULL, "\n  called from %p\n",
		 __builtin_return_address(0));
	sbi_system_reset(SBI_SRST_TYPE_SHUTDOWN, SBI_SRST_REASON_SYSTEM_FAILURE);
	for (;;)
		wait_for_interrupt();
}

bool panicked(void)
{
	return __atomic_load_n(&has_panicked, __ATOMIC_ACQUIRE) != 0;
}
