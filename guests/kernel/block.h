/* Free and used blocks of the file system. */
#ifndef KERNEL_BLOCK_H
#define KERNEL_BLOCK_H

#include <stdint.h>

/* A block of zeros, marked as used; 0: the disk is full. Inside of an
 * operation, as everything that writes. */
uint32_t block_alloc(void);
void block_free(uint32_t block);

#endif
