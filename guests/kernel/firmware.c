/* SBI 2.0 chapter 12 (Debug Console), else chapter 5 (legacy). */
#include "firmware.h"

#include <stdbool.h>
#include <stdint.h>

#include "sbi.h"

static bool has_dbcn;

void firmware_console_start(void)
{
	struct sbi_result probe = sbi_probe(SBI_EXT_DBCN);

	has_dbcn = probe.error == SBI_SUCCESS && probe.value != 0;
}

void firmware_console_put(char c)
{
	if (has_dbcn)
		sbi_call(SBI_EXT_DBCN, SBI_DBCN_WRITE_BYTE, (uint8_t)c, 0, 0, 0,
			 0);
	else
		sbi_call(SBI_LEGACY_CONSOLE_PUTCHAR, 0, (uint8_t)c, 0, 0, 0, 0);
}

int firmware_console_get(void)
{
	/* A physical address: not on a process's stack. */
	static char c;

	if (!has_dbcn)
		return (int)sbi_call(SBI_LEGACY_CONSOLE_GETCHAR, 0, 0, 0, 0, 0,
				     0)
			.error;
	struct sbi_result result = sbi_call(SBI_EXT_DBCN, SBI_DBCN_READ, 1,
					    (uint64_t)&c, 0, 0, 0);
	return result.error == SBI_SUCCESS && result.value == 1
		       ? (uint8_t)c
		       : -1;
}
