/* Virtual I/O Device (VIRTIO) 1.2: 4.2 (MMIO, version 2), 2.7 (split
 * virtqueues), 5.2 (block device). A request has a fixed slot of three
 * descriptors (header, data, status), so that nothing is searched for. */
#include "virtio.h"

#include <stddef.h>

#include "board.h"
#include "fs.h"
#include "kalloc.h"
#include "plic.h"
#include "printk.h"
#include "riscv.h"
#include "sched.h"
#include "spinlock.h"

#define MAGIC_VALUE 0x000
#define VERSION 0x004
#define DEVICE_ID 0x008
#define DEVICE_FEATURES 0x010
#define DEVICE_FEATURES_SEL 0x014
#define DRIVER_FEATURES 0x020
#define DRIVER_FEATURES_SEL 0x024
#define QUEUE_SEL 0x030
#define QUEUE_NUM_MAX 0x034
#define QUEUE_NUM 0x038
#define QUEUE_READY 0x044
#define QUEUE_NOTIFY 0x050
#define INTERRUPT_STATUS 0x060
#define INTERRUPT_ACK 0x064
#define STATUS 0x070
#define QUEUE_DESC_LOW 0x080
#define QUEUE_DESC_HIGH 0x084
#define QUEUE_DRIVER_LOW 0x090
#define QUEUE_DRIVER_HIGH 0x094
#define QUEUE_DEVICE_LOW 0x0a0
#define QUEUE_DEVICE_HIGH 0x0a4
#define CONFIG_CAPACITY_LOW 0x100
#define CONFIG_CAPACITY_HIGH 0x104

#define MAGIC 0x74726976
#define ID_BLOCK 2

#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER 2
#define STATUS_DRIVER_OK 4
#define STATUS_FEATURES_OK 8
#define STATUS_FAILED 128

#define BLK_F_FLUSH 9
#define F_VERSION_1 32

#define DESC_F_NEXT 1
#define DESC_F_WRITE 2

#define BLK_T_IN 0
#define BLK_T_OUT 1
#define BLK_T_FLUSH 4
#define BLK_S_OK 0

#define SECTOR_BYTES 512
#define QUEUE_SIZE 64 /* a power of two; the used ring fits behind */
#define SLOT_DESCRIPTORS 3
#define SLOTS (QUEUE_SIZE / SLOT_DESCRIPTORS)

struct descriptor {
	uint64_t address;
	uint32_t length;
	uint16_t flags;
	uint16_t next;
};

struct available_ring {
	uint16_t flags;
	uint16_t index;
	uint16_t ring[QUEUE_SIZE];
};

struct used_ring {
	uint16_t flags;
	uint16_t index;
	struct {
		uint32_t id;
		uint32_t length;
	} ring[QUEUE_SIZE];
};

/* The three rings on one page. */
struct queue {
	struct descriptor descriptors[QUEUE_SIZE];
	struct available_ring available;
	struct used_ring used __attribute__((aligned(4)));
};
_Static_assert(sizeof(struct queue) <= PAGE_SIZE, "the queue is one page");

struct header {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
};

static struct {
	struct spinlock guard;
	uintptr_t base;
	unsigned size; /* of the queue */
	unsigned slots;
	struct queue *queue;
	uint16_t used_seen;
	/* By slot: */
	struct disk_request *requests[SLOTS];
	struct header headers[SLOTS];
	volatile uint8_t statuses[SLOTS];
} virtio = { .guard = SPINLOCK("virtio") };

static uint32_t get(unsigned reg)
{
	return mmio_read32(virtio.base + reg);
}

static void set(unsigned reg, uint32_t value)
{
	mmio_write32(virtio.base + reg, value);
}

static void set_address(unsigned low, const volatile void *address)
{
	set(low, (uint32_t)(uint64_t)address);
	set(low + 4, (uint32_t)((uint64_t)address >> 32));
}

static unsigned free_slot(void)
{
	unsigned slot = 0;

	while (slot < virtio.slots && virtio.requests[slot] != NULL)
		slot++;
	return slot;
}

static void describe(unsigned index, const volatile void *address,
		     uint32_t length, uint16_t flags)
{
	struct descriptor *descriptor = &virtio.queue->descriptors[index];

	descriptor->address = (uint64_t)address;
	descriptor->length = length;
	descriptor->flags = flags;
	descriptor->next = (uint16_t)(index + 1);
}

static void submit(struct disk_request *request)
{
	static const uint32_t types[] = {
		[DISK_READ] = BLK_T_IN,
		[DISK_WRITE] = BLK_T_OUT,
		[DISK_FLUSH] = BLK_T_FLUSH,
	};

	lock(&virtio.guard);
	unsigned slot = free_slot();
	while (slot == virtio.slots) {
		sleep_on(virtio.requests, &virtio.guard);
		slot = free_slot();
	}
	virtio.requests[slot] = request;
	virtio.headers[slot] = (struct header){
		.type = types[request->operation],
		.sector = (uint64_t)request->block *
			  (FS_BLOCK_BYTES / SECTOR_BYTES),
	};
	virtio.statuses[slot] = 0xff;

	unsigned first = slot * SLOT_DESCRIPTORS;
	unsigned next = first;
	describe(next++, &virtio.headers[slot], sizeof(virtio.headers[slot]),
		 DESC_F_NEXT);
	if (request->operation != DISK_FLUSH)
		describe(next++, request->data, FS_BLOCK_BYTES,
			 request->operation == DISK_READ
				 ? DESC_F_NEXT | DESC_F_WRITE
				 : DESC_F_NEXT);
	describe(next, &virtio.statuses[slot], 1, DESC_F_WRITE);

	struct available_ring *available = &virtio.queue->available;
	available->ring[available->index % virtio.size] = (uint16_t)first;
	fence_all();
	__atomic_store_n(&available->index, (uint16_t)(available->index + 1),
			 __ATOMIC_RELEASE);
	set(QUEUE_NOTIFY, 0);
	unlock(&virtio.guard);
}

static void wait(struct disk_request *request)
{
	lock(&virtio.guard);
	while (!request->done)
		sleep_on(request, &virtio.guard);
	unlock(&virtio.guard);
}

static void complete(uint32_t first)
{
	unsigned slot = first / SLOT_DESCRIPTORS;

	if (slot >= virtio.slots || virtio.requests[slot] == NULL) {
		printk("virtio: descriptor %u was not in use\n", first);
		return;
	}
	struct disk_request *request = virtio.requests[slot];
	request->failed = virtio.statuses[slot] != BLK_S_OK;
	request->done = true;
	virtio.requests[slot] = NULL;
	wake_all(request);
	wake_one(virtio.requests);
}

static void interrupt(void *context)
{
	(void)context;
	lock(&virtio.guard);
	/* Before the ring is read: what comes later interrupts again. */
	set(INTERRUPT_ACK, get(INTERRUPT_STATUS));
	struct used_ring *used = &virtio.queue->used;
	while (virtio.used_seen !=
	       __atomic_load_n(&used->index, __ATOMIC_ACQUIRE)) {
		fence_all();
		complete(used->ring[virtio.used_seen % virtio.size].id);
		virtio.used_seen++;
	}
	unlock(&virtio.guard);
}

/* Accepts VERSION_1 and, if offered, FLUSH. Returns false if the device does
 * not agree. */
static bool negotiate(bool *has_flush)
{
	set(DEVICE_FEATURES_SEL, 0);
	uint32_t low = get(DEVICE_FEATURES) & 1U << BLK_F_FLUSH;
	set(DEVICE_FEATURES_SEL, 1);
	uint32_t high = get(DEVICE_FEATURES) & 1U << (F_VERSION_1 - 32);

	*has_flush = low != 0;
	set(DRIVER_FEATURES_SEL, 0);
	set(DRIVER_FEATURES, low);
	set(DRIVER_FEATURES_SEL, 1);
	set(DRIVER_FEATURES, high);
	set(STATUS, get(STATUS) | STATUS_FEATURES_OK);
	return high != 0 && (get(STATUS) & STATUS_FEATURES_OK) != 0;
}

/* Returns false if the device has no queue for us. */
static bool make_queue(void)
{
	set(QUEUE_SEL, 0);
	uint32_t max = get(QUEUE_NUM_MAX);
	if (get(QUEUE_READY) != 0 || max < SLOT_DESCRIPTORS)
		return false;
	virtio.size = QUEUE_SIZE;
	while (virtio.size > max)
		virtio.size /= 2;
	virtio.slots = virtio.size / SLOT_DESCRIPTORS;
	virtio.queue = page_alloc_zeroed();
	if (virtio.queue == NULL || virtio.slots == 0)
		return false;

	set(QUEUE_NUM, virtio.size);
	set_address(QUEUE_DESC_LOW, virtio.queue->descriptors);
	set_address(QUEUE_DRIVER_LOW, &virtio.queue->available);
	set_address(QUEUE_DEVICE_LOW, &virtio.queue->used);
	set(QUEUE_READY, 1);
	return true;
}

const struct disk *virtio_probe(const struct board_device *device)
{
	static struct disk disk = {
		.name = "virtio disk",
		.submit = submit,
		.wait = wait,
	};

	virtio.base = device->base;
	if (get(MAGIC_VALUE) != MAGIC || get(DEVICE_ID) != ID_BLOCK)
		return NULL;
	if (get(VERSION) != 2) {
		printk("virtio: the disk at %lx is a legacy device "
		       "(version %u, expected 2; for QEMU: -global "
		       "virtio-mmio.force-legacy=false)\n",
		       device->base, get(VERSION));
		return NULL;
	}
	set(STATUS, 0);
	set(STATUS, STATUS_ACKNOWLEDGE);
	set(STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	if (!negotiate(&disk.has_flush) || !make_queue()) {
		set(STATUS, STATUS_FAILED);
		printk("virtio: the disk at %lx cannot be used\n", device->base);
		return NULL;
	}
	plic_listen(device->irq, interrupt, NULL);
	set(STATUS, get(STATUS) | STATUS_DRIVER_OK);

	uint64_t sectors = (uint64_t)get(CONFIG_CAPACITY_HIGH) << 32 |
			   get(CONFIG_CAPACITY_LOW);
	disk.blocks = sectors / (FS_BLOCK_BYTES / SECTOR_BYTES);
	return &disk;
}
