/* The page allocator: a list of returned pages, and behind it the memory that
 * nobody has asked for yet. That memory is not touched at boot, so a large
 * machine boots as fast as a small one. */
#include "kalloc.h"

#include <stdbool.h>
#include <stddef.h>

#include "board.h"
#include "printk.h"
#include "riscv.h"
#include "spinlock.h"
#include "string.h"

struct free_page {
	struct free_page *next;
};

extern char kernel_end[];

static struct {
	struct spinlock guard;
	struct free_page *returned;
	/* Untouched memory, in ascending order; reserved ranges lie between. */
	struct board_range untouched[BOARD_RESERVED_MAX + 1];
	unsigned ranges;
	unsigned current;
	uint64_t free;
} pages = { .guard = SPINLOCK("page") };

static void add_untouched(uint64_t start, uint64_t end)
{
	start = align_up(start, PAGE_SIZE);
	end = align_down(end, PAGE_SIZE);
	if (start >= end)
		return;
	pages.untouched[pages.ranges++] = (struct board_range){ start, end };
	pages.free += (end - start) / PAGE_SIZE;
}

void kalloc_start(void)
{
	uint64_t at = (uint64_t)kernel_end;

	if (board.ram_end <= at)
		panic("the device tree has no memory node around %p",
		      (void *)kernel_end);
	while (at < board.ram_end) {
		struct board_range gap = { board.ram_end, board.ram_end };

		/* The next reserved range at or above `at`. */
		for (unsigned i = 0; i < board.reserved_count; i++) {
			struct board_range r = board.reserved[i];

			if (r.end > at && r.start < gap.start)
				gap = r;
		}
		if (gap.start > at)
			add_untouched(at, gap.start);
		at = gap.end;
	}
}

void *page_alloc(void)
{
	void *page = NULL;

	lock(&pages.guard);
	while (pages.current < pages.ranges &&
	       pages.untouched[pages.current].start ==
		       pages.untouched[pages.current].end)
		pages.current++;
	if (pages.returned != NULL) {
		page = pages.returned;
		pages.returned = pages.returned->next;
	} else if (pages.current < pages.ranges) {
		struct board_range *range = &pages.untouched[pages.current];

		page = (void *)range->start;
		range->start += PAGE_SIZE;
	}
	if (page != NULL)
		pages.free--;
	unlock(&pages.guard);
	return page;
}

void *page_alloc_zeroed(void)
{
	void *page = page_alloc();

	if (page != NULL)
		memset(page, 0, PAGE_SIZE);
	return page;
}

void page_free(void *page)
{
	uint64_t address = (uint64_t)page;
	struct free_page *returned = page;

	if (address % PAGE_SIZE != 0 || address < (uint64_t)kernel_end ||
	    address >= board.ram_end)
		panic("page_free of %p", page);
	lock(&pages.guard);
	returned->next = pages.returned;
	pages.returned = returned;
	pages.free++;
	unlock(&pages.guard);
}

uint64_t page_count_free(void)
{
	lock(&pages.guard);
	uint64_t free = pages.free;
	unlock(&pages.guard);
	return free;
}
