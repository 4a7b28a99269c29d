/* Virtual virtio-mmio block device of a guest: its registers are emulated,
 * its requests are passed to a physical transport through a shadow queue, in
 * which guest physical addresses have become supervisor physical ones
 * (virtio 1.2, sections 2.7, 4.2 and 5.2). */
#ifndef HYPERVISOR_VBLK_H
#define HYPERVISOR_VBLK_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

#define VBLK_QUEUE_MAX 128 /* descriptors offered to the guest */

struct vblk {
	uintptr_t device; /* the physical transport; 0: slots are empty */
	uint32_t source;  /* its PLIC source */

	/* Registers as the guest sees them. */
	uint32_t device_features_sel;
	uint32_t driver_features_sel;
	uint64_t driver_features;
	uint32_t queue_sel;
	uint32_t queue_num;
	uint32_t queue_ready;
	uint32_t interrupt_status;
	uint32_t status;
	uint64_t desc, avail, used; /* guest physical */

	/* Shadow queue. */
	struct virtq_desc *shadow_desc;
	struct virtq_avail *shadow_avail;
	struct virtq_used *shadow_used;
	uint16_t avail_seen; /* guest's avail ring, how far we are */
	uint16_t used_seen;  /* shadow's used ring, how far we are */
	uint16_t used_given; /* guest's used ring, how far we are */
	uint16_t free_head;
	uint16_t free_count;
	uint16_t guest_head[VBLK_QUEUE_MAX]; /* by shadow head */
	uint64_t requests;
	unsigned failures;
};

/* Attaches the transport of a virtio,mmio node; false, with a report, if it
 * is of no use. */
bool vblk_attach(struct vm *vm, uintptr_t device, uint32_t source);

/* All under the VM's lock. The registers of all eight transports: slot 0 is
 * the disk, the others are empty. */
uint64_t vblk_read(struct vm *vm, uint64_t offset, unsigned bytes);
void vblk_write(struct vm *vm, uint64_t offset, unsigned bytes,
		uint64_t value);
/* Stops the device: no request is in flight afterwards. */
void vblk_reset(struct vm *vm);

/* The physical transport has interrupted. */
bool vblk_interrupt(void *vm);

#endif
