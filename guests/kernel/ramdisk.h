/* An initrd as a disk: what is written lasts until the machine stops. */
#ifndef KERNEL_RAMDISK_H
#define KERNEL_RAMDISK_H

#include "disk.h"

struct board_range;

const struct disk *ramdisk_make(const struct board_range *initrd);

#endif
