/* The firmware's console, for machines without a UART. */
#ifndef KERNEL_FIRMWARE_H
#define KERNEL_FIRMWARE_H

/* Finds out whether it is DBCN or the legacy calls. */
void firmware_console_start(void);
void firmware_console_put(char c);
/* The next character, or -1. */
int firmware_console_get(void);

#endif
