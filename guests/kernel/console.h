/* The console: a line discipline on a UART, or on the firmware's console. */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdint.h>

void console_start(void);
/* From here on there is input. */
void console_listen(void);
/* One character at once, for kernel messages. */
void console_put(char c);
/* A character was typed. */
void console_input(char c);
/* Fetches input from a console without interrupts. */
void console_poll(void);

/* The device's read and write (user addresses of this process): bytes moved,
 * or a negative error. */
int64_t console_read(uint64_t to, uint64_t bytes);
int64_t console_write(uint64_t from, uint64_t bytes);

/* ^C ends this job from now on; 0: none. */
void console_foreground(int32_t job);

#endif
