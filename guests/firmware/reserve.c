/* Adds /reserved-memory/firmware@80000000 to a flattened tree in place, by
 * moving what lies behind it (Devicetree Specification 0.4, section 3.5). */
#include "reserve.h"

#include "fdt.h"
#include "string.h"

#define CELL 4U
#define FIRMWARE_BASE 0x80000000U
#define FIRMWARE_BYTES 0x80000U

struct fragment {
	uint8_t bytes[256];
	uint32_t size;
};

static void add_bytes(struct fragment *fragment, const void *data, uint32_t size)
{
	memcpy(fragment->bytes + fragment->size, data, size);
	fragment->size += (size + CELL - 1) & ~(CELL - 1);
}

static void add_cell(struct fragment *fragment, uint32_t value)
{
	uint32_t big = big32(value);

	add_bytes(fragment, &big, sizeof(big));
}

static void add_property(struct fragment *fragment, uint32_t name,
			 const uint32_t *cells, uint32_t count)
{
	add_cell(fragment, FDT_PROP);
	add_cell(fragment, count * CELL);
	add_cell(fragment, name);
	for (uint32_t i = 0; i < count; i++)
		add_cell(fragment, cells[i]);
}

static const char names[] = "#address-cells\0#size-cells\0ranges\0reg\0no-map";
#define NAME_ADDRESS_CELLS 0U
#define NAME_SIZE_CELLS 15U
#define NAME_RANGES 27U
#define NAME_REG 34U
#define NAME_NO_MAP 38U

void reserve_firmware(void *blob)
{
	struct fdt_header *header = blob;
	struct fragment fragment = { .size = 0 };
	static const uint32_t two = 2;
	struct fdt fdt;

	/* The usual order is structure, then strings at the end. */
	if (!fdt_open(&fdt, blob) ||
	    big32(header->off_dt_strings) <
		    big32(header->off_dt_struct) + fdt.structure_size)
		return;

	fdt_node parent = fdt_path(&fdt, "/reserved-memory");
	fdt_node before = fdt_first_child(&fdt, parent < 0 ? fdt_root(&fdt)
							   : parent);
	if (before < 0)
		return;
	uint32_t name = fdt.strings_size;
	if (parent < 0) {
		add_cell(&fragment, FDT_BEGIN_NODE);
		add_bytes(&fragment, "reserved-memory", 16);
		add_property(&fragment, name + NAME_ADDRESS_CELLS, &two, 1);
		add_property(&fragment, name + NAME_SIZE_CELLS, &two, 1);
		add_property(&fragment, name + NAME_RANGES, NULL, 0);
	}
	uint32_t reg[4] = { 0, FIRMWARE_BASE, 0, FIRMWARE_BYTES };
	if (parent >= 0) {
		uint32_t address_cells = 2, size_cells = 1;

		fdt_cell(&fdt, parent, "#address-cells", 0, &address_cells);
		fdt_cell(&fdt, parent, "#size-cells", 0, &size_cells);
		if (address_cells != 2 || size_cells != 2)
			return;
	}
	add_cell(&fragment, FDT_BEGIN_NODE);
	add_bytes(&fragment, "firmware@80000000", 18);
	add_property(&fragment, name + NAME_REG, reg, 4);
	add_property(&fragment, name + NAME_NO_MAP, NULL, 0);
	add_cell(&fragment, FDT_END_NODE);
	if (parent < 0)
		add_cell(&fragment, FDT_END_NODE);

	uint8_t *bytes = blob;
	uint32_t structure = big32(header->off_dt_struct);
	uint32_t strings = big32(header->off_dt_strings);
	uint32_t at = structure + (uint32_t)before;
	uint32_t tail = structure + fdt.structure_size - at;
	uint32_t new_strings = structure + fdt.structure_size + fragment.size;
	if (new_strings < strings)
		new_strings = strings;

	memmove(bytes + new_strings, bytes + strings, fdt.strings_size);
	memcpy(bytes + new_strings + fdt.strings_size, names, sizeof(names));
	memmove(bytes + at + fragment.size, bytes + at, tail);
	memcpy(bytes + at, fragment.bytes, fragment.size);
	header->off_dt_strings = big32(new_strings);
	header->size_dt_strings = big32(fdt.strings_size + sizeof(names));
	header->size_dt_struct = big32(fdt.structure_size + fragment.size);
	header->totalsize =
		big32(new_strings + fdt.strings_size + sizeof(names));
}
