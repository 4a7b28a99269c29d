/* Virtual addresses. Physical ones come from the device tree (board.h).
 *
 *   kernel space                        user space
 *   TRAMPOLINE  trap entry and return   TRAMPOLINE  the same page
 *   KSTACK(n)   kernel stacks           TRAPFRAME   registers of the process
 *   ...                                 USTACK_TOP  user stack, guard below
 *   RAM, devices: at their physical     ...         heap, up to the break
 *   addresses                           USER_BASE   text and data
 *
 * Only the lower half of Sv39 is used, so that no address has to be
 * sign-extended. */
#ifndef KERNEL_MEMLAYOUT_H
#define KERNEL_MEMLAYOUT_H

#define VA_END 0x4000000000
#define PAGE 0x1000

#define TRAMPOLINE (VA_END - PAGE)

#define KSTACK_STRIDE ((KSTACK_PAGES + 1) * PAGE) /* one page stays unmapped */
#define KSTACK_TOP(slot) (TRAMPOLINE - PAGE - (slot) * KSTACK_STRIDE)

#define TRAPFRAME (TRAMPOLINE - PAGE)
#define USTACK_TOP (TRAPFRAME - PAGE)
#define USTACK_BOTTOM (USTACK_TOP - USTACK_PAGES * PAGE)
#define HEAP_END (USTACK_BOTTOM - PAGE)
/* The pages below stay unmapped: a null pointer faults. */
#define USER_BASE 0x10000

#endif
