/* Reading a flattened device tree (Devicetree Specification 0.4, chapter 5),
 * in place and without allocation. Nodes are byte offsets into the structure
 * block; every access is checked against the block's size. */
#ifndef LIB_FDT_H
#define LIB_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FDT_MAGIC 0xd00dfeedU
#define FDT_BEGIN_NODE 1U
#define FDT_END_NODE 2U
#define FDT_PROP 3U
#define FDT_NOP 4U
#define FDT_END 9U

struct fdt_header {
	uint32_t magic;
	uint32_t totalsize;
	uint32_t off_dt_struct;
	uint32_t off_dt_strings;
	uint32_t off_mem_rsvmap;
	uint32_t version;
	uint32_t last_comp_version;
	uint32_t boot_cpuid_phys;
	uint32_t size_dt_strings;
	uint32_t size_dt_struct;
};

struct fdt {
	const uint8_t *blob;
	uint32_t size; /* bytes of the whole blob */
	const uint8_t *structure;
	uint32_t structure_size;
	const char *strings;
	uint32_t strings_size;
};

/* A node: the offset of its FDT_BEGIN_NODE; negative means there is none. */
typedef int32_t fdt_node;
#define FDT_NONE ((fdt_node)-1)

struct fdt_property {
	const char *name;
	const uint8_t *data;
	uint32_t size; /* bytes */
};

/* One address range out of a `reg`-like property. */
struct fdt_region {
	uint64_t address;
	uint64_t size;
};

static inline uint32_t big32(uint32_t value)
{
	return __builtin_bswap32(value);
}

static inline uint64_t big64(uint64_t value)
{
	return __builtin_bswap64(value);
}

/* False if there is no tree of a version that we read at `blob`. */
bool fdt_open(struct fdt *fdt, const void *blob);

fdt_node fdt_root(const struct fdt *fdt);
const char *fdt_name(const struct fdt *fdt, fdt_node node);
fdt_node fdt_first_child(const struct fdt *fdt, fdt_node node);
fdt_node fdt_next_sibling(const struct fdt *fdt, fdt_node node);
/* Every node in order of appearance; start with fdt_root. */
fdt_node fdt_next_node(const struct fdt *fdt, fdt_node node);
fdt_node fdt_parent(const struct fdt *fdt, fdt_node node);

#define FDT_EACH_CHILD(fdt, child, node)                                  \
	for (fdt_node child = fdt_first_child(fdt, node); child >= 0;     \
	     child = fdt_next_sibling(fdt, child))

/* A path such as "/soc/serial@10000000" or "/chosen"; a component without
 * unit address matches a node with one. */
fdt_node fdt_path(const struct fdt *fdt, const char *path);
fdt_node fdt_phandle(const struct fdt *fdt, uint32_t phandle);
/* The next node after `after` (FDT_NONE: from the start) that is compatible. */
fdt_node fdt_compatible(const struct fdt *fdt, fdt_node after,
			const char *compatible);
bool fdt_is_compatible(const struct fdt *fdt, fdt_node node,
		       const char *compatible);
/* False where status is there and neither "okay" nor "ok". */
bool fdt_is_enabled(const struct fdt *fdt, fdt_node node);

bool fdt_property(const struct fdt *fdt, fdt_node node, const char *name,
		  struct fdt_property *property);
/* Walks all properties of a node: set `*cursor` to 0 first. */
bool fdt_next_property(const struct fdt *fdt, fdt_node node, uint32_t *cursor,
		       struct fdt_property *property);

/* True if a property of strings has exactly this one. */
bool fdt_strings_have(const struct fdt *fdt, fdt_node node, const char *name,
		      const char *wanted);
/* The property's text (its first string), or NULL. */
const char *fdt_text(const struct fdt *fdt, fdt_node node, const char *name);
/* Cell `index` of a property of 32-bit cells. */
bool fdt_cell(const struct fdt *fdt, fdt_node node, const char *name,
	      uint32_t index, uint32_t *value);
/* Two cells, or one, as a number. */
bool fdt_number(const struct fdt *fdt, fdt_node node, const char *name,
		uint64_t *value);
/* Entry `index` of reg, by #address-cells and #size-cells of the parent.
 * `ranges` of buses are taken to be empty, as they are on virt. */
bool fdt_reg(const struct fdt *fdt, fdt_node node, uint32_t index,
	     struct fdt_region *region);
/* Entry `index` of the memory reservation block. */
bool fdt_reservation(const struct fdt *fdt, uint32_t index,
		     struct fdt_region *region);

/* True if the space-separated `list` has `word`. */
bool fdt_has_word(const char *list, const char *word);
/* True if a riscv,isa string such as "rv64imafdch_zicsr_sstc" has the single
 * letter or multi-letter extension. */
bool fdt_isa_has(const char *isa, const char *extension);
/* True if a cpu node has the extension, in either of its two properties. */
bool fdt_cpu_has(const struct fdt *fdt, fdt_node cpu, const char *extension);

#endif
