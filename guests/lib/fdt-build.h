/* Writing a flattened device tree (version 17) from front to back into a
 * buffer. Errors stick: check once, at fdt_build_finish. */
#ifndef LIB_FDT_BUILD_H
#define LIB_FDT_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fdt_build {
	uint8_t *blob;
	uint32_t capacity;	 /* bytes at blob */
	uint32_t end;		 /* bytes of structure written so far */
	char strings[1024];	 /* property names, moved behind at the end */
	uint32_t strings_size;
	bool failed;
};

/* The buffer must be aligned to eight bytes. */
void fdt_build_start(struct fdt_build *build, void *buffer, size_t capacity);
void fdt_build_begin(struct fdt_build *build, const char *name);
void fdt_build_end(struct fdt_build *build);
void fdt_build_property(struct fdt_build *build, const char *name,
			const void *data, size_t bytes);
void fdt_build_flag(struct fdt_build *build, const char *name);
void fdt_build_text(struct fdt_build *build, const char *name,
		    const char *text);
void fdt_build_cell(struct fdt_build *build, const char *name, uint32_t value);
void fdt_build_cells(struct fdt_build *build, const char *name,
		     const uint32_t *values, size_t count);
/* One address (two cells) and one size (two cells). */
void fdt_build_region(struct fdt_build *build, const char *name,
		      uint64_t address, uint64_t size);
void fdt_build_number(struct fdt_build *build, const char *name,
		      uint64_t value);
/* Returns the blob's size in bytes, or 0 if the buffer was too small. */
size_t fdt_build_finish(struct fdt_build *build);

#endif
