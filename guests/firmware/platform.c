/* Devices the firmware itself uses: CLINT (SiFive, or an ACLINT in its place),
 * an ns16550a and the test finisher, found in the device tree. */
#include "platform.h"

#include "fdt.h"
#include "hart.h"
#include "ns16550.h"
#include "riscv.h"
#include "string.h"

#define CLINT_MSIP(hart) (4 * (hart))
#define CLINT_MTIMECMP(hart) (0x4000 + 8 * (hart))
#define CLINT_MTIME 0xbff8

#define FINISHER_FAIL 0x3333
#define FINISHER_PASS 0x5555
#define FINISHER_RESET 0x7777

struct syscon_write {
	uintptr_t address; /* 0: the board has no such thing */
	uint32_t value;
};

static struct {
	struct fdt fdt;
	bool has_tree;
	uint64_t harts;
	uintptr_t clint;
	uintptr_t uart;
	uintptr_t finisher;
	struct syscon_write power_off;
	struct syscon_write reset;
} platform = {
	.harts = 1,
	.clint = 0x2000000,
	.uart = 0x10000000,
	.finisher = 0x100000,
};

static uintptr_t address_of(fdt_node node)
{
	struct fdt_region region;

	return fdt_reg(&platform.fdt, node, 0, &region) ? region.address : 0;
}

static fdt_node hart_node(uint64_t hart)
{
	fdt_node cpus = fdt_path(&platform.fdt, "/cpus");

	FDT_EACH_CHILD(&platform.fdt, node, cpus) {
		struct fdt_region region;
		const char *type = fdt_text(&platform.fdt, node, "device_type");

		if (type != NULL && strcmp(type, "cpu") == 0 &&
		    fdt_is_enabled(&platform.fdt, node) &&
		    fdt_reg(&platform.fdt, node, 0, &region) &&
		    region.address == hart)
			return node;
	}
	return FDT_NONE;
}

static struct syscon_write find_syscon(const char *compatible)
{
	const struct fdt *fdt = &platform.fdt;
	fdt_node node = fdt_compatible(fdt, FDT_NONE, compatible);
	uint32_t regmap, offset, value;

	if (node < 0 || !fdt_cell(fdt, node, "regmap", 0, &regmap) ||
	    !fdt_cell(fdt, node, "offset", 0, &offset) ||
	    !fdt_cell(fdt, node, "value", 0, &value))
		return (struct syscon_write){ 0 };
	uintptr_t base = address_of(fdt_phandle(fdt, regmap));
	return (struct syscon_write){ base == 0 ? 0 : base + offset, value };
}

void platform_read(const void *blob)
{
	struct fdt *fdt = &platform.fdt;
	fdt_node node;

	platform.has_tree = fdt_open(fdt, blob);
	if (!platform.has_tree)
		return;

	platform.harts = 0;
	for (uint64_t hart = 0; hart < HARTS; hart++)
		if (hart_node(hart) >= 0)
			platform.harts |= BIT(hart);

	node = fdt_compatible(fdt, FDT_NONE, "riscv,clint0");
	if (node >= 0)
		platform.clint = address_of(node);

	const char *console = fdt_text(fdt, fdt_path(fdt, "/chosen"),
				       "stdout-path");
	node = console == NULL ? FDT_NONE : fdt_path(fdt, console);
	if (node < 0 || !fdt_is_compatible(fdt, node, "ns16550a"))
		node = fdt_compatible(fdt, FDT_NONE, "ns16550a");
	platform.uart = node < 0 ? 0 : address_of(node);

	node = fdt_compatible(fdt, FDT_NONE, "sifive,test0");
	platform.finisher = node < 0 ? 0 : address_of(node);
	platform.power_off = find_syscon("syscon-poweroff");
	platform.reset = find_syscon("syscon-reboot");

	if (platform.uart != 0)
		uart_reset(platform.uart);
}

uint64_t platform_harts(void)
{
	return platform.harts;
}

bool platform_isa_has(uint64_t hart, const char *extension)
{
	return platform.has_tree &&
	       fdt_cpu_has(&platform.fdt, hart_node(hart), extension);
}

void platform_send_ipi(uint64_t hart)
{
	mmio_write32(platform.clint + CLINT_MSIP(hart), 1);
}

void platform_clear_ipi(uint64_t hart)
{
	mmio_write32(platform.clint + CLINT_MSIP(hart), 0);
}

uint64_t platform_time(void)
{
	return mmio_read64(platform.clint + CLINT_MTIME);
}

void platform_set_timer(uint64_t hart, uint64_t deadline)
{
	mmio_write64(platform.clint + CLINT_MTIMECMP(hart), deadline);
}

void platform_put(char c)
{
	if (platform.uart != 0)
		uart_put(platform.uart, c);
}

int platform_get(void)
{
	return platform.uart == 0 ? -1 : uart_get(platform.uart);
}

static void write_syscon(struct syscon_write syscon)
{
	if (syscon.address != 0)
		mmio_write32(syscon.address, syscon.value);
}

void platform_power_off(bool failed)
{
	if (failed && platform.finisher != 0)
		mmio_write32(platform.finisher, 1 << 16 | FINISHER_FAIL);
	write_syscon(platform.power_off);
	if (platform.finisher != 0)
		mmio_write32(platform.finisher, FINISHER_PASS);
}

void platform_reset(void)
{
	write_syscon(platform.reset);
	if (platform.finisher != 0)
		mmio_write32(platform.finisher, FINISHER_RESET);
}
