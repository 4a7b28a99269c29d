/* Finds the program that bootargs name, runs it, and ends the machine. */
#include <fdt.h>
#include <ns16550.h>
#include <print.h>
#include <string.h>

#include "regressions.h"

#define UART 0x10000000UL
#define FINISHER 0x100000UL
#define PASS 0x5555
#define FAIL 0x3333

static const struct regression *const topics[] = {
	trap_values, translation, instructions, masks, interrupts, returns,
	board,
};

uint64_t gstage[2048] __attribute__((aligned(16384)));
uint64_t stage1[512] __attribute__((aligned(4096)));
uint64_t spare[4][512] __attribute__((aligned(4096)));
uint64_t tree_address;

void go(uint64_t *a0_a1);
_Noreturn void regressions_main(uint64_t hart, const void *tree);
_Noreturn void regressions_unexpected(uint64_t cause, uint64_t epc,
				      uint64_t tval);

static void put(char c, void *context)
{
	(void)context;
	mmio_write8(UART + UART_THR, (uint8_t)c);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_va(put, NULL, format, args);
	va_end(args);
}

_Noreturn static void finish(uint32_t code)
{
	for (;;)
		mmio_write32(FINISHER, code);
}

CODE(nothing, "nop");
CODE(to_vs, "sret");

/* A trap from a virtual mode leaves MPV set, and some versions let nobody
 * write it: MRET to M clears it there. */
static void leave_virtual(void)
{
	csr_clear(mstatus, STATUS_MPV);
	__asm__ volatile("la t0, 1f\n\tcsrw mepc, t0\n\t"
			 "li t0, 3 << 11\n\tcsrs mstatus, t0\n\tmret\n1:"
			 : : : "t0", "memory");
}

static struct trap take(uint64_t a0, uint64_t a1)
{
	uint64_t arguments[2] = { a0, a1 };

	go(arguments);
	return (struct trap){
		.cause = csr_read(mcause),
		.epc = csr_read(mepc),
		.tval = csr_read(mtval),
		.tval2 = csr_read(mtval2),
		.tinst = csr_read(mtinst),
		.status = csr_read(mstatus),
		.a0 = arguments[0],
	};
}

static void set_mpp(uint64_t level)
{
	csr_clear(mstatus, STATUS_MPP);
	csr_set(mstatus, level << 11);
}

void prepare(enum mode mode)
{
	bool virtual = mode == VIRTUAL_USER || mode == VIRTUAL_SUPERVISOR;

	leave_virtual();
	if (virtual) {
		/* An ecall from VS leaves MPV set where it cannot be written. */
		uint64_t vsatp = csr_swap(vsatp, 0);
		uint64_t hgatp = csr_swap(hgatp, 0);

		csr_set(hstatus, HSTATUS_SPV);
		csr_set(mstatus, STATUS_SPP);
		csr_write(sepc, nothing);
		csr_write(mepc, to_vs);
		set_mpp(1);
		take(0, 0);
		csr_write(vsatp, vsatp);
		csr_write(hgatp, hgatp);
		fences();
	}
	set_mpp(mode == MACHINE ? 3 : mode == SUPERVISOR ||
		mode == VIRTUAL_SUPERVISOR);
}

struct trap resume(const char *code, uint64_t a0, uint64_t a1)
{
	csr_write(mepc, code);
	return take(a0, a1);
}

struct trap run(enum mode mode, const char *code, uint64_t a0, uint64_t a1)
{
	prepare(mode);
	return resume(code, a0, a1);
}

const char *outcome(struct trap trap)
{
	static char text[2][32];
	static int next;
	char *into = text[next ^= 1];

	if (trap.cause >= CAUSE_ECALL_U && trap.cause <= CAUSE_ECALL_M)
		return "no trap";
	print_buffer(into, sizeof(text[0]), "cause %lu", trap.cause);
	return into;
}

uint64_t leaf(uint64_t address, uint64_t flags)
{
	return address >> 12 << 10 | flags;
}

uint64_t table(const void *next)
{
	return leaf((uint64_t)next, PTE_V);
}

void fences(void)
{
	__asm__ volatile("sfence.vma\n\t"
			 ".insn r 0x73, 0, 0x31, x0, x0, x0\n\t" /* hfence.gvma */
			 ".insn r 0x73, 0, 0x11, x0, x0, x0"     /* hfence.vvma */
			 : : : "memory");
}

void gstage_on(void)
{
	gstage[2] = leaf(0x80000000UL, PTE_RWX | PTE_U);
	csr_write(hgatp, 8UL << 60 | (uint64_t)gstage >> 12);
	fences();
}

void vsstage_on(void)
{
	stage1[2] = leaf(0x80000000UL, PTE_RWX);
	csr_write(vsatp, 8UL << 60 | (uint64_t)stage1 >> 12);
	fences();
}

static const char *wanted(const void *tree)
{
	struct fdt fdt;

	if (!fdt_open(&fdt, tree))
		return NULL;
	return fdt_text(&fdt, fdt_path(&fdt, "/chosen"), "bootargs");
}

_Noreturn void regressions_main(uint64_t hart, const void *tree)
{
	const char *name = wanted(tree);

	(void)hart;
	tree_address = (uint64_t)tree;
	/* Everything is open to all modes, and M sees no misaligned surprise. */
	csr_write(pmpaddr0, -1);
	csr_write(pmpcfg0, 0x1f);
	for (size_t topic = 0; topic < sizeof(topics) / sizeof(topics[0]);
	     topic++) {
		for (const struct regression *row = topics[topic]; row->name;
		     row++) {
			if (name == NULL) {
				say("%s\n", row->name);
			} else if (strcmp(name, row->name) == 0) {
				row->run();
				finish(PASS);
			}
		}
	}
	say("bootargs name none of the programs\n");
	finish(FAIL | 1 << 16);
}

_Noreturn void regressions_unexpected(uint64_t cause, uint64_t epc,
				      uint64_t tval)
{
	say("unexpected trap: cause %lu epc 0x%lx tval 0x%lx\n", cause, epc,
	    tval);
	finish(FAIL | 2 << 16);
}
