/* The shadow queue behind a guest's block device. All under the VM's lock. */
#ifndef HYPERVISOR_VQUEUE_H
#define HYPERVISOR_VQUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;
struct vblk;

uint64_t vqueue_bytes(void);
void vqueue_place(struct vblk *disk, uint64_t memory);
void vqueue_clear(struct vblk *disk);
/* True if the three parts of the guest's queue are aligned and in its RAM. */
bool vqueue_valid(const struct vm *vm);
/* Takes new chains out of the guest's available ring. */
void vqueue_submit(struct vm *vm);
/* Puts what the device has used into the guest's used ring; true if the guest
 * wants to be interrupted for it. */
bool vqueue_collect(struct vm *vm);

/* The guest broke the rules: its device needs a reset, nobody else suffers. */
void vblk_fail(struct vm *vm, const char *why);

#endif
