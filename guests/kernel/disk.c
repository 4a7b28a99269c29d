/* Which disk there is, and the calls on it. */
#include "disk.h"

#include <stddef.h>

#include "board.h"
#include "printk.h"
#include "ramdisk.h"
#include "virtio.h"

static const struct disk *disk;

void disk_start(void)
{
	for (unsigned i = 0; i < board.virtio_count && disk == NULL; i++)
		disk = virtio_probe(&board.virtio[i]);
	if (disk == NULL && board.initrd.end > board.initrd.start)
		disk = ramdisk_make(&board.initrd);
}

const struct disk *disk_get(void)
{
	return disk;
}

void disk_submit(struct disk_request *request)
{
	request->done = false;
	request->failed = false;
	if (request->operation != DISK_FLUSH && request->block >= disk->blocks)
		panic("disk: block %u of %lu", request->block, disk->blocks);
	disk->submit(request);
}

void disk_wait(struct disk_request *request)
{
	static const char *const names[] = {
		[DISK_READ] = "read",
		[DISK_WRITE] = "write",
		[DISK_FLUSH] = "flush",
	};

	disk->wait(request);
	if (request->failed)
		panic("disk: %s of block %u failed", names[request->operation],
		      request->block);
}

void disk_flush(void)
{
	struct disk_request request = { .operation = DISK_FLUSH };

	if (!disk->has_flush)
		return;
	disk_submit(&request);
	disk_wait(&request);
}
