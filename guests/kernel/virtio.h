/* A block device on a virtio-mmio transport. */
#ifndef KERNEL_VIRTIO_H
#define KERNEL_VIRTIO_H

#include "disk.h"

struct board_device;

/* Sets the device up; NULL if it is none, or not a block device. */
const struct disk *virtio_probe(const struct board_device *device);

#endif
