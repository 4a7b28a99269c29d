/* Runs every promise that this machine can keep, prints one line each, and
 * finishes by the test finisher. bootargs: `strict` (also what QEMU 7.2 gets
 * wrong), `mprv` or `lost` (what no hypervisor can help with). */
#include "mmode.h"

#include "fdt.h"
#include "ns16550.h"
#include "print.h"

/* Called from entry.S. */
void mmode_main(uint64_t hart, const void *blob);
void mmode_secondary(uint64_t hart);
void mmode_trap(void);
void trap_record(struct trap *trap);

#define FINISHER 0x100000UL
#define PASS 0x5555U
#define FAIL 0x13333U
#define PATIENCE 10000000UL /* ticks: a second */

struct traps traps[HARTS];
unsigned hart_count;
bool strict;
static void (*volatile jobs[HARTS])(void);

enum need { NEED_NOTHING, NEED_HARTS };

static const struct {
	const char *name;
	bool (*run)(void);
	enum need need;
} tests[] = {
	{ "csrs", test_csrs, NEED_NOTHING },
	{ "mstatus", test_mstatus, NEED_NOTHING },
	{ "s-csrs", test_s_csrs, NEED_NOTHING },
	{ "illegal", test_illegal, NEED_NOTHING },
	{ "modes", test_modes, NEED_NOTHING },
	{ "delegation", test_delegation, NEED_NOTHING },
	{ "traps-of-s", test_traps_of_s, NEED_NOTHING },
	{ "timer", test_timer, NEED_NOTHING },
	{ "vectored", test_vectored, NEED_NOTHING },
	{ "forwarded-timer", test_forwarded_timer, NEED_NOTHING },
	{ "stip", test_stip, NEED_NOTHING },
	{ "stimecmp", test_stimecmp, NEED_NOTHING },
	{ "wfi", test_wfi, NEED_NOTHING },
	{ "plic", test_plic, NEED_NOTHING },
	{ "translation", test_translation, NEED_NOTHING },
	{ "ad-bits", test_ad_bits, NEED_NOTHING },
	{ "ipi", test_ipi, NEED_HARTS },
	{ "remote-timer", test_remote_timer, NEED_HARTS },
	{ "remote-fence", test_remote_fence, NEED_HARTS },
};

static void put(char c, void *context)
{
	(void)context;
	if (c == '\n')
		uart_put(UART, '\r');
	uart_put(UART, c);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_va(put, NULL, format, args);
	va_end(args);
}

bool check_that(bool condition, const char *text, int line)
{
	if (!condition)
		say("  line %d: not so: %.150s\n", line, text);
	return condition;
}

/* From entry.S, behind leave_m. */
void trap_record(struct trap *trap)
{
	trap->cause = csr_read(mcause);
	trap->epc = csr_read(mepc);
	trap->tval = csr_read(mtval);
	trap->mode = (csr_read(mstatus) & STATUS_MPP) >> 11;
}

void mmode_trap(void)
{
	struct traps *mine = &traps[hart_id()];
	uint64_t cause = csr_read(mcause);

	trap_record(&mine->last);
	mine->count++;
	if ((cause & CAUSE_INTERRUPT) != 0)
		csr_clear(mie, BIT(cause & 63));
	else
		csr_write(mepc, csr_read(mepc) + 4);
}

struct trap run_in(uint64_t mode, const void *code)
{
	struct trap trap;

	csr_clear(mstatus, STATUS_MPP);
	csr_set(mstatus, mode << 11);
	csr_write(mepc, code);
	leave_m(&trap);
	return trap;
}

void start_on(uint64_t hart, void (*job)(void))
{
	jobs[hart] = job;
	mmio_write32(MSIP(hart), 1);
}

bool wait_done(uint64_t hart)
{
	uint64_t give_up = read_time() + PATIENCE;

	while (jobs[hart] != NULL)
		if (read_time() > give_up)
			return false;
	fence_all();
	return true;
}

bool run_on(uint64_t hart, void (*job)(void))
{
	start_on(hart, job);
	return wait_done(hart);
}

/* Sleeps in WFI until it is sent a software interrupt, for a job. */
void mmode_secondary(uint64_t hart)
{
	csr_write(pmpaddr0, ~0UL);
	csr_write(pmpcfg0, 0x1f);
	for (;;) {
		csr_write(mie, MIP_MSIP);
		wait_for_interrupt();
		if ((csr_read(mip) & MIP_MSIP) == 0)
			continue;
		mmio_write32(MSIP(hart), 0);
		fence_all();
		csr_write(mie, 0);
		if (jobs[hart] != NULL)
			jobs[hart]();
		fence_all();
		jobs[hart] = NULL;
	}
}

/* Data of S-mode's, from M-mode. */
static void crash_mprv(void)
{
	csr_clear(mstatus, STATUS_MPP);
	csr_set(mstatus, STATUS_MPP_S | STATUS_MPRV);
	csr_clear(mstatus, STATUS_MPRV);
	say("mmode: mprv did not crash\n");
}

/* A trap handler of zeros. */
static void crash_lost(void)
{
	static const uint64_t zeros[8] __attribute__((aligned(64)));

	csr_write(mtvec, zeros);
	__asm__ volatile("ecall");
}

static void read_tree(const void *blob)
{
	struct fdt fdt;

	if (!fdt_open(&fdt, blob))
		return;
	const char *bootargs =
		fdt_text(&fdt, fdt_path(&fdt, "/chosen"), "bootargs");
	strict = fdt_has_word(bootargs, "strict");
	if (fdt_has_word(bootargs, "mprv"))
		crash_mprv();
	if (fdt_has_word(bootargs, "lost"))
		crash_lost();
	FDT_EACH_CHILD(&fdt, cpu, fdt_path(&fdt, "/cpus")) {
		const char *type = fdt_text(&fdt, cpu, "device_type");

		hart_count += type != NULL;
	}
}

/* As reset left it, but for what the last promise did to it. */
static void tidy(void)
{
	csr_write(mie, 0);
	csr_clear(mstatus, STATUS_MIE | STATUS_SIE | STATUS_TVM | STATUS_TW |
				   STATUS_TSR);
	csr_write(mip, 0);
	csr_write(sie, 0);
	csr_write(medeleg, 0);
	csr_write(mideleg, 0);
	csr_write(satp, 0);
	mmio_write64(MTIMECMP(0), UINT64_MAX);
	mmio_write32(MSIP(0), 0);
}

void mmode_main(uint64_t hart, const void *blob)
{
	unsigned failed = 0;

	(void)hart;
	read_tree(blob);
	csr_write(pmpaddr0, ~0UL);
	csr_write(pmpcfg0, 0x1f);
	csr_write(mcounteren, 7);
	say("mmode: %u harts\n", hart_count);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (tests[i].need == NEED_HARTS && hart_count < 2) {
			say("%s: left out\n", tests[i].name);
			continue;
		}
		bool ok = tests[i].run();

		tidy();
		failed += !ok;
		say("%s: %s\n", tests[i].name, ok ? "OK" : "FAILED");
	}
	say(failed == 0 ? "mmode: all passed\n" : "mmode: %u failed\n", failed);
	mmio_write32(FINISHER, failed == 0 ? PASS : FAIL);
	for (;;)
		wait_for_interrupt();
}
