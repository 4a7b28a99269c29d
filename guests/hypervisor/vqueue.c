/* Shadow virtqueue (virtio 1.2, section 2.7). Every value of the guest's rings
 * is read once, checked, and only then used: the guest may change it at any
 * moment. Descriptors of the shadow come from a free list of our own, so that
 * no chain of the guest can run into another. */
#include "vqueue.h"

#include "memory.h"
#include "riscv.h"
#include "string.h"
#include "vblk.h"
#include "virtio.h"
#include "vm.h"

#define NONE 0xffffU

#define DESC_BYTES (VBLK_QUEUE_MAX * sizeof(struct virtq_desc))
#define AVAIL_OFFSET DESC_BYTES
#define AVAIL_BYTES(num) (6UL + 2UL * (num))
#define USED_OFFSET align_up(AVAIL_OFFSET + AVAIL_BYTES(VBLK_QUEUE_MAX), 8)
#define USED_BYTES(num) (6UL + 8UL * (num))

uint64_t vqueue_bytes(void)
{
	return USED_OFFSET + USED_BYTES(VBLK_QUEUE_MAX);
}

void vqueue_place(struct vblk *disk, uint64_t memory)
{
	disk->shadow_desc = (struct virtq_desc *)memory;
	disk->shadow_avail = (struct virtq_avail *)(memory + AVAIL_OFFSET);
	disk->shadow_used = (struct virtq_used *)(memory + USED_OFFSET);
}

void vqueue_clear(struct vblk *disk)
{
	memset(disk->shadow_desc, 0, vqueue_bytes());
	for (uint16_t i = 0; i < VBLK_QUEUE_MAX; i++)
		disk->shadow_desc[i].next = (uint16_t)(i + 1);
	disk->shadow_desc[VBLK_QUEUE_MAX - 1].next = NONE;
	disk->free_head = 0;
	disk->free_count = VBLK_QUEUE_MAX;
	disk->avail_seen = 0;
	disk->used_seen = 0;
	disk->used_given = 0;
}

static bool in_memory(const struct vm *vm, uint64_t gpa, uint64_t bytes,
		      uint64_t alignment)
{
	return gpa % alignment == 0 && vm_memory(vm, gpa, bytes) != NULL;
}

bool vqueue_valid(const struct vm *vm)
{
	const struct vblk *disk = &vm->disk;
	uint32_t num = disk->queue_num;

	return in_memory(vm, disk->desc, num * sizeof(struct virtq_desc), 16) &&
	       in_memory(vm, disk->avail, AVAIL_BYTES(num), 2) &&
	       in_memory(vm, disk->used, USED_BYTES(num), 4);
}

static struct virtq_desc read_descriptor(const struct vm *vm, uint16_t index)
{
	const volatile struct virtq_desc *at =
		(const struct virtq_desc *)vm_memory(
			vm, vm->disk.desc + index * sizeof(struct virtq_desc),
			sizeof(struct virtq_desc));

	return (struct virtq_desc){ at->addr, at->len, at->flags, at->next };
}

static uint16_t take_free(struct vblk *disk)
{
	uint16_t index = disk->free_head;

	disk->free_head = disk->shadow_desc[index].next;
	disk->free_count--;
	return index;
}

static void give_free(struct vblk *disk, uint16_t head)
{
	uint16_t index = head;

	/* Our own chain: it ends. */
	for (;;) {
		struct virtq_desc *desc = &disk->shadow_desc[index];
		bool more = (desc->flags & VIRTQ_DESC_F_NEXT) != 0;
		uint16_t next = desc->next;

		desc->flags = 0;
		desc->next = disk->free_head;
		disk->free_head = index;
		disk->free_count++;
		if (!more)
			return;
		index = next;
	}
}

/* Copies one chain; its shadow head, or NONE with the reason. Half a chain is
 * given back. */
static uint16_t copy_chain(struct vm *vm, uint16_t guest_head, const char **why)
{
	struct vblk *disk = &vm->disk;
	uint16_t shadow_head = NONE;
	uint16_t previous = NONE;
	uint16_t index = guest_head;
	uint32_t length = 0;

	*why = NULL;
	for (;;) {
		if (index >= disk->queue_num) {
			*why = "a descriptor number is beyond its queue";
			break;
		}
		if (length++ == disk->queue_num) {
			*why = "a descriptor chain has a loop";
			break;
		}
		struct virtq_desc desc = read_descriptor(vm, index);
		void *memory = vm_memory(vm, desc.addr, desc.len);

		if ((desc.flags & ~(VIRTQ_DESC_F_NEXT | VIRTQ_DESC_F_WRITE)) != 0) {
			*why = "a descriptor has an unknown flag";
			break;
		}
		if (memory == NULL) {
			*why = "a descriptor leaves the VM's memory";
			break;
		}
		if (disk->free_count == 0) {
			*why = "its chains share descriptors";
			break;
		}
		uint16_t shadow = take_free(disk);
		disk->shadow_desc[shadow] = (struct virtq_desc){
			.addr = (uintptr_t)memory,
			.len = desc.len,
			.flags = desc.flags & VIRTQ_DESC_F_WRITE,
			.next = NONE,
		};
		if (previous == NONE) {
			shadow_head = shadow;
		} else {
			disk->shadow_desc[previous].flags |= VIRTQ_DESC_F_NEXT;
			disk->shadow_desc[previous].next = shadow;
		}
		previous = shadow;
		if ((desc.flags & VIRTQ_DESC_F_NEXT) == 0)
			return shadow_head;
		index = desc.next;
	}
	if (shadow_head != NONE)
		give_free(disk, shadow_head);
	return NONE;
}

static bool is_live(const struct vblk *disk)
{
	return disk->device != 0 && disk->queue_ready != 0 &&
	       (disk->status & VIRTIO_STATUS_DRIVER_OK) != 0 &&
	       (disk->status & VIRTIO_STATUS_NEEDS_RESET) == 0;
}

void vqueue_submit(struct vm *vm)
{
	struct vblk *disk = &vm->disk;

	if (!is_live(disk))
		return;
	const volatile struct virtq_avail *avail =
		vm_memory(vm, disk->avail, AVAIL_BYTES(disk->queue_num));
	uint16_t idx = avail->idx;
	bool added = false;

	fence_all();
	if ((uint16_t)(idx - disk->avail_seen) > disk->queue_num) {
		vblk_fail(vm, "its available ring runs ahead of the queue");
		return;
	}
	for (; disk->avail_seen != idx; disk->avail_seen++) {
		uint16_t head = avail->ring[disk->avail_seen % disk->queue_num];
		const char *why;
		uint16_t shadow = copy_chain(vm, head, &why);

		if (shadow == NONE) {
			vblk_fail(vm, why);
			break;
		}
		disk->guest_head[shadow] = head;
		disk->shadow_avail->ring[disk->shadow_avail->idx %
					 VBLK_QUEUE_MAX] = shadow;
		fence_all();
		disk->shadow_avail->idx++;
		disk->requests++;
		added = true;
	}
	if (added)
		mmio_write32(disk->device + VIRTIO_QUEUE_NOTIFY, 0);
}

bool vqueue_collect(struct vm *vm)
{
	struct vblk *disk = &vm->disk;
	volatile struct virtq_used *from = disk->shadow_used;
	bool moved = false;

	if (disk->device == 0 || disk->queue_ready == 0)
		return false;
	volatile struct virtq_used *used =
		vm_memory(vm, disk->used, USED_BYTES(disk->queue_num));
	const volatile struct virtq_avail *avail =
		vm_memory(vm, disk->avail, AVAIL_BYTES(disk->queue_num));

	while (disk->used_seen != from->idx) {
		fence_all();
		unsigned slot = disk->used_seen % VBLK_QUEUE_MAX;
		uint32_t shadow = from->ring[slot].id;
		uint32_t length = from->ring[slot].len;

		disk->used_seen++;
		if (shadow >= VBLK_QUEUE_MAX)
			continue;
		give_free(disk, (uint16_t)shadow);
		slot = disk->used_given % disk->queue_num;
		used->ring[slot].id = disk->guest_head[shadow];
		used->ring[slot].len = length;
		fence_all();
		used->idx = ++disk->used_given;
		moved = true;
	}
	return moved && (avail->flags & VIRTQ_AVAIL_F_NO_INTERRUPT) == 0;
}
