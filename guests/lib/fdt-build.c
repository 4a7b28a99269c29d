/* Flattened device tree writer (Devicetree Specification 0.4, chapter 5). */
#include "fdt-build.h"

#include "fdt.h"
#include "string.h"

#define STRUCTURE_OFFSET 56U /* header, then one empty reservation */

static void put_bytes(struct fdt_build *build, const void *data, size_t bytes)
{
	size_t padded = (bytes + 3) & ~(size_t)3;

	if (build->failed || padded > build->capacity - build->end) {
		build->failed = true;
		return;
	}
	memcpy(build->blob + build->end, data, bytes);
	memset(build->blob + build->end + bytes, 0, padded - bytes);
	build->end += (uint32_t)padded;
}

static void put_cell(struct fdt_build *build, uint32_t value)
{
	uint32_t big = big32(value);

	put_bytes(build, &big, sizeof(big));
}

static uint32_t string_offset(struct fdt_build *build, const char *name)
{
	size_t bytes = strlen(name) + 1;
	uint32_t at = 0;

	while (at < build->strings_size) {
		if (strcmp(build->strings + at, name) == 0)
			return at;
		at += (uint32_t)strlen(build->strings + at) + 1;
	}
	if (bytes > sizeof(build->strings) - at) {
		build->failed = true;
		return 0;
	}
	memcpy(build->strings + at, name, bytes);
	build->strings_size += (uint32_t)bytes;
	return at;
}

void fdt_build_start(struct fdt_build *build, void *buffer, size_t capacity)
{
	build->blob = buffer;
	build->capacity = (uint32_t)capacity;
	build->end = STRUCTURE_OFFSET;
	build->strings_size = 0;
	build->failed = capacity < STRUCTURE_OFFSET || capacity > UINT32_MAX;
	if (!build->failed)
		memset(buffer, 0, STRUCTURE_OFFSET);
}

void fdt_build_begin(struct fdt_build *build, const char *name)
{
	put_cell(build, FDT_BEGIN_NODE);
	put_bytes(build, name, strlen(name) + 1);
}

void fdt_build_end(struct fdt_build *build)
{
	put_cell(build, FDT_END_NODE);
}

void fdt_build_property(struct fdt_build *build, const char *name,
			const void *data, size_t bytes)
{
	put_cell(build, FDT_PROP);
	put_cell(build, (uint32_t)bytes);
	put_cell(build, string_offset(build, name));
	put_bytes(build, data, bytes);
}

void fdt_build_flag(struct fdt_build *build, const char *name)
{
	fdt_build_property(build, name, "", 0);
}

void fdt_build_text(struct fdt_build *build, const char *name,
		    const char *text)
{
	fdt_build_property(build, name, text, strlen(text) + 1);
}

void fdt_build_cell(struct fdt_build *build, const char *name, uint32_t value)
{
	fdt_build_cells(build, name, &value, 1);
}

void fdt_build_cells(struct fdt_build *build, const char *name,
		     const uint32_t *values, size_t count)
{
	put_cell(build, FDT_PROP);
	put_cell(build, (uint32_t)(count * sizeof(*values)));
	put_cell(build, string_offset(build, name));
	for (size_t i = 0; i < count; i++)
		put_cell(build, values[i]);
}

void fdt_build_region(struct fdt_build *build, const char *name,
		      uint64_t address, uint64_t size)
{
	uint32_t cells[4] = { (uint32_t)(address >> 32), (uint32_t)address,
			      (uint32_t)(size >> 32), (uint32_t)size };

	fdt_build_cells(build, name, cells, 4);
}

void fdt_build_number(struct fdt_build *build, const char *name, uint64_t value)
{
	uint32_t cells[2] = { (uint32_t)(value >> 32), (uint32_t)value };

	fdt_build_cells(build, name, cells, 2);
}

size_t fdt_build_finish(struct fdt_build *build)
{
	put_cell(build, FDT_END);
	uint32_t structure_end = build->end;

	put_bytes(build, build->strings, build->strings_size);
	if (build->failed)
		return 0;
	struct fdt_header *header = (struct fdt_header *)build->blob;
	header->magic = big32(FDT_MAGIC);
	header->totalsize = big32(build->end);
	header->off_dt_struct = big32(STRUCTURE_OFFSET);
	header->off_dt_strings = big32(structure_end);
	header->off_mem_rsvmap = big32(40);
	header->version = big32(17);
	header->last_comp_version = big32(16);
	header->size_dt_strings = big32(build->strings_size);
	header->size_dt_struct = big32(structure_end - STRUCTURE_OFFSET);
	return build->end;
}
