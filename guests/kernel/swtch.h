/* Leaving one kernel thread for another. */
#ifndef KERNEL_SWTCH_H
#define KERNEL_SWTCH_H

/* What a thread that is not running has on top of its stack: the return
 * address, then s0 to s11. */
#define SWITCH_RA 0
#define SWITCH_S(n) (8 + 8 * (n))
#define SWITCH_BYTES 112 /* 13 doublewords, kept to 16 bytes */

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Puts the stack pointer of this thread into *save and goes on in the thread
 * whose stack pointer is `next`. */
void switch_stack(uint64_t *save, uint64_t next);
#endif

#endif
