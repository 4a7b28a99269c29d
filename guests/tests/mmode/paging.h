/* The page at 1 GiB. */
#ifndef MMODE_PAGING_H
#define MMODE_PAGING_H

#include <stdint.h>

extern uint64_t seen;
extern uint64_t pages[2][512];

/* Maps it, without a fence, to one of two pages. */
void map_page(unsigned which, uint64_t flags);
/* The flags of its entry, A and D among them. */
uint64_t page_flags(void);
/* This hart's satp leads to it. */
void translation_on(void);

#endif
