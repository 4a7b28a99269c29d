/* A guest's memory at its start: the kernel (ELF64 at its physical addresses,
 * or flat at 0x80200000, in M-mode at 0x80000000), its device tree and its initrd at the end of RAM. */
#include "elf.h"
#include "print.h"
#include "string.h"
#include "vm.h"

#define TREE_BYTES 0x10000UL

static bool fail(struct vm *vm, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool fail(struct vm *vm, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_buffer_va(vm->reason, VM_REASON, format, args);
	va_end(args);
	return false;
}

/* [from, to) of guest memory that the image takes. */
struct extent {
	uint64_t from;
	uint64_t to;
};

static bool load_flat(struct vm *vm, struct extent *extent, uint64_t *entry)
{
	uint64_t from = vm->m_mode ? GUEST_RAM : GUEST_KERNEL;
	void *to = vm_memory(vm, from, vm->image.size);

	if (to == NULL)
		return fail(vm, "its flat image of %lu bytes does not fit into "
				"its memory at 0x%lx",
			    vm->image.size, from);
	memcpy(to, (const void *)vm->image.address, vm->image.size);
	*entry = from;
	*extent = (struct extent){ from, from + vm->image.size };
	return true;
}

static bool load_segment(struct vm *vm, const struct elf_segment *segment,
			 struct extent *extent)
{
	if (segment->p_memsz == 0)
		return true;
	if (segment->p_filesz > segment->p_memsz ||
	    segment->p_offset > vm->image.size ||
	    segment->p_filesz > vm->image.size - segment->p_offset)
		return fail(vm, "its ELF file is cut short");
	uint8_t *to = vm_memory(vm, segment->p_paddr, segment->p_memsz);
	if (to == NULL)
		return fail(vm, "its ELF segment at 0x%lx of %lu bytes is not "
				"in its memory of %lu MiB at 0x%lx",
			    segment->p_paddr, segment->p_memsz,
			    vm->memory_bytes >> 20, GUEST_RAM);
	memcpy(to, (const void *)(vm->image.address + segment->p_offset),
	       segment->p_filesz);
	memset(to + segment->p_filesz, 0, segment->p_memsz - segment->p_filesz);
	if (segment->p_paddr < extent->from)
		extent->from = segment->p_paddr;
	if (segment->p_paddr + segment->p_memsz > extent->to)
		extent->to = segment->p_paddr + segment->p_memsz;
	return true;
}

static bool load_elf(struct vm *vm, struct extent *extent, uint64_t *entry)
{
	const struct elf_header *header =
		(const struct elf_header *)vm->image.address;

	if (header->e_ident[ELF_CLASS] != ELF_CLASS_64 ||
	    header->e_machine != ELF_MACHINE_RISCV ||
	    header->e_phentsize != sizeof(struct elf_segment))
		return fail(vm, "its image is an ELF file, but not a 64-bit "
				"RISC-V one");
	uint64_t table = header->e_phnum * sizeof(struct elf_segment);
	if (header->e_phoff > vm->image.size ||
	    table > vm->image.size - header->e_phoff)
		return fail(vm, "its ELF file is cut short");

	*extent = (struct extent){ UINT64_MAX, 0 };
	*entry = header->e_entry;
	for (unsigned i = 0; i < header->e_phnum; i++) {
		struct elf_segment segment;

		memcpy(&segment,
		       (const void *)(vm->image.address + header->e_phoff +
				      i * sizeof(segment)),
		       sizeof(segment));
		if (segment.p_type != ELF_PT_LOAD)
			continue;
		if (!load_segment(vm, &segment, extent))
			return false;
		/* A kernel linked at virtual addresses starts untranslated. */
		if (header->e_entry - segment.p_vaddr < segment.p_memsz)
			*entry = header->e_entry - segment.p_vaddr +
				 segment.p_paddr;
	}
	if (vm_memory(vm, *entry, 2) == NULL)
		return fail(vm, "its ELF entry 0x%lx is not in its memory",
			    *entry);
	return true;
}

bool vm_load_image(struct vm *vm)
{
	uint64_t entry = 0;
	struct extent extent = { 0, 0 };
	const uint8_t *bytes = (const uint8_t *)vm->image.address;
	bool is_elf = vm->image.size >= sizeof(struct elf_header) &&
		      memcmp(bytes, ELF_MAGIC, 4) == 0;

	if (!(is_elf ? load_elf(vm, &extent, &entry)
		     : load_flat(vm, &extent, &entry)))
		return false;

	uint64_t end = GUEST_RAM + vm->memory_bytes;
	uint64_t tree = align_down(end - TREE_BYTES, TREE_BYTES);
	struct blob initrd = { 0, vm->initrd.size };

	if (initrd.size != 0) {
		if (initrd.size > tree - GUEST_RAM)
			return fail(vm, "its initrd of %lu bytes does not fit "
					"into its memory",
				    initrd.size);
		initrd.address = align_down(tree - initrd.size, PAGE_SIZE);
	}
	uint64_t first = initrd.size != 0 ? initrd.address : tree;
	if (extent.to > first)
		return fail(vm, "its memory of %lu MiB is too small for kernel, "
				"initrd and device tree",
			    vm->memory_bytes >> 20);
	if (initrd.size != 0)
		memcpy(vm_memory(vm, initrd.address, initrd.size),
		       (const void *)vm->initrd.address, initrd.size);
	if (vm_write_tree(vm, tree, end - tree, initrd) == 0)
		return fail(vm, "its device tree does not fit into %lu KiB",
			    (end - tree) >> 10);
	/* Without SBI all harts come out of the reset ROM. */
	for (unsigned id = 0; id < (vm->m_mode ? vm->vcpus : 1); id++) {
		vm->vcpu[id]->context.pc = entry;
		vm->vcpu[id]->context.x[11] = tree;
	}
	return true;
}
