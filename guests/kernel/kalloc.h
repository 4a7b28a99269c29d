/* Physical pages, for user memory, page tables, stacks, pipes and buffers. */
#ifndef KERNEL_KALLOC_H
#define KERNEL_KALLOC_H

#include <stdint.h>

void kalloc_start(void);
/* A page with whatever it held before; NULL if there is none left. */
void *page_alloc(void);
/* A page of zeros; NULL if there is none left. */
void *page_alloc_zeroed(void);
void page_free(void *page);
/* Pages that could be allocated now. */
uint64_t page_count_free(void);

#endif
