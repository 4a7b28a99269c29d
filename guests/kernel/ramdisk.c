/* The RAM disk. */
#include "ramdisk.h"

#include "board.h"
#include "fs.h"
#include "string.h"

static char *start;

static void submit(struct disk_request *request)
{
	char *block = start + (uint64_t)request->block * FS_BLOCK_BYTES;

	if (request->operation == DISK_READ)
		memcpy(request->data, block, FS_BLOCK_BYTES);
	else if (request->operation == DISK_WRITE)
		memcpy(block, request->data, FS_BLOCK_BYTES);
	request->done = true;
}

static void wait(struct disk_request *request)
{
	(void)request;
}

const struct disk *ramdisk_make(const struct board_range *initrd)
{
	static struct disk disk = {
		.name = "RAM disk",
		.submit = submit,
		.wait = wait,
	};

	start = (char *)initrd->start;
	disk.blocks = (initrd->end - initrd->start) / FS_BLOCK_BYTES;
	return &disk;
}
