/* Loading an ELF file into a new address space, which replaces the old one
 * only when nothing can fail any more. */
#include "exec.h"

#include <stdbool.h>
#include <stddef.h>

#include "abi.h"
#include "dir.h"
#include "elf.h"
#include "inode.h"
#include "log.h"
#include "memlayout.h"
#include "param.h"
#include "proc.h"
#include "riscv.h"
#include "space.h"
#include "string.h"
#include "trapframe.h"

static bool read_exactly(struct inode *inode, void *to, uint64_t offset,
			 uint64_t bytes)
{
	return inode_read(inode, NULL, (uint64_t)to, offset, bytes) ==
	       (int64_t)bytes;
}

/* Fills pages whatever their flags, block by block. */
static bool load(struct inode *inode, const struct space *space,
		 const struct elf_segment *segment)
{
	for (uint64_t done = 0; done < segment->filesz; done += PAGE) {
		uint64_t part = segment->filesz - done < PAGE
					? segment->filesz - done
					: PAGE;
		pte_t *pte = vm_walk(space->root, segment->vaddr + done, 0,
				     false);

		if (!read_exactly(inode, (void *)pte_physical(*pte),
				  segment->offset + done, part))
			return false;
	}
	return true;
}

static int64_t load_segment(struct inode *inode, struct space *space,
			    const struct elf_segment *segment)
{
	uint64_t flags = 0;

	/* Segments come in ascending order and share no page. */
	if (segment->vaddr % PAGE != 0 ||
	    segment->vaddr < align_up(space->end, PAGE) ||
	    segment->memsz < segment->filesz || segment->vaddr >= HEAP_END ||
	    segment->memsz > HEAP_END - segment->vaddr)
		return -ENOEXEC;
	flags |= segment->flags & PF_R ? PTE_R : 0;
	flags |= segment->flags & PF_W ? PTE_R | PTE_W : 0;
	flags |= segment->flags & PF_X ? PTE_X : 0;
	if (flags == 0)
		return -ENOEXEC;
	if (!space_add(space, segment->vaddr, segment->vaddr + segment->memsz,
		       flags))
		return -ENOMEM;
	space->end = segment->vaddr + segment->memsz;
	return load(inode, space, segment) ? 0 : -ENOEXEC;
}

static int64_t load_program(struct inode *inode, struct space *space,
			    uint64_t *entry)
{
	struct elf_header header;

	if (inode->disk.kind != KIND_FILE ||
	    !read_exactly(inode, &header, 0, sizeof(header)) ||
	    header.magic != ELF_MAGIC || header.class != ELF_CLASS_64 ||
	    header.machine != EM_RISCV ||
	    header.phentsize != sizeof(struct elf_segment))
		return -ENOEXEC;
	for (unsigned i = 0; i < header.phnum; i++) {
		struct elf_segment segment;

		if (!read_exactly(inode, &segment,
				  header.phoff + i * sizeof(segment),
				  sizeof(segment)))
			return -ENOEXEC;
		if (segment.type != PT_LOAD || segment.memsz == 0)
			continue;
		int64_t error = load_segment(inode, space, &segment);
		if (error < 0)
			return error;
	}
	space->end = align_up(space->end, PAGE);
	*entry = header.entry;
	return 0;
}

/* Strings on top, below them argv, which is where sp points to. */
static int64_t push_arguments(struct space *space, char *const argv[],
			      uint64_t *sp)
{
	uint64_t pointers[EXEC_ARGS + 1];
	uint64_t argc = 0;

	if (!space_add(space, USTACK_BOTTOM, USTACK_TOP, PTE_R | PTE_W))
		return -ENOMEM;
	*sp = USTACK_TOP;
	for (; argv[argc] != NULL; argc++) {
		uint64_t bytes = strlen(argv[argc]) + 1;

		if (argc == EXEC_ARGS || *sp - bytes < USTACK_BOTTOM + PAGE)
			return -E2BIG;
		*sp -= bytes;
		copy_out(space, *sp, argv[argc], bytes);
		pointers[argc] = *sp;
	}
	pointers[argc] = 0;
	*sp = align_down(*sp - (argc + 1) * sizeof(uint64_t), 16);
	copy_out(space, *sp, pointers, (argc + 1) * sizeof(uint64_t));
	return (int64_t)argc;
}

static void take_name(struct proc *proc, const char *path)
{
	const char *name = path;

	for (const char *c = path; *c != '\0'; c++)
		if (*c == '/' && c[1] != '\0')
			name = c + 1;
	string_copy(proc->name, name, sizeof(proc->name));
}

int64_t exec_load(const char *path, char *const argv[])
{
	struct proc *proc = this_proc();
	struct space space;
	struct inode *inode;
	uint64_t entry = 0;
	uint64_t sp = 0;

	log_begin();
	int64_t result = path_find(path, &inode);
	if (result < 0) {
		log_end();
		return result;
	}
	if (!space_make(&space, proc->frame)) {
		inode_put(inode);
		log_end();
		return -ENOMEM;
	}
	inode_lock(inode);
	result = load_program(inode, &space, &entry);
	inode_done(inode);
	log_end();
	if (result == 0)
		result = push_arguments(&space, argv, &sp);
	if (result < 0) {
		space_free(&space);
		return result;
	}

	space_free(&proc->space);
	proc->space = space;
	proc_remapped(proc);
	take_name(proc, path);
	memset(proc->frame->x, 0, sizeof(proc->frame->x));
	proc->frame->pc = entry;
	proc->frame->x[X_SP] = sp;
	proc->frame->x[X_A1] = sp;
	return result;
}
