/* A program that starts in M-mode on all harts and tries out what M-mode, the
 * CLINT and the PLIC's M-mode contexts promise: one function per promise. Runs
 * on the board without firmware, and in a VM that starts in M-mode. */
#ifndef MMODE_H
#define MMODE_H

#define HARTS 16
#define STACK_SHIFT 13

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

#include "riscv.h"

#define CLINT 0x02000000UL
#define MSIP(hart) (CLINT + 4 * (hart))
#define MTIMECMP(hart) (CLINT + 0x4000 + 8 * (hart))
#define MTIME (CLINT + 0xbff8)
#define PLIC 0x0c000000UL
#define UART 0x10000000UL
#define UART_SOURCE 10

#define MODE_U 0UL
#define MODE_S 1UL
#define MODE_M 3UL

/* A trap that M-mode has taken. */
struct trap {
	uint64_t cause;
	uint64_t epc;
	uint64_t tval;
	uint64_t mode; /* mstatus.MPP */
};

/* Traps out of M-mode itself, per hart; exceptions are stepped over (four
 * bytes), interrupts are switched off in mie. */
struct traps {
	volatile uint64_t count;
	struct trap last;
};

extern struct traps traps[HARTS];
extern unsigned hart_count;
extern bool strict; /* by the manual's letter, where QEMU 7.2 differs */

/* Runs code in a mode until its first trap into M-mode, with interrupts of
 * M-mode open below it. */
struct trap run_in(uint64_t mode, const void *code);
/* As run_in, without touching mstatus or mepc first. */
void leave_m(struct trap *trap);

static inline uint64_t hart_id(void)
{
	return csr_read(mhartid);
}

/* Runs a job in M-mode on another hart; false if it does not answer. */
bool run_on(uint64_t hart, void (*job)(void));
/* The same without waiting for its end. */
void start_on(uint64_t hart, void (*job)(void));
bool wait_done(uint64_t hart);

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool check_that(bool condition, const char *text, int line);
#define CHECK(condition) (ok &= check_that((condition), #condition, __LINE__))

/* Instructions to run in a mode below; code.S. */
extern const char code_ecall[], code_mscratch[], code_wfi[], code_sfence[],
	code_sret[], code_spin[], code_load[], code_store[], code_ebreak[],
	code_time[], code_stimecmp[], code_open[];
extern const char s_trap[]; /* a trap handler of S-mode: an ecall */

bool test_csrs(void), test_mstatus(void), test_s_csrs(void), test_illegal(void);
bool test_modes(void), test_delegation(void), test_traps_of_s(void);
bool test_timer(void), test_vectored(void), test_forwarded_timer(void),
	test_stip(void), test_stimecmp(void), test_wfi(void), test_plic(void);
bool test_translation(void), test_ad_bits(void);
bool test_ipi(void), test_remote_timer(void), test_remote_fence(void);

#endif
#endif
