/* The user half of an address space: text, data and heap from USER_BASE to
 * the break, and the stack below the trapframe. */
#ifndef KERNEL_SPACE_H
#define KERNEL_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm.h"

struct trapframe;

struct space {
	pte_t *root;
	uint64_t end; /* the break; need not be page aligned */
};

/* An empty space with trampoline and trapframe; false: out of memory. */
bool space_make(struct space *space, struct trapframe *frame);
void space_free(struct space *space);
/* Adds zeroed pages where [start, end) has none, with these flags. False: out
 * of memory, and nothing was added. */
bool space_add(struct space *space, uint64_t start, uint64_t end,
	       uint64_t flags);
/* Frees the pages that lie wholly in [start, end), rounded up. */
void space_remove(struct space *space, uint64_t start, uint64_t end);
/* Fills `to` (just made) with a copy of everything in `from`. */
bool space_copy(struct space *to, const struct space *from);
/* Bytes of user memory. */
uint64_t space_bytes(const struct space *space);

/* Copies between the kernel and a space. False: some address is not mapped
 * for the user, or (copy_out) not writable. */
bool copy_in(const struct space *space, void *to, uint64_t from,
	     uint64_t bytes);
bool copy_out(const struct space *space, uint64_t to, const void *from,
	      uint64_t bytes);
/* A string with its terminator. Returns its length, -EFAULT for a bad address
 * or -ENAMETOOLONG if it does not end within `size` bytes. */
int64_t copy_in_text(const struct space *space, char *to, uint64_t from,
		     uint64_t size);

#endif
