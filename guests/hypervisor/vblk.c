/* Registers of the virtual block device. Status, features and configuration
 * are those of the physical device, as far as they go through. */
#include "vblk.h"

#include "console.h"
#include "memory.h"
#include "riscv.h"
#include "string.h"
#include "vqueue.h"
#include "virtio.h"
#include "vm.h"

/* Block features (bits 0 to 23) that hold no addresses and no more queues,
 * and VERSION_1; of the ring features none. */
#define FEATURES_PASSED \
	((0xffffffUL & ~(1UL << 12)) | VIRTIO_F_VERSION_1)

/* The configuration of a block device is far shorter; a transport need not
 * answer behind its first 512 bytes. */
#define CONFIG_END 0x200UL

#define RESET_POLLS 100000

/* Lines on the console, per VM: one that misbehaves must not fill it. */
#define FAILURES_REPORTED 16

static uint32_t device_read(const struct vblk *disk, unsigned offset)
{
	return mmio_read32(disk->device + offset);
}

static void device_write(const struct vblk *disk, unsigned offset,
			 uint32_t value)
{
	mmio_write32(disk->device + offset, value);
}

static uint64_t offered_features(const struct vblk *disk)
{
	uint64_t features = 0;

	for (uint32_t half = 0; half < 2; half++) {
		device_write(disk, VIRTIO_DEVICE_FEATURES_SEL, half);
		features |= (uint64_t)device_read(disk, VIRTIO_DEVICE_FEATURES)
			    << 32 * half;
	}
	return features & FEATURES_PASSED;
}

bool vblk_attach(struct vm *vm, uintptr_t device, uint32_t source)
{
	struct vblk *disk = &vm->disk;
	uint32_t version;

	disk->device = device;
	version = device_read(disk, VIRTIO_VERSION);
	if (device_read(disk, VIRTIO_MAGIC_VALUE) != VIRTIO_MAGIC ||
	    device_read(disk, VIRTIO_DEVICE_ID) != VIRTIO_ID_BLOCK) {
		report("vm %s: no block device at 0x%lx", vm->name, device);
		disk->device = 0;
		return false;
	}
	if (version != VIRTIO_VERSION_MODERN) {
		report("vm %s: the block device at 0x%lx is a legacy transport "
		       "(version %u), version 2 is needed",
		       vm->name, device, version);
		disk->device = 0;
		return false;
	}
	uint64_t page = memory_take(vqueue_bytes(), PAGE_SIZE);
	if (page == 0) {
		report("vm %s: no memory for its disk's queue", vm->name);
		disk->device = 0;
		return false;
	}
	disk->source = source;
	vqueue_place(disk, page);
	return true;
}

static void update_line(struct vm *vm)
{
	vplic_set_level(vm, GUEST_VIRTIO_SOURCE,
			vm->disk.interrupt_status != 0);
}

void vblk_reset(struct vm *vm)
{
	struct vblk *disk = &vm->disk;

	if (disk->device == 0)
		return;
	device_write(disk, VIRTIO_STATUS, 0);
	for (int poll = 0; poll < RESET_POLLS; poll++)
		if (device_read(disk, VIRTIO_STATUS) == 0)
			break;
	device_write(disk, VIRTIO_INTERRUPT_ACK,
		     device_read(disk, VIRTIO_INTERRUPT_STATUS));
	disk->device_features_sel = 0;
	disk->driver_features_sel = 0;
	disk->driver_features = 0;
	disk->queue_sel = 0;
	disk->queue_num = 0;
	disk->queue_ready = 0;
	disk->interrupt_status = 0;
	disk->status = 0;
	disk->desc = 0;
	disk->avail = 0;
	disk->used = 0;
	vqueue_clear(disk);
	update_line(vm);
}

void vblk_fail(struct vm *vm, const char *why)
{
	struct vblk *disk = &vm->disk;

	if ((disk->status & VIRTIO_STATUS_NEEDS_RESET) != 0)
		return;
	if (++disk->failures <= FAILURES_REPORTED)
		report("vm %s: its disk needs a reset: %s%s", vm->name, why,
		       disk->failures < FAILURES_REPORTED
			       ? ""
			       : " (the next ones are not reported)");
	disk->status |= VIRTIO_STATUS_NEEDS_RESET;
	disk->interrupt_status |= VIRTIO_INTERRUPT_CONFIG;
	update_line(vm);
}

static void write_status(struct vm *vm, uint32_t value)
{
	struct vblk *disk = &vm->disk;

	if (value == 0) {
		vblk_reset(vm);
		return;
	}
	if ((disk->status & VIRTIO_STATUS_NEEDS_RESET) != 0)
		return;
	if ((value & ~disk->status & VIRTIO_STATUS_FEATURES_OK) != 0) {
		uint64_t features = disk->driver_features &
				    offered_features(disk);

		/* Whether VERSION_1 may be missing is the device's to say:
		 * xv6 for one leaves it out. */
		if (features != disk->driver_features)
			value &= ~VIRTIO_STATUS_FEATURES_OK;
		for (uint32_t half = 0; half < 2; half++) {
			device_write(disk, VIRTIO_DRIVER_FEATURES_SEL, half);
			device_write(disk, VIRTIO_DRIVER_FEATURES,
				     (uint32_t)(features >> 32 * half));
		}
	}
	device_write(disk, VIRTIO_STATUS, value);
	disk->status = value & device_read(disk, VIRTIO_STATUS);
}

static void write_ready(struct vm *vm, uint32_t value)
{
	struct vblk *disk = &vm->disk;

	if (disk->queue_sel != 0 || (value & 1) == disk->queue_ready)
		return;
	if ((value & 1) == 0) {
		/* A driver that gives a queue back resets the device next. */
		disk->queue_ready = 0;
		return;
	}
	uint32_t num = disk->queue_num;
	if (num == 0 || num > VBLK_QUEUE_MAX || (num & (num - 1)) != 0) {
		vblk_fail(vm, "its queue size is no power of two up to 128");
		return;
	}
	if (!vqueue_valid(vm)) {
		vblk_fail(vm, "its queue is not in the VM's memory");
		return;
	}
	vqueue_clear(disk);
	device_write(disk, VIRTIO_QUEUE_SEL, 0);
	device_write(disk, VIRTIO_QUEUE_NUM, VBLK_QUEUE_MAX);
	const struct {
		unsigned offset;
		uint64_t address;
	} parts[] = {
		{ VIRTIO_QUEUE_DESC_LOW, (uintptr_t)disk->shadow_desc },
		{ VIRTIO_QUEUE_DRIVER_LOW, (uintptr_t)disk->shadow_avail },
		{ VIRTIO_QUEUE_DEVICE_LOW, (uintptr_t)disk->shadow_used },
	};
	for (unsigned i = 0; i < 3; i++) {
		device_write(disk, parts[i].offset, (uint32_t)parts[i].address);
		device_write(disk, parts[i].offset + 4,
			     (uint32_t)(parts[i].address >> 32));
	}
	device_write(disk, VIRTIO_QUEUE_READY, 1);
	disk->queue_ready = 1;
}

static void set_low(uint64_t *address, uint32_t value)
{
	*address = (*address & ~0xffffffffUL) | value;
}

static void set_high(uint64_t *address, uint32_t value)
{
	*address = (*address & 0xffffffffUL) | (uint64_t)value << 32;
}

void vblk_write(struct vm *vm, uint64_t offset, unsigned bytes, uint64_t wide)
{
	struct vblk *disk = &vm->disk;
	uint32_t value = (uint32_t)wide;

	if (offset >= VIRTIO_CONFIG || bytes != 4 || disk->device == 0)
		return;
	switch (offset) {
	case VIRTIO_DEVICE_FEATURES_SEL:
		disk->device_features_sel = value;
		break;
	case VIRTIO_DRIVER_FEATURES_SEL:
		disk->driver_features_sel = value;
		break;
	case VIRTIO_DRIVER_FEATURES:
		if (disk->driver_features_sel == 0)
			set_low(&disk->driver_features, value);
		else if (disk->driver_features_sel == 1)
			set_high(&disk->driver_features, value);
		break;
	case VIRTIO_QUEUE_SEL:
		disk->queue_sel = value;
		break;
	case VIRTIO_QUEUE_NUM:
		if (disk->queue_sel == 0 && disk->queue_ready == 0)
			disk->queue_num = value;
		break;
	case VIRTIO_QUEUE_READY:
		write_ready(vm, value);
		break;
	case VIRTIO_QUEUE_NOTIFY:
		if (value == 0)
			vqueue_submit(vm);
		break;
	case VIRTIO_INTERRUPT_ACK:
		disk->interrupt_status &= ~value;
		update_line(vm);
		break;
	case VIRTIO_STATUS:
		write_status(vm, value);
		break;
	default:
		if (disk->queue_sel != 0 || disk->queue_ready != 0)
			break;
		switch (offset) {
		case VIRTIO_QUEUE_DESC_LOW:
			set_low(&disk->desc, value);
			break;
		case VIRTIO_QUEUE_DESC_HIGH:
			set_high(&disk->desc, value);
			break;
		case VIRTIO_QUEUE_DRIVER_LOW:
			set_low(&disk->avail, value);
			break;
		case VIRTIO_QUEUE_DRIVER_HIGH:
			set_high(&disk->avail, value);
			break;
		case VIRTIO_QUEUE_DEVICE_LOW:
			set_low(&disk->used, value);
			break;
		case VIRTIO_QUEUE_DEVICE_HIGH:
			set_high(&disk->used, value);
			break;
		default:
			break;
		}
		break;
	}
}

static uint64_t read_config(const struct vblk *disk, uint64_t offset,
			    unsigned bytes)
{
	uintptr_t address = disk->device + offset;

	if (offset % bytes != 0 || offset + bytes > CONFIG_END)
		return 0;
	switch (bytes) {
	case 1:
		return mmio_read8(address);
	case 2:
		return mmio_read16(address);
	case 4:
		return mmio_read32(address);
	default:
		return mmio_read32(address) |
		       (uint64_t)mmio_read32(address + 4) << 32;
	}
}

uint64_t vblk_read(struct vm *vm, uint64_t offset, unsigned bytes)
{
	struct vblk *disk = &vm->disk;
	bool present = disk->device != 0 && offset < GUEST_VIRTIO_BYTES;

	offset %= GUEST_VIRTIO_BYTES;
	if (offset >= VIRTIO_CONFIG)
		return present ? read_config(disk, offset, bytes) : 0;
	if (bytes != 4)
		return 0;
	switch (offset) {
	case VIRTIO_MAGIC_VALUE:
		return VIRTIO_MAGIC;
	case VIRTIO_VERSION:
		return VIRTIO_VERSION_MODERN;
	case VIRTIO_VENDOR_ID:
		return 0x554d4551; /* "QEMU": drivers of old ask for it */
	default:
		break;
	}
	if (!present)
		return 0;
	switch (offset) {
	case VIRTIO_DEVICE_ID:
		return VIRTIO_ID_BLOCK;
	case VIRTIO_DEVICE_FEATURES:
		return disk->device_features_sel > 1
			       ? 0
			       : (uint32_t)(offered_features(disk) >>
					    32 * disk->device_features_sel);
	case VIRTIO_QUEUE_NUM_MAX:
		return disk->queue_sel == 0 ? VBLK_QUEUE_MAX : 0;
	case VIRTIO_QUEUE_READY:
		return disk->queue_sel == 0 ? disk->queue_ready : 0;
	case VIRTIO_INTERRUPT_STATUS:
		return disk->interrupt_status;
	case VIRTIO_STATUS:
		return disk->status;
	case VIRTIO_CONFIG_GENERATION:
		return device_read(disk, VIRTIO_CONFIG_GENERATION);
	default:
		return 0;
	}
}

bool vblk_interrupt(void *context)
{
	struct vm *vm = context;
	struct vblk *disk = &vm->disk;

	spin_lock(&vm->lock);
	uint32_t status = device_read(disk, VIRTIO_INTERRUPT_STATUS);

	device_write(disk, VIRTIO_INTERRUPT_ACK, status);
	if (vqueue_collect(vm))
		disk->interrupt_status |= VIRTIO_INTERRUPT_USED;
	if ((status & VIRTIO_INTERRUPT_CONFIG) != 0 && disk->status != 0)
		disk->interrupt_status |= VIRTIO_INTERRUPT_CONFIG;
	update_line(vm);
	spin_unlock(&vm->lock);
	return true;
}
