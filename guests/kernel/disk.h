/* The disk under the file system, in blocks of FS_BLOCK_BYTES. */
#ifndef KERNEL_DISK_H
#define KERNEL_DISK_H

#include <stdbool.h>
#include <stdint.h>

enum disk_operation {
	DISK_READ,
	DISK_WRITE,
	DISK_FLUSH, /* all writes that are done survive a power cut */
};

struct disk_request {
	enum disk_operation operation;
	uint32_t block;
	void *data; /* FS_BLOCK_BYTES at their physical address */
	/* Set by the driver. */
	bool done;
	bool failed;
};

struct disk {
	const char *name;
	uint64_t blocks;
	bool has_flush;
	/* Starts a request; may sleep for a place in the queue. */
	void (*submit)(struct disk_request *request);
	/* Sleeps until the request is done. */
	void (*wait)(struct disk_request *request);
};

/* Finds a virtio block device, else takes the initrd as a RAM disk. */
void disk_start(void);
/* The disk, or NULL. */
const struct disk *disk_get(void);

void disk_submit(struct disk_request *request);
/* Waits for a request; a failed one ends the kernel. */
void disk_wait(struct disk_request *request);
/* Makes everything written so far survive a power cut. */
void disk_flush(void);

#endif
