/* The parts of ELF64 that loading needs (System V ABI, chapters 4 and 5). */
#ifndef HYPERVISOR_ELF_H
#define HYPERVISOR_ELF_H

#include <stdint.h>

#define ELF_MAGIC "\177ELF"
#define ELF_CLASS 4
#define ELF_CLASS_64 2
#define ELF_MACHINE_RISCV 243
#define ELF_PT_LOAD 1

struct elf_header {
	uint8_t e_ident[16];
	uint16_t e_type;
	uint16_t e_machine;
	uint32_t e_version;
	uint64_t e_entry;
	uint64_t e_phoff;
	uint64_t e_shoff;
	uint32_t e_flags;
	uint16_t e_ehsize;
	uint16_t e_phentsize;
	uint16_t e_phnum;
	uint16_t e_shentsize;
	uint16_t e_shnum;
	uint16_t e_shstrndx;
};

struct elf_segment {
	uint32_t p_type;
	uint32_t p_flags;
	uint64_t p_offset;
	uint64_t p_vaddr;
	uint64_t p_paddr;
	uint64_t p_filesz;
	uint64_t p_memsz;
	uint64_t p_align;
};

#endif
