/* Tells the payload which memory is the firmware's. */
#ifndef FIRMWARE_RESERVE_H
#define FIRMWARE_RESERVE_H

/* Adds a no-map node under /reserved-memory to the tree, in place. */
void reserve_firmware(void *blob);

#endif
