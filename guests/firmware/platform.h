/* The board as the device tree describes it. */
#ifndef FIRMWARE_PLATFORM_H
#define FIRMWARE_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the tree; without one the addresses of virt hold. */
void platform_read(const void *blob);

/* Bit n: the device tree has hart n. */
uint64_t platform_harts(void);
/* True if the hart's riscv,isa or riscv,isa-extensions has the extension. */
bool platform_isa_has(uint64_t hart, const char *extension);

void platform_send_ipi(uint64_t hart);
void platform_clear_ipi(uint64_t hart);
uint64_t platform_time(void);
void platform_set_timer(uint64_t hart, uint64_t deadline);

void platform_put(char c);
int platform_get(void);

/* Powers off (`failed`: with a failing exit code) or resets; returns if the
 * board cannot. */
void platform_power_off(bool failed);
void platform_reset(void);

#endif
