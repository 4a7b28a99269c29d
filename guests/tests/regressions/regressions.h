/* Short programs that show where versions of an emulator differ for a
 * hypervisor. Each runs code in some mode until it traps into M, where nothing
 * is delegated from unless it says so, and prints what it saw. */
#ifndef REGRESSIONS_H
#define REGRESSIONS_H

#include <riscv.h>

enum mode { USER, SUPERVISOR, MACHINE, VIRTUAL_USER, VIRTUAL_SUPERVISOR };

/* What M found after the trap. */
struct trap {
	uint64_t cause;
	uint64_t epc;
	uint64_t tval;
	uint64_t tval2;
	uint64_t tinst;
	uint64_t status;
	uint64_t a0;
};

/* One program: bootargs name it. */
struct regression {
	const char *name;
	void (*run)(void);
};

/* Tables by topic; the last row has no name. */
extern const struct regression trap_values[];
extern const struct regression translation[];
extern const struct regression instructions[];
extern const struct regression masks[];
extern const struct regression interrupts[];
extern const struct regression returns[];
extern const struct regression board[];

/* Code for a mode of its own; it ends with an ecall. */
#define CODE(name, text)                                             \
	extern const char name[];                                    \
	__asm__(".pushsection .text\n\t.option push\n\t"             \
		".option norelax\n\t.balign 4\n" #name ":\n\t" text  \
		"\n\tecall\n\t.option pop\n\t.popsection")

/* Runs code in a mode until it traps. */
struct trap run(enum mode mode, const char *code, uint64_t a0, uint64_t a1);
/* The same in two halves: what stands between them decides how it goes. */
void prepare(enum mode mode);
struct trap resume(const char *code, uint64_t a0, uint64_t a1);

/* "no trap" after an ecall, else "cause N". */
const char *outcome(struct trap trap);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Page tables: a root of the G-stage (2048 entries) and one of VS or HS (512).
 * Entry 2 of each maps 0x80000000 to itself, 1 GiB; U in the G-stage. */
extern uint64_t gstage[2048];
extern uint64_t stage1[512];
/* Tables and a page for whoever needs them. */
extern uint64_t spare[4][512];

#define PTE_V BIT(0)
#define PTE_R BIT(1)
#define PTE_W BIT(2)
#define PTE_X BIT(3)
#define PTE_U BIT(4)
#define PTE_A BIT(6)
#define PTE_D BIT(7)
#define PTE_RWX (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)

uint64_t leaf(uint64_t address, uint64_t flags);
uint64_t table(const void *next);
/* Sv39x4 with `gstage`; vsatp bare. */
void gstage_on(void);
/* Sv39 with `stage1`, for VS and for HLV. */
void vsstage_on(void);
void fences(void);

#define CLINT_MTIME 0x200bff8UL

/* The address in a1 at power-on. */
extern uint64_t tree_address;

/* Nothing is mapped there in the G-stage: entry 1. */
#define UNMAPPED 0x40000000UL

#endif
