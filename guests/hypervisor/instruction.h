/* Loads, stores and atomics that a guest may aim at a device. */
#ifndef HYPERVISOR_INSTRUCTION_H
#define HYPERVISOR_INSTRUCTION_H

#include <stdbool.h>
#include <stdint.h>

enum instruction_kind {
	INSTRUCTION_OTHER,
	INSTRUCTION_LOAD,
	INSTRUCTION_STORE,
	INSTRUCTION_AMO,
};

struct instruction {
	enum instruction_kind kind;
	unsigned length; /* bytes of the instruction */
	unsigned bytes;	 /* accessed */
	bool is_signed;	 /* loads narrower than a register */
	unsigned rd;	 /* LOAD, AMO */
	unsigned rs2;	 /* STORE, AMO */
	unsigned funct5; /* AMO */
};

struct fetched {
	bool ok;
	uint32_t bits;
};

/* Reads the instruction at a guest virtual address with HLVX, two or four
 * bytes. Not ok if the guest may not execute there (any more). */
struct fetched instruction_fetch(uint64_t gva);

struct instruction instruction_decode(uint32_t bits);
/* As htinst holds it: rs1 replaced, bit 1 clear if it was compressed. */
struct instruction instruction_decode_transformed(uint32_t bits);

/* What an AMO stores, from what it loaded and rs2. */
uint64_t instruction_amo(const struct instruction *instruction, uint64_t loaded,
			 uint64_t operand);

#endif
