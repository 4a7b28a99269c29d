/* The extensions of the hart, as far as a guest may use them. */
#ifndef HYPERVISOR_ISA_H
#define HYPERVISOR_ISA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

/* riscv,isa for the guest; false if the hart's node has none. */
bool isa_string(const struct vm *vm, char *to, size_t size);
/* The single letters of riscv,isa for the guest, as misa has them. */
uint64_t isa_letters(const struct vm *vm);
/* riscv,isa-extensions for the guest; its bytes, 0 if there is none. */
size_t isa_list(const struct vm *vm, char *to, size_t size);

#endif
