/* User address spaces. The kernel does not run on them: it finds the user's
 * pages by walking, and reaches them at their physical addresses. */
#include "space.h"

#include <stddef.h>

#include "abi.h"
#include "kalloc.h"
#include "memlayout.h"
#include "param.h"
#include "riscv.h"
#include "string.h"

#define FLAGS (PTE_R | PTE_W | PTE_X | PTE_U)

extern char trampoline_page[];

/* The leaf entry of a page, or NULL if it is not mapped for the user. */
static pte_t *user_pte(const struct space *space, uint64_t address)
{
	if (address >= VA_END)
		return NULL;
	pte_t *pte = vm_walk(space->root, address, 0, false);
	if (pte == NULL || (*pte & (PTE_V | PTE_U)) != (PTE_V | PTE_U))
		return NULL;
	return pte;
}

bool space_make(struct space *space, struct trapframe *frame)
{
	space->root = page_alloc_zeroed();
	space->end = USER_BASE;
	if (space->root == NULL)
		return false;
	if (!vm_map(space->root, TRAMPOLINE, (uint64_t)trampoline_page, PAGE,
		    PTE_R | PTE_X) ||
	    !vm_map(space->root, TRAPFRAME, (uint64_t)frame, PAGE,
		    PTE_R | PTE_W)) {
		space_free(space);
		return false;
	}
	return true;
}

void space_remove(struct space *space, uint64_t start, uint64_t end)
{
	end = align_up(end, PAGE);
	for (uint64_t at = align_up(start, PAGE); at < end; at += PAGE) {
		pte_t *pte = user_pte(space, at);

		if (pte != NULL) {
			page_free((void *)pte_physical(*pte));
			*pte = 0;
		}
	}
}

void space_free(struct space *space)
{
	if (space->root == NULL)
		return;
	space_remove(space, USER_BASE, space->end);
	space_remove(space, USTACK_BOTTOM, USTACK_TOP);
	vm_free_tables(space->root, 2);
	space->root = NULL;
}

bool space_add(struct space *space, uint64_t start, uint64_t end,
	       uint64_t flags)
{
	uint64_t first = align_up(start, PAGE);
	uint64_t last = align_up(end, PAGE);

	if (last > first && (last - first) / PAGE > page_count_free())
		return false;
	for (uint64_t at = first; at < last; at += PAGE) {
		void *page = page_alloc_zeroed();

		if (page == NULL ||
		    !vm_map(space->root, at, (uint64_t)page, PAGE,
			    flags | PTE_U)) {
			if (page != NULL)
				page_free(page);
			space_remove(space, first, at);
			return false;
		}
	}
	return true;
}

static bool copy_range(struct space *to, const struct space *from,
		       uint64_t start, uint64_t end)
{
	for (uint64_t at = start; at < end; at += PAGE) {
		const pte_t *pte = user_pte(from, at);

		if (pte == NULL)
			continue;
		void *page = page_alloc();
		if (page == NULL)
			return false;
		memcpy(page, (const void *)pte_physical(*pte), PAGE);
		if (!vm_map(to->root, at, (uint64_t)page, PAGE, *pte & FLAGS)) {
			page_free(page);
			return false;
		}
	}
	return true;
}

bool space_copy(struct space *to, const struct space *from)
{
	/* First, so that space_free finds what a failed copy has mapped. */
	to->end = from->end;
	return copy_range(to, from, USER_BASE, from->end) &&
	       copy_range(to, from, USTACK_BOTTOM, USTACK_TOP);
}

uint64_t space_bytes(const struct space *space)
{
	return align_up(space->end, PAGE) - USER_BASE + USTACK_PAGES * PAGE;
}

/* The kernel's address of a user address whose page has all of `flags`, and
 * how many of `bytes` lie on that page. */
static void *reach(const struct space *space, uint64_t address, uint64_t bytes,
		   uint64_t flags, uint64_t *here)
{
	const pte_t *pte = user_pte(space, address);
	uint64_t offset = address % PAGE;

	if (pte == NULL || (*pte & flags) != flags)
		return NULL;
	*here = PAGE - offset < bytes ? PAGE - offset : bytes;
	return (char *)pte_physical(*pte) + offset;
}

bool copy_in(const struct space *space, void *to, uint64_t from, uint64_t bytes)
{
	char *next = to;

	while (bytes > 0) {
		uint64_t here;
		const void *at = reach(space, from, bytes, PTE_R, &here);

		if (at == NULL)
			return false;
		memcpy(next, at, here);
		next += here;
		from += here;
		bytes -= here;
	}
	return true;
}

bool copy_out(const struct space *space, uint64_t to, const void *from,
	      uint64_t bytes)
{
	const char *next = from;

	while (bytes > 0) {
		uint64_t here;
		void *at = reach(space, to, bytes, PTE_W, &here);

		if (at == NULL)
			return false;
		memcpy(at, next, here);
		next += here;
		to += here;
		bytes -= here;
	}
	return true;
}

int64_t copy_in_text(const struct space *space, char *to, uint64_t from,
		     uint64_t size)
{
	uint64_t length = 0;

	while (length < size) {
		uint64_t here;
		const char *at = reach(space, from + length, size - length,
				       PTE_R, &here);

		if (at == NULL)
			return -EFAULT;
		size_t part = strnlen(at, here);
		memcpy(to + length, at, part);
		length += part;
		if (part < here) {
			to[length] = '\0';
			return (int64_t)length;
		}
	}
	return -ENAMETOOLONG;
}
