/* A virtio-blk driver of the smallest kind, and one that breaks the rules. */
#include "exercise.h"
#include "string.h"

#define REG(offset) (machine.disk + (offset))
#define STATUS 0x70
#define QUEUE 8
#define SECTOR 512
#define MILLISECOND 10000UL

#define F_NEXT 1
#define F_WRITE 2
#define OP_READ 0
#define OP_WRITE 1

struct desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

static struct {
	struct desc desc[QUEUE] __attribute__((aligned(16)));
	struct {
		uint16_t flags, idx, ring[QUEUE];
	} avail;
	struct {
		uint16_t flags;
		volatile uint16_t idx;
		struct {
			volatile uint32_t id, len;
		} ring[QUEUE];
	} used __attribute__((aligned(8)));
} queue;

static struct {
	uint32_t type, reserved;
	uint64_t sector;
} header;
static uint8_t data[2 * SECTOR], copy[2 * SECTOR];
static volatile uint8_t result;

static void set_address(unsigned offset, const void *pointer)
{
	mmio_write32(REG(offset), (uint32_t)(uintptr_t)pointer);
	mmio_write32(REG(offset + 4), (uint32_t)((uintptr_t)pointer >> 32));
}

static bool set_up(void)
{
	memset(&queue, 0, sizeof(queue));
	mmio_write32(REG(STATUS), 0);
	mmio_write32(REG(STATUS), 1);
	mmio_write32(REG(STATUS), 3);
	mmio_write32(REG(0x24), 1);
	mmio_write32(REG(0x20), 1); /* VERSION_1 */
	mmio_write32(REG(0x24), 0);
	mmio_write32(REG(0x20), 0);
	mmio_write32(REG(STATUS), 11);
	if (mmio_read32(REG(STATUS)) != 11)
		return false;
	mmio_write32(REG(0x30), 0);
	mmio_write32(REG(0x38), QUEUE);
	set_address(0x80, queue.desc);
	set_address(0x90, &queue.avail);
	set_address(0xa0, &queue.used);
	mmio_write32(REG(0x44), 1);
	mmio_write32(REG(STATUS), 15);
	return mmio_read32(REG(STATUS)) == 15;
}

static void chain(uint32_t type, uint64_t sector, void *to, uint32_t bytes)
{
	uint16_t direction = type == OP_READ ? F_WRITE : 0;

	header.type = type;
	header.sector = sector;
	result = 0xff;
	queue.desc[3] = (struct desc){ (uintptr_t)&header, 16, F_NEXT, 5 };
	queue.desc[5] = (struct desc){ (uintptr_t)to, bytes,
				       F_NEXT | direction, 0 };
	queue.desc[0] = (struct desc){ (uintptr_t)&result, 1, F_WRITE, 0 };
}

static void offer(uint16_t head)
{
	queue.avail.ring[queue.avail.idx % QUEUE] = head;
	fence_all();
	queue.avail.idx++;
	fence_all();
	mmio_write32(REG(0x50), 0);
}

static bool await_used(uint16_t idx)
{
	uint64_t give_up = read_time() + 1000 * MILLISECOND;

	while (queue.used.idx != idx)
		if (read_time() > give_up)
			return false;
	fence_all();
	return true;
}

static bool transfer(uint32_t type, uint64_t sector, void *to, uint32_t bytes)
{
	uint16_t idx = queue.used.idx;
	uint16_t slot = idx % QUEUE;

	chain(type, sector, to, bytes);
	offer(3);
	return await_used((uint16_t)(idx + 1)) &&
	       queue.used.ring[slot].id == 3 && result == 0;
}

bool test_disk(void)
{
	bool ok = true;

	CHECK(mmio_read32(REG(0)) == 0x74726976);
	CHECK(mmio_read32(REG(0x34)) >= QUEUE);
	CHECK(set_up());
	uint64_t sectors = mmio_read32(REG(0x100));
	CHECK(sectors >= 8);
	uint64_t last = sectors - 2;
	CHECK(transfer(OP_READ, last, copy, sizeof(copy)));
	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 + 1);
	for (int round = 0; round < 20; round++) {
		uint8_t back[sizeof(data)];

		data[0] = (uint8_t)round;
		CHECK(transfer(OP_WRITE, last, data, sizeof(data)));
		memset(back, 0, sizeof(back));
		CHECK(transfer(OP_READ, last, back, sizeof(back)));
		CHECK(memcmp(back, data, sizeof(data)) == 0);
	}
	CHECK(transfer(OP_WRITE, last, copy, sizeof(copy)));
	/* The interrupt of the last one is still there. */
	CHECK((mmio_read32(REG(0x60)) & 1) != 0);
	mmio_write32(REG(0x64), 1);
	CHECK(mmio_read32(REG(0x60)) == 0);
	mmio_write32(REG(STATUS), 0);
	CHECK(mmio_read32(REG(STATUS)) == 0);
	return ok;
}

static bool breaks(void)
{
	uint64_t give_up = read_time() + 100 * MILLISECOND;

	while ((mmio_read32(REG(STATUS)) & 64) == 0)
		if (read_time() > give_up)
			return false;
	return true;
}

bool test_disk_hostile(void)
{
	bool ok = true;
	uint64_t beyond = 0x80000000 + machine.memory_bytes;

	if (fdt_path(&machine.fdt, "/pmu") >= 0)
		return true; /* Not a guest: nobody checks. */
	/* A chain that never ends. */
	CHECK(set_up());
	chain(OP_READ, 0, data, SECTOR);
	queue.desc[0].flags |= F_NEXT;
	queue.desc[0].next = 5;
	offer(3);
	CHECK(breaks());
	/* Memory of somebody else: beyond ours, below it, around the end. */
	static const uint64_t sizes[] = { SECTOR, SECTOR, 0x2000 };
	const uint64_t bad[] = { beyond, 0x7ffff000, beyond - 0x1000 };
	for (unsigned i = 0; i < 3; i++) {
		CHECK(set_up());
		chain(OP_READ, 0, (void *)bad[i], (uint32_t)sizes[i]);
		offer(3);
		CHECK(breaks());
	}
	/* An address that wraps. */
	CHECK(set_up());
	chain(OP_WRITE, 0, (void *)(~0UL - 255), SECTOR);
	offer(3);
	CHECK(breaks());
	/* Numbers that are too high. */
	CHECK(set_up());
	offer(QUEUE);
	CHECK(breaks());
	CHECK(set_up());
	chain(OP_READ, 0, data, SECTOR);
	queue.desc[3].next = 0xffff;
	offer(3);
	CHECK(breaks());
	CHECK(set_up());
	queue.avail.idx = 100;
	mmio_write32(REG(0x50), 0);
	CHECK(breaks());
	/* A queue that lies elsewhere. */
	mmio_write32(REG(STATUS), 0);
	mmio_write32(REG(0x38), QUEUE);
	set_address(0x80, (void *)beyond);
	mmio_write32(REG(0x44), 1);
	CHECK(breaks());
	/* And after all that a good driver still works. */
	CHECK(set_up());
	CHECK(transfer(OP_READ, 0, copy, SECTOR));
	mmio_write32(REG(STATUS), 0);
	return ok;
}
