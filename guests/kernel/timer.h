/* The timer of each hart: it ends time slices and wakes processes that sleep
 * for a while. A hart with neither has no timer interrupts at all. */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

void timer_start(void);
/* Prepares this hart's timer. */
void timer_enter(void);
void timer_interrupt(void);
/* Sets this hart's timer to the nearest of its reasons. The scheduler's lock
 * is held. */
void timer_program(void);
/* True: stimecmp (Sstc); false: SBI TIME. */
bool timer_is_sstc(void);
/* Ticks (param.h) since boot. */
uint64_t timer_ticks(void);
/* Ticks of the `time` CSR in one tick. */
uint64_t timer_per_tick(void);
/* Calls console_poll on this hart every tick from now on: for a console
 * without interrupts. */
void timer_poll_console(void);

#endif
