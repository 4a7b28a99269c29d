/* A guest that tries out what a VM promises: one function per promise. Runs in
 * VS-mode under the hypervisor, and in S-mode under the firmware. */
#ifndef EXERCISE_H
#define EXERCISE_H

#define HARTS 16
#define STACK_SHIFT 13

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

#include "fdt.h"
#include "riscv.h"
#include "sbi.h"

struct machine {
	struct fdt fdt;
	const char *bootargs;
	bool strict; /* by the manual's letter, where QEMU 7.2 differs */
	uint64_t start; /* ticks, at entry */
	uint64_t memory_bytes;
	unsigned harts;
	bool has_sstc;
	bool has_d;
	uintptr_t plic;
	uintptr_t uart;
	uint32_t uart_source;
	uintptr_t disk; /* 0: none */
	uint32_t disk_source;
};

extern struct machine machine;

/* What traps have told, per hart. */
struct traps {
	volatile uint64_t timer;
	volatile uint64_t soft;
	volatile uint64_t external;
	volatile uint64_t exceptions;
	volatile uint64_t cause; /* of the last exception */
	volatile uint64_t stval;
};

extern struct traps traps[HARTS];

static inline uint64_t hart_id(void)
{
	uint64_t id;

	__asm__ volatile("mv %0, tp" : "=r"(id));
	return id;
}

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints where a condition does not hold; use as `ok &= check(...)`. */
bool check_that(bool condition, const char *text, int line);
#define CHECK(condition) (ok &= check_that((condition), #condition, __LINE__))

/* WFI with interrupts off, so that none slips in before it; then takes what is
 * pending. */
void wait_and_take(void);
/* Sleeps in WFI until the hart's timer has interrupted, `ticks` from now. */
void sleep_ticks(uint64_t ticks);
void set_timer(uint64_t deadline);
/* Starts a hart on `job`; true when it has run and stopped again. */
bool run_on(uint64_t hart, void (*job)(void));
/* As run_on without waiting for its end. */
bool start_on(uint64_t hart, void (*job)(void));
bool wait_stopped(uint64_t hart);

/* Promises, by file. */
bool test_tree(void), test_base(void), test_console(void);
bool test_start(void), test_timer(void), test_sbi_timer(void), test_suspend(void);
bool test_ipi(void), test_hsm(void), test_rfence(void), test_own_tables(void);
bool test_illegal(void), test_virtual(void), test_counters(void);
bool test_fp(void), test_fp_smp(void);
bool test_plic_widths(void), test_plic_enable(void), test_uart_interrupt(void);
bool test_disk(void), test_disk_hostile(void);
void crash(const char *how);
void fuzz(uint64_t seed);

#endif
#endif
