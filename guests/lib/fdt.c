/* Flattened device tree reader (Devicetree Specification 0.4, chapter 5). */
#include "fdt.h"

#include "string.h"

#define CELL 4U

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static uint64_t read_cells(const uint8_t *at, uint32_t cells)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < cells; i++)
		value = value << 32 | read32(at + i * CELL);
	return value;
}

bool fdt_open(struct fdt *fdt, const void *blob)
{
	const struct fdt_header *header = blob;

	if (header == NULL || ((uintptr_t)blob & 7) != 0 ||
	    big32(header->magic) != FDT_MAGIC ||
	    big32(header->last_comp_version) > 17 || big32(header->version) < 17)
		return false;
	fdt->blob = blob;
	fdt->size = big32(header->totalsize);
	fdt->structure = fdt->blob + big32(header->off_dt_struct);
	fdt->structure_size = big32(header->size_dt_struct);
	fdt->strings = (const char *)fdt->blob + big32(header->off_dt_strings);
	fdt->strings_size = big32(header->size_dt_strings);
	return (uint64_t)big32(header->off_dt_struct) + fdt->structure_size <=
		       fdt->size &&
	       (uint64_t)big32(header->off_dt_strings) + fdt->strings_size <=
		       fdt->size;
}

/* One token of the structure block; `next` is where the following one starts.
 * Anything that reaches over the end reads as FDT_END. */
static uint32_t token(const struct fdt *fdt, uint32_t at, uint32_t *next)
{
	if (at + CELL > fdt->structure_size)
		return FDT_END;
	uint32_t kind = read32(fdt->structure + at);
	uint64_t end = (uint64_t)at + CELL;

	if (kind == FDT_BEGIN_NODE) {
		const char *name = (const char *)fdt->structure + end;
		end += strnlen(name, fdt->structure_size - end) + 1;
	} else if (kind == FDT_PROP) {
		if (end + 2 * CELL > fdt->structure_size)
			return FDT_END;
		end += 2 * CELL + (uint64_t)read32(fdt->structure + end);
	}
	end = (end + CELL - 1) & ~(uint64_t)(CELL - 1);
	if (end > fdt->structure_size)
		return FDT_END;
	*next = (uint32_t)end;
	return kind;
}

static fdt_node begin_node_at_or_after(const struct fdt *fdt, uint32_t at)
{
	for (;;) {
		uint32_t next = at;
		uint32_t kind = token(fdt, at, &next);

		if (kind == FDT_BEGIN_NODE)
			return (fdt_node)at;
		if (kind == FDT_END)
			return FDT_NONE;
		at = next;
	}
}

fdt_node fdt_root(const struct fdt *fdt)
{
	return begin_node_at_or_after(fdt, 0);
}

fdt_node fdt_next_node(const struct fdt *fdt, fdt_node node)
{
	uint32_t next;

	if (token(fdt, (uint32_t)node, &next) != FDT_BEGIN_NODE)
		return FDT_NONE;
	return begin_node_at_or_after(fdt, next);
}

const char *fdt_name(const struct fdt *fdt, fdt_node node)
{
	return (const char *)fdt->structure + node + CELL;
}

fdt_node fdt_first_child(const struct fdt *fdt, fdt_node node)
{
	uint32_t at;

	if (node < 0 || token(fdt, (uint32_t)node, &at) != FDT_BEGIN_NODE)
		return FDT_NONE;
	for (;;) {
		uint32_t next = at;
		uint32_t kind = token(fdt, at, &next);

		if (kind == FDT_BEGIN_NODE)
			return (fdt_node)at;
		if (kind != FDT_PROP && kind != FDT_NOP)
			return FDT_NONE;
		at = next;
	}
}

/* The offset just after the node's FDT_END_NODE, or 0. */
static uint32_t node_end(const struct fdt *fdt, fdt_node node)
{
	uint32_t at = (uint32_t)node;
	int depth = 0;

	for (;;) {
		uint32_t next = at;
		uint32_t kind = token(fdt, at, &next);

		if (kind == FDT_BEGIN_NODE)
			depth++;
		else if (kind == FDT_END_NODE && --depth == 0)
			return next;
		else if (kind == FDT_END)
			return 0;
		at = next;
	}
}

fdt_node fdt_next_sibling(const struct fdt *fdt, fdt_node node)
{
	uint32_t at = node_end(fdt, node);

	for (;;) {
		uint32_t next = at;
		uint32_t kind = at == 0 ? FDT_END : token(fdt, at, &next);

		if (kind == FDT_BEGIN_NODE)
			return (fdt_node)at;
		if (kind != FDT_NOP)
			return FDT_NONE;
		at = next;
	}
}

fdt_node fdt_parent(const struct fdt *fdt, fdt_node node)
{
	fdt_node parent = fdt_root(fdt);

	while (parent >= 0) {
		fdt_node within = FDT_NONE;

		FDT_EACH_CHILD(fdt, child, parent) {
			if (child == node)
				return parent;
			if (child < node)
				within = child;
		}
		parent = within;
	}
	return FDT_NONE;
}

static bool name_matches(const char *name, const char *component, size_t length)
{
	if (strncmp(name, component, length) != 0)
		return false;
	return name[length] == '\0' ||
	       (name[length] == '@' && memchr(component, '@', length) == NULL);
}

fdt_node fdt_path(const struct fdt *fdt, const char *path)
{
	fdt_node node = fdt_root(fdt);

	while (node >= 0) {
		while (*path == '/')
			path++;
		/* An stdout-path may end in options: "serial0:115200". */
		if (*path == '\0' || *path == ':')
			return node;
		size_t length = 0;
		while (path[length] != '\0' && path[length] != '/' &&
		       path[length] != ':')
			length++;

		fdt_node found = FDT_NONE;
		FDT_EACH_CHILD(fdt, child, node) {
			if (name_matches(fdt_name(fdt, child), path, length)) {
				found = child;
				break;
			}
		}
		node = found;
		path += length;
	}
	return FDT_NONE;
}

bool fdt_next_property(const struct fdt *fdt, fdt_node node, uint32_t *cursor,
		       struct fdt_property *property)
{
	if (node < 0)
		return false;
	if (*cursor == 0 &&
	    token(fdt, (uint32_t)node, cursor) != FDT_BEGIN_NODE)
		return false;
	for (;;) {
		uint32_t at = *cursor;
		uint32_t kind = token(fdt, at, cursor);

		if (kind == FDT_NOP)
			continue;
		if (kind != FDT_PROP)
			return false;
		uint32_t name = read32(fdt->structure + at + 2 * CELL);
		if (name >= fdt->strings_size)
			return false;
		property->size = read32(fdt->structure + at + CELL);
		property->name = fdt->strings + name;
		property->data = fdt->structure + at + 3 * CELL;
		return true;
	}
}

bool fdt_property(const struct fdt *fdt, fdt_node node, const char *name,
		  struct fdt_property *property)
{
	uint32_t cursor = 0;

	while (fdt_next_property(fdt, node, &cursor, property))
		if (strcmp(property->name, name) == 0)
			return true;
	return false;
}

const char *fdt_text(const struct fdt *fdt, fdt_node node, const char *name)
{
	struct fdt_property property;

	if (!fdt_property(fdt, node, name, &property) ||
	    memchr(property.data, '\0', property.size) == NULL)
		return NULL;
	return (const char *)property.data;
}

bool fdt_cell(const struct fdt *fdt, fdt_node node, const char *name,
	      uint32_t index, uint32_t *value)
{
	struct fdt_property property;

	if (!fdt_property(fdt, node, name, &property) ||
	    (uint64_t)(index + 1UL) * CELL > property.size)
		return false;
	*value = read32(property.data + index * CELL);
	return true;
}

bool fdt_number(const struct fdt *fdt, fdt_node node, const char *name,
		uint64_t *value)
{
	struct fdt_property property;

	if (!fdt_property(fdt, node, name, &property) ||
	    (property.size != CELL && property.size != 2 * CELL))
		return false;
	*value = read_cells(property.data, property.size / CELL);
	return true;
}

fdt_node fdt_phandle(const struct fdt *fdt, uint32_t phandle)
{
	for (fdt_node node = fdt_root(fdt); node >= 0;
	     node = fdt_next_node(fdt, node)) {
		uint32_t value;

		if (fdt_cell(fdt, node, "phandle", 0, &value) &&
		    value == phandle)
			return node;
	}
	return FDT_NONE;
}

bool fdt_strings_have(const struct fdt *fdt, fdt_node node, const char *name,
		      const char *wanted)
{
	struct fdt_property property;

	if (!fdt_property(fdt, node, name, &property))
		return false;
	const char *text = (const char *)property.data;
	const char *end = text + property.size;
	while (text < end) {
		size_t length = strnlen(text, (size_t)(end - text));

		if (text + length < end && strcmp(text, wanted) == 0)
			return true;
		text += length + 1;
	}
	return false;
}

bool fdt_is_compatible(const struct fdt *fdt, fdt_node node,
		       const char *compatible)
{
	return fdt_strings_have(fdt, node, "compatible", compatible);
}

fdt_node fdt_compatible(const struct fdt *fdt, fdt_node after,
			const char *compatible)
{
	fdt_node node = after < 0 ? fdt_root(fdt) : fdt_next_node(fdt, after);

	while (node >= 0 && !fdt_is_compatible(fdt, node, compatible))
		node = fdt_next_node(fdt, node);
	return node;
}

bool fdt_is_enabled(const struct fdt *fdt, fdt_node node)
{
	const char *status = fdt_text(fdt, node, "status");

	return status == NULL || strcmp(status, "okay") == 0 ||
	       strcmp(status, "ok") == 0;
}

bool fdt_reg(const struct fdt *fdt, fdt_node node, uint32_t index,
	     struct fdt_region *region)
{
	fdt_node parent = fdt_parent(fdt, node);
	uint32_t address_cells = 2;
	uint32_t size_cells = 1;
	struct fdt_property reg;

	fdt_cell(fdt, parent, "#address-cells", 0, &address_cells);
	fdt_cell(fdt, parent, "#size-cells", 0, &size_cells);
	uint64_t entry = (uint64_t)(address_cells + size_cells) * CELL;
	if (address_cells > 2 || size_cells > 2 ||
	    !fdt_property(fdt, node, "reg", &reg) ||
	    (index + 1UL) * entry > reg.size)
		return false;
	const uint8_t *at = reg.data + index * entry;
	region->address = read_cells(at, address_cells);
	region->size = read_cells(at + address_cells * CELL, size_cells);
	return true;
}

bool fdt_reservation(const struct fdt *fdt, uint32_t index,
		     struct fdt_region *region)
{
	const struct fdt_header *header = (const struct fdt_header *)fdt->blob;
	uint64_t at = big32(header->off_mem_rsvmap) + index * 16UL;

	if (at + 16 > fdt->size)
		return false;
	region->address = read_cells(fdt->blob + at, 2);
	region->size = read_cells(fdt->blob + at + 8, 2);
	return region->address != 0 || region->size != 0;
}
