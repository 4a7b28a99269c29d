/* Decoder for memory instructions: RV64I loads and stores, C (and the byte and
 * halfword forms of Zcb), AMOs (unprivileged manual, chapters 2, 14 and 28). */
#include "instruction.h"

#include "context.h"

#define OPCODE(bits) ((bits) & 0x7f)
#define OPCODE_LOAD 0x03
#define OPCODE_STORE 0x23
#define OPCODE_AMO 0x2f
#define FUNCT3(bits) ((bits) >> 12 & 7)
#define RD(bits) ((bits) >> 7 & 31)
#define RS2(bits) ((bits) >> 20 & 31)

#define FUNCT5_LR 0x02
#define FUNCT5_SC 0x03

/* Quadrant and funct3 of a compressed instruction. */
#define C_OPCODE(bits) (((bits) & 3) << 3 | ((bits) >> 13 & 7))
#define C_ZCB 004
#define C_LW 002
#define C_LD 003
#define C_SW 006
#define C_SD 007
#define C_LWSP 022
#define C_LDSP 023
#define C_SWSP 026
#define C_SDSP 027
#define C_RD_PRIME(bits) (8 + ((bits) >> 2 & 7))
#define C_RS2(bits) ((bits) >> 2 & 31)

static bool is_compressed(uint32_t bits)
{
	return (bits & 3) != 3;
}

struct fetched instruction_fetch(uint64_t gva)
{
	struct guest_load low = guest_fetch16(gva);

	if (low.cause != 0)
		return (struct fetched){ false, 0 };
	if (is_compressed((uint32_t)low.value))
		return (struct fetched){ true, (uint32_t)low.value };
	/* The second half may lie on another page. */
	struct guest_load high = guest_fetch16(gva + 2);
	return (struct fetched){ high.cause == 0,
				 (uint32_t)(high.value << 16 | low.value) };
}

static struct instruction load(uint32_t bits, unsigned length)
{
	unsigned funct3 = FUNCT3(bits);

	return (struct instruction){
		.kind = funct3 == 7 ? INSTRUCTION_OTHER : INSTRUCTION_LOAD,
		.length = length,
		.bytes = 1U << (funct3 & 3),
		.is_signed = (funct3 & 4) == 0,
		.rd = RD(bits),
	};
}

static struct instruction store(uint32_t bits, unsigned length)
{
	unsigned funct3 = FUNCT3(bits);

	return (struct instruction){
		.kind = funct3 > 3 ? INSTRUCTION_OTHER : INSTRUCTION_STORE,
		.length = length,
		.bytes = 1U << (funct3 & 3),
		.rs2 = RS2(bits),
	};
}

static struct instruction amo(uint32_t bits)
{
	unsigned funct3 = FUNCT3(bits);
	unsigned funct5 = bits >> 27;
	bool known = (funct3 == 2 || funct3 == 3) && funct5 != FUNCT5_LR &&
		     funct5 != FUNCT5_SC;

	return (struct instruction){
		.kind = known ? INSTRUCTION_AMO : INSTRUCTION_OTHER,
		.length = 4,
		.bytes = 1U << (funct3 & 3),
		.is_signed = true,
		.rd = RD(bits),
		.rs2 = RS2(bits),
		.funct5 = funct5,
	};
}

static struct instruction decode_full(uint32_t bits, unsigned length)
{
	switch (OPCODE(bits)) {
	case OPCODE_LOAD:
		return load(bits, length);
	case OPCODE_STORE:
		return store(bits, length);
	case OPCODE_AMO:
		return amo(bits);
	default:
		return (struct instruction){ .length = length };
	}
}

static struct instruction c_load(unsigned rd, unsigned bytes, bool is_signed)
{
	return (struct instruction){ .kind = INSTRUCTION_LOAD,
				     .length = 2,
				     .bytes = bytes,
				     .is_signed = is_signed,
				     .rd = rd };
}

static struct instruction c_store(unsigned rs2, unsigned bytes)
{
	return (struct instruction){ .kind = INSTRUCTION_STORE,
				     .length = 2,
				     .bytes = bytes,
				     .rs2 = rs2 };
}

/* c.lbu, c.lhu, c.lh, c.sb, c.sh */
static struct instruction decode_zcb(uint32_t bits)
{
	switch (bits >> 10 & 7) {
	case 0:
		return c_load(C_RD_PRIME(bits), 1, false);
	case 1:
		return c_load(C_RD_PRIME(bits), 2, (bits & 0x40) != 0);
	case 2:
		return c_store(C_RD_PRIME(bits), 1);
	case 3:
		return c_store(C_RD_PRIME(bits), 2);
	default:
		return (struct instruction){ .length = 2 };
	}
}

static struct instruction decode_compressed(uint32_t bits)
{
	switch (C_OPCODE(bits)) {
	case C_LW:
		return c_load(C_RD_PRIME(bits), 4, true);
	case C_LD:
		return c_load(C_RD_PRIME(bits), 8, true);
	case C_SW:
		return c_store(C_RD_PRIME(bits), 4);
	case C_SD:
		return c_store(C_RD_PRIME(bits), 8);
	case C_LWSP:
		return c_load(RD(bits), 4, true);
	case C_LDSP:
		return c_load(RD(bits), 8, true);
	case C_SWSP:
		return c_store(C_RS2(bits), 4);
	case C_SDSP:
		return c_store(C_RS2(bits), 8);
	case C_ZCB:
		return decode_zcb(bits);
	default:
		return (struct instruction){ .length = 2 };
	}
}

struct instruction instruction_decode(uint32_t bits)
{
	return is_compressed(bits) ? decode_compressed(bits)
				   : decode_full(bits, 4);
}

struct instruction instruction_decode_transformed(uint32_t bits)
{
	return decode_full(bits | 2, (bits & 2) != 0 ? 4 : 2);
}

uint64_t instruction_amo(const struct instruction *instruction, uint64_t loaded,
			 uint64_t operand)
{
	bool word = instruction->bytes == 4;
	int64_t a = word ? (int32_t)loaded : (int64_t)loaded;
	int64_t b = word ? (int32_t)operand : (int64_t)operand;
	uint64_t ua = word ? (uint32_t)loaded : loaded;
	uint64_t ub = word ? (uint32_t)operand : operand;

	switch (instruction->funct5) {
	case 0x00:
		return ua + ub;
	case 0x01:
		return ub;
	case 0x04:
		return ua ^ ub;
	case 0x08:
		return ua | ub;
	case 0x0c:
		return ua & ub;
	case 0x10:
		return (uint64_t)(a < b ? a : b);
	case 0x14:
		return (uint64_t)(a > b ? a : b);
	case 0x18:
		return ua < ub ? ua : ub;
	case 0x1c:
		return ua > ub ? ua : ub;
	default:
		return ua;
	}
}
