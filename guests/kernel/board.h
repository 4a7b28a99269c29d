/* Facts about the machine, read once from the device tree. */
#ifndef KERNEL_BOARD_H
#define KERNEL_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "param.h"

#define BOARD_VIRTIO_MAX 32
#define BOARD_RESERVED_MAX 8

struct board_device {
	uint64_t base; /* physical address */
	uint64_t size; /* bytes; 0: there is none */
	uint32_t irq;  /* PLIC source */
};

struct board_range {
	uint64_t start;
	uint64_t end;
};

struct board {
	uint64_t ram_start;
	uint64_t ram_end;
	struct board_range reserved[BOARD_RESERVED_MAX];
	unsigned reserved_count;
	uint64_t timebase; /* Hz */
	bool sstc;	   /* every hart has it */
	unsigned hart_count;
	uint64_t hart_id[HARTS]; /* the hart that booted comes first */
	uint32_t plic_context[HARTS]; /* the S context of each hart */
	struct board_device plic;
	struct board_device uart;
	struct board_device virtio[BOARD_VIRTIO_MAX];
	unsigned virtio_count;
	struct board_range initrd;
	char bootargs[512];
};

extern struct board board;

/* `boot_hart` is the id of the hart that reads it. */
void board_read(uint64_t boot_hart, const void *device_tree);
/* True if the kernel's command line has the word. */
bool board_has_word(const char *word);
/* The value of `key=value` or `key="a value"`, cut to `size` - 1 bytes; false
 * if the command line has no such key. */
bool board_word(const char *key, char *value, uint64_t size);

#endif
