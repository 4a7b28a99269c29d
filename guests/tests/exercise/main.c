/* Runs every promise that this machine can keep, prints one line each, and
 * shuts down. bootargs: `only=NAME`, `crash=HOW` (crash.c), `fuzz=SEED` (fuzz.c), `again` (for
 * ever), `strict` (also what QEMU 7.2 gets wrong). */
#include "exercise.h"
#include "print.h"
#include "string.h"

/* Called from entry.S. */
void exercise_main(uint64_t hart, const void *blob);
void exercise_secondary(void);
void exercise_trap(void);
extern char _start[];
extern char secondary_start[];

struct machine machine;
struct traps traps[HARTS];
static void (*volatile jobs[HARTS])(void);

enum need { NEED_NOTHING, NEED_HARTS, NEED_D, NEED_DISK, NEED_UART, NEED_D_HARTS };

static const struct {
	const char *name;
	bool (*run)(void);
	enum need need;
} tests[] = {
	{ "tree", test_tree, NEED_NOTHING },
	{ "base", test_base, NEED_NOTHING },
	{ "console", test_console, NEED_NOTHING },
	{ "counters", test_counters, NEED_NOTHING },
	{ "start", test_start, NEED_NOTHING },
	{ "timer", test_timer, NEED_NOTHING },
	{ "sbi-timer", test_sbi_timer, NEED_NOTHING },
	{ "suspend", test_suspend, NEED_NOTHING },
	{ "illegal", test_illegal, NEED_NOTHING },
	{ "virtual", test_virtual, NEED_NOTHING },
	{ "ipi", test_ipi, NEED_NOTHING },
	{ "hsm", test_hsm, NEED_HARTS },
	{ "rfence", test_rfence, NEED_HARTS },
	{ "own-tables", test_own_tables, NEED_HARTS },
	{ "fp", test_fp, NEED_D },
	{ "fp-smp", test_fp_smp, NEED_D_HARTS },
	{ "plic-widths", test_plic_widths, NEED_NOTHING },
	{ "plic-enable", test_plic_enable, NEED_UART },
	{ "uart-interrupt", test_uart_interrupt, NEED_UART },
	{ "disk", test_disk, NEED_DISK },
	{ "disk-hostile", test_disk_hostile, NEED_DISK },
};

static bool has(enum need need)
{
	switch (need) {
	case NEED_HARTS:
		return machine.harts > 1;
	case NEED_D:
		return machine.has_d;
	case NEED_D_HARTS:
		return machine.has_d && machine.harts > 1;
	case NEED_DISK:
		return machine.disk != 0;
	case NEED_UART:
		return machine.uart != 0;
	default:
		return true;
	}
}

static void put(char c, void *context)
{
	char **next = context;

	*(*next)++ = c;
}

void say(const char *format, ...)
{
	char text[256];
	char *end = text;
	va_list args;

	va_start(args, format);
	print_va(put, &end, format, args);
	va_end(args);
	sbi_console_write(text, (uint64_t)(end - text));
}

bool check_that(bool condition, const char *text, int line)
{
	if (!condition)
		say("  line %d: not so: %.150s\n", line, text);
	return condition;
}

void exercise_trap(void)
{
	struct traps *mine = &traps[hart_id()];
	uint64_t cause = csr_read(scause);

	switch (cause) {
	case CAUSE_INTERRUPT | IRQ_S_TIMER:
		mine->timer++;
		set_timer(UINT64_MAX);
		break;
	case CAUSE_INTERRUPT | IRQ_S_SOFT:
		mine->soft++;
		csr_clear(sip, SIP_SSIP);
		break;
	case CAUSE_INTERRUPT | IRQ_S_EXT:
		/* Level: whoever waits for it serves it. */
		mine->external++;
		csr_clear(sie, SIP_SEIP);
		break;
	default:
		mine->exceptions++;
		mine->cause = cause;
		mine->stval = csr_read(stval);
		/* Tests trap on instructions of four bytes. */
		csr_write(sepc, csr_read(sepc) + 4);
		break;
	}
}

void set_timer(uint64_t deadline)
{
	if (machine.has_sstc)
		csr_write(0x14d, deadline);
	else
		sbi_set_timer(deadline);
}

void sleep_ticks(uint64_t ticks)
{
	struct traps *mine = &traps[hart_id()];
	uint64_t before = mine->timer;

	csr_set(sie, SIP_STIP);
	set_timer(read_time() + ticks);
	while (mine->timer == before)
		wait_and_take();
}

void wait_and_take(void)
{
	wait_for_interrupt();
	csr_set(sstatus, STATUS_SIE);
	csr_clear(sstatus, STATUS_SIE);
}

bool start_on(uint64_t hart, void (*job)(void))
{
	jobs[hart] = job;
	fence_all();
	return sbi_hart_start(hart, (uintptr_t)secondary_start, 0).error ==
	       SBI_SUCCESS;
}

bool wait_stopped(uint64_t hart)
{
	uint64_t give_up = read_time() + 50000000;

	while (read_time() < give_up)
		if (sbi_call(SBI_EXT_HSM, SBI_HSM_HART_GET_STATUS, hart, 0, 0,
			     0, 0)
			    .value == SBI_HSM_STATE_STOPPED)
			return true;
	return false;
}

bool run_on(uint64_t hart, void (*job)(void))
{
	return start_on(hart, job) && wait_stopped(hart);
}

void exercise_secondary(void)
{
	jobs[hart_id()]();
	sbi_call(SBI_EXT_HSM, SBI_HSM_HART_STOP, 0, 0, 0, 0, 0);
}

/* The value of a word such as `only=disk` of bootargs, or NULL. */
static const char *option(const char *name, char *value, size_t size)
{
	const char *at = machine.bootargs;
	size_t length = strlen(name);

	while (at != NULL && *at != '\0') {
		if (strncmp(at, name, length) == 0) {
			size_t end = length;

			while (at[end] != '\0' && at[end] != ' ')
				end++;
			string_copy(value, at + length,
				    end - length + 1 < size ? end - length + 1
							    : size);
			return value;
		}
		while (*at != '\0' && *at++ != ' ')
			;
	}
	return NULL;
}

static fdt_node first(const char *compatible)
{
	return fdt_compatible(&machine.fdt, FDT_NONE, compatible);
}

static void read_tree(const void *blob)
{
	struct fdt *fdt = &machine.fdt;
	struct fdt_region region;
	const char *isa;

	fdt_open(fdt, blob);
	machine.bootargs = fdt_text(fdt, fdt_path(fdt, "/chosen"), "bootargs");
	machine.strict = fdt_has_word(machine.bootargs, "strict");
	if (fdt_reg(fdt, fdt_path(fdt, "/memory"), 0, &region))
		machine.memory_bytes = region.size;
	isa = fdt_text(fdt, fdt_path(fdt, "/cpus/cpu@0"), "riscv,isa");
	machine.has_sstc = fdt_isa_has(isa, "sstc");
	machine.has_d = fdt_isa_has(isa, "d");
	FDT_EACH_CHILD(fdt, cpu, fdt_path(fdt, "/cpus")) {
		const char *type = fdt_text(fdt, cpu, "device_type");

		machine.harts += type != NULL && strcmp(type, "cpu") == 0;
	}
	if (fdt_reg(fdt, first("sifive,plic-1.0.0"), 0, &region))
		machine.plic = region.address;
	if (fdt_reg(fdt, first("ns16550a"), 0, &region))
		machine.uart = region.address;
	fdt_cell(fdt, first("ns16550a"), "interrupts", 0, &machine.uart_source);
	for (fdt_node node = first("virtio,mmio"); node >= 0;
	     node = fdt_compatible(fdt, node, "virtio,mmio")) {
		if (!fdt_reg(fdt, node, 0, &region) ||
		    mmio_read32(region.address + 4) != 2 ||
		    mmio_read32(region.address + 8) != 2)
			continue;
		machine.disk = region.address;
		fdt_cell(fdt, node, "interrupts", 0, &machine.disk_source);
	}
}

void exercise_main(uint64_t hart, const void *blob)
{
	char value[32];
	unsigned failed = 0;

	/* Any hart may boot; the tests count on hart 0. */
	if (hart != 0) {
		sbi_hart_start(0, (uintptr_t)_start, (uintptr_t)blob);
		sbi_call(SBI_EXT_HSM, SBI_HSM_HART_STOP, 0, 0, 0, 0, 0);
	}
	csr_write(sie, 0);
	machine.start = read_time();
	read_tree(blob);
	say("exercise: %u harts, %lu MiB%s%s%s\n", machine.harts,
	    machine.memory_bytes >> 20, machine.has_sstc ? ", sstc" : "",
	    machine.has_d ? ", d" : "", machine.disk != 0 ? ", disk" : "");
	if (option("crash=", value, sizeof(value)) != NULL)
		crash(value);
	if (option("fuzz=", value, sizeof(value)) != NULL) {
		fuzz(value[0]);
		sbi_system_reset(SBI_SRST_TYPE_SHUTDOWN, SBI_SRST_REASON_NONE);
	}
	do {
		for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
			if (option("only=", value, sizeof(value)) != NULL &&
			    strcmp(value, tests[i].name) != 0)
				continue;
			if (!has(tests[i].need)) {
				say("%s: left out\n", tests[i].name);
				continue;
			}
			bool ok = tests[i].run();

			csr_clear(sstatus, STATUS_SIE);
			csr_write(sie, 0);
			failed += !ok;
			say("%s: %s\n", tests[i].name, ok ? "OK" : "FAILED");
		}
	} while (fdt_has_word(machine.bootargs, "again") && failed == 0);
	if (failed == 0)
		say("exercise: all passed\n");
	else
		say("exercise: %u failed\n", failed);
	sbi_system_reset(SBI_SRST_TYPE_SHUTDOWN, SBI_SRST_REASON_NONE);
	for (;;)
		wait_for_interrupt();
}
