/* Reading the device tree (Devicetree Specification 0.4; bindings of the
 * virt board: riscv,cpu-intc, sifive PLIC, ns16550a, virtio,mmio). */
#include "board.h"

#include "fdt.h"
#include "printk.h"
#include "riscv.h"
#include "string.h"

struct board board;

static void reserve(uint64_t start, uint64_t end)
{
	if (start < end && board.reserved_count < BOARD_RESERVED_MAX)
		board.reserved[board.reserved_count++] =
			(struct board_range){ start, end };
}

static void read_memory(const struct fdt *fdt)
{
	FDT_EACH_CHILD(fdt, node, fdt_root(fdt)) {
		struct fdt_region region;
		const char *type = fdt_text(fdt, node, "device_type");

		/* The kernel's own bank, should there be several. */
		if (type == NULL || strcmp(type, "memory") != 0 ||
		    !fdt_reg(fdt, node, 0, &region))
			continue;
		if ((uint64_t)&board >= region.address &&
		    (uint64_t)&board < region.address + region.size) {
			board.ram_start = region.address;
			board.ram_end = region.address + region.size;
		}
	}

	struct fdt_region region;
	for (uint32_t i = 0; fdt_reservation(fdt, i, &region); i++)
		reserve(region.address, region.address + region.size);
	FDT_EACH_CHILD(fdt, node, fdt_path(fdt, "/reserved-memory"))
		if (fdt_reg(fdt, node, 0, &region))
			reserve(region.address, region.address + region.size);
}

static bool has_sstc(const struct fdt *fdt, fdt_node cpu)
{
	struct fdt_property list;

	if (fdt_isa_has(fdt_text(fdt, cpu, "riscv,isa"), "sstc"))
		return true;
	if (!fdt_property(fdt, cpu, "riscv,isa-extensions", &list))
		return false;
	for (uint32_t i = 0; i < list.size;
	     i += strnlen((const char *)list.data + i, list.size - i) + 1)
		if (strncmp((const char *)list.data + i, "sstc",
			    list.size - i) == 0)
			return true;
	return false;
}

/* The PLIC's context that interrupts the given hart in S-mode: the place of
 * (cpu-intc, 9) in interrupts-extended. */
static uint32_t s_context(const struct fdt *fdt, fdt_node plic, fdt_node cpu)
{
	uint32_t intc = 0;

	FDT_EACH_CHILD(fdt, child, cpu)
		if (fdt_is_compatible(fdt, child, "riscv,cpu-intc"))
			fdt_cell(fdt, child, "phandle", 0, &intc);
	for (uint32_t i = 0;; i++) {
		uint32_t phandle;
		uint32_t line;

		if (!fdt_cell(fdt, plic, "interrupts-extended", 2 * i,
			      &phandle) ||
		    !fdt_cell(fdt, plic, "interrupts-extended", 2 * i + 1,
			      &line))
			return 0;
		if (phandle == intc && line == IRQ_S_EXT)
			return i;
	}
}

static void read_harts(const struct fdt *fdt, fdt_node plic, uint64_t boot_hart)
{
	fdt_node cpus = fdt_path(fdt, "/cpus");
	uint32_t timebase = 10000000;

	fdt_cell(fdt, cpus, "timebase-frequency", 0, &timebase);
	board.timebase = timebase;
	board.sstc = true;
	board.hart_id[0] = boot_hart;
	board.hart_count = 1;
	FDT_EACH_CHILD(fdt, cpu, cpus) {
		struct fdt_region id;
		const char *type = fdt_text(fdt, cpu, "device_type");

		if (type == NULL || strcmp(type, "cpu") != 0 ||
		    !fdt_is_enabled(fdt, cpu) || !fdt_reg(fdt, cpu, 0, &id))
			continue;
		board.sstc = board.sstc && has_sstc(fdt, cpu);
		if (id.address == boot_hart) {
			board.plic_context[0] = s_context(fdt, plic, cpu);
		} else if (board.hart_count < HARTS) {
			board.hart_id[board.hart_count] = id.address;
			board.plic_context[board.hart_count] =
				s_context(fdt, plic, cpu);
			board.hart_count++;
		}
	}
}

static bool read_device(const struct fdt *fdt, fdt_node node,
			struct board_device *device)
{
	struct fdt_region region;

	if (node < 0 || !fdt_is_enabled(fdt, node) ||
	    !fdt_reg(fdt, node, 0, &region))
		return false;
	device->base = region.address;
	device->size = region.size;
	device->irq = 0;
	fdt_cell(fdt, node, "interrupts", 0, &device->irq);
	return true;
}

static void read_uart(const struct fdt *fdt, fdt_node chosen)
{
	const char *path = fdt_text(fdt, chosen, "stdout-path");
	fdt_node node = FDT_NONE;

	if (path != NULL && *path != '/') {
		char alias[32];
		size_t length = 0;

		while (path[length] != '\0' && path[length] != ':')
			length++;
		string_copy(alias, path,
			    length < sizeof(alias) ? length + 1 : sizeof(alias));
		path = fdt_text(fdt, fdt_path(fdt, "/aliases"), alias);
	}
	if (path != NULL)
		node = fdt_path(fdt, path);
	if (node < 0 || !fdt_is_compatible(fdt, node, "ns16550a"))
		node = fdt_compatible(fdt, FDT_NONE, "ns16550a");
	read_device(fdt, node, &board.uart);
}

static void read_virtio(const struct fdt *fdt)
{
	fdt_node node = fdt_compatible(fdt, FDT_NONE, "virtio,mmio");

	for (; node >= 0 && board.virtio_count < BOARD_VIRTIO_MAX;
	     node = fdt_compatible(fdt, node, "virtio,mmio"))
		if (read_device(fdt, node, &board.virtio[board.virtio_count]))
			board.virtio_count++;
}

void board_read(uint64_t boot_hart, const void *device_tree)
{
	struct fdt fdt;

	if (!fdt_open(&fdt, device_tree))
		panic("no device tree at %p", device_tree);

	fdt_node chosen = fdt_path(&fdt, "/chosen");
	fdt_node plic = fdt_compatible(&fdt, FDT_NONE, "riscv,plic0");
	if (plic < 0)
		plic = fdt_compatible(&fdt, FDT_NONE, "sifive,plic-1.0.0");

	read_uart(&fdt, chosen);
	read_device(&fdt, plic, &board.plic);
	read_memory(&fdt);
	read_harts(&fdt, plic, boot_hart);
	read_virtio(&fdt);
	reserve((uint64_t)device_tree, (uint64_t)device_tree + fdt.size);

	const char *bootargs = fdt_text(&fdt, chosen, "bootargs");
	if (bootargs != NULL)
		string_copy(board.bootargs, bootargs, sizeof(board.bootargs));
	if (fdt_number(&fdt, chosen, "linux,initrd-start",
		       &board.initrd.start) &&
	    fdt_number(&fdt, chosen, "linux,initrd-end", &board.initrd.end))
		reserve(board.initrd.start, board.initrd.end);
	else
		board.initrd = (struct board_range){ 0, 0 };
}

bool board_has_word(const char *word)
{
	return fdt_has_word(board.bootargs, word);
}

bool board_word(const char *key, char *value, uint64_t size)
{
	size_t length = strlen(key);
	bool quoted = false;
	bool word_starts = true;

	for (const char *c = board.bootargs; *c != '\0'; c++) {
		if (word_starts && !quoted && strncmp(c, key, length) == 0 &&
		    c[length] == '=') {
			char end = ' ';
			uint64_t used = 0;

			c += length + 1;
			if (*c == '"' || *c == '\'')
				end = *c++;
			for (; *c != '\0' && *c != end; c++)
				if (used + 1 < size)
					value[used++] = *c;
			value[used] = '\0';
			return true;
		}
		if (*c == '"')
			quoted = !quoted;
		word_starts = *c == ' ';
	}
	return false;
}
