/* Free supervisor physical memory as a short list of ranges. */
#include "memory.h"

#include "console.h"
#include "fdt.h"
#include "hart.h"
#include "riscv.h"
#include "string.h"

#define RANGES 128

extern char hypervisor_end[];

struct range {
	uint64_t start;
	uint64_t end;
};

static struct range ranges[RANGES];
static unsigned count;

static void add(uint64_t start, uint64_t end)
{
	unsigned i = 0;

	start = align_up(start, PAGE_SIZE);
	end = align_down(end, PAGE_SIZE);
	if (start >= end)
		return;
	/* Used up ranges make room: each allocation leaves one at most. */
	while (i < count && ranges[i].start < ranges[i].end)
		i++;
	if (i == RANGES)
		return;
	ranges[i] = (struct range){ start, end };
	if (i == count)
		count++;
}

/* Cuts a reserved piece out of every free range. */
static void cut(uint64_t start, uint64_t bytes)
{
	uint64_t end = align_up(start + bytes, PAGE_SIZE);
	unsigned before = count;

	start = align_down(start, PAGE_SIZE);
	for (unsigned i = 0; i < before; i++) {
		struct range range = ranges[i];

		if (end <= range.start || start >= range.end)
			continue;
		ranges[i].end = start > range.start ? start : range.start;
		if (end < range.end)
			add(end, range.end);
	}
}

void memory_prepare(const void *blob)
{
	const struct fdt *fdt = &machine.fdt;
	fdt_node root = fdt_root(fdt);
	struct fdt_region region;
	uint64_t from, to;

	FDT_EACH_CHILD(fdt, node, root) {
		const char *type = fdt_text(fdt, node, "device_type");

		if (type == NULL || strcmp(type, "memory") != 0)
			continue;
		for (uint32_t i = 0; fdt_reg(fdt, node, i, &region); i++) {
			uint64_t end = region.address + region.size;
			uint64_t ours = (uintptr_t)hypervisor_end;

			/* Below our own end is firmware or ourselves. */
			add(region.address < ours && ours < end ? ours
								: region.address,
			    end);
		}
	}
	cut((uintptr_t)blob, fdt->size);
	for (uint32_t i = 0; fdt_reservation(fdt, i, &region); i++)
		cut(region.address, region.size);
	fdt_node reserved = fdt_path(fdt, "/reserved-memory");
	FDT_EACH_CHILD(fdt, node, reserved) {
		for (uint32_t i = 0; fdt_reg(fdt, node, i, &region); i++)
			cut(region.address, region.size);
	}
	fdt_node chosen = fdt_path(fdt, "/chosen");
	if (fdt_number(fdt, chosen, "linux,initrd-start", &from) &&
	    fdt_number(fdt, chosen, "linux,initrd-end", &to) && to > from)
		cut(from, to - from);
}

uint64_t memory_take_dirty(uint64_t bytes, uint64_t alignment)
{
	bytes = align_up(bytes, PAGE_SIZE);
	for (unsigned i = 0; i < count; i++) {
		uint64_t start = align_up(ranges[i].start, alignment);
		uint64_t end = ranges[i].end;

		if (start > end || end - start < bytes)
			continue;
		ranges[i].end = start;
		add(start + bytes, end);
		return start;
	}
	return 0;
}

uint64_t memory_take(uint64_t bytes, uint64_t alignment)
{
	uint64_t start = memory_take_dirty(bytes, alignment);

	if (start != 0)
		memset((void *)start, 0, align_up(bytes, PAGE_SIZE));
	return start;
}

uint64_t memory_free_bytes(void)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < count; i++)
		bytes += ranges[i].end - ranges[i].start;
	return bytes;
}
