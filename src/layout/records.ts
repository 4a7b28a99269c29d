// Decoded records: one for each halfword of a page of code, so that a pc becomes an address by shifting.

/**
 * handler u16, rd u16, rs1 u16, rs2 u16 (byte offsets in the hart), imm i32, length u8 (bytes * 8),
 * rs3 u8 (rm in bits 7:5), heat u16.
 */
export const RECORD_BYTES: u32 = 16;
export const RECORD_HANDLER: u32 = 0;
export const RECORD_RD: u32 = 2;
export const RECORD_RS1: u32 = 4;
export const RECORD_RS2: u32 = 6;
export const RECORD_IMM: u32 = 8;
export const RECORD_LENGTH: u32 = 12;
export const RECORD_RS3: u32 = 13;
/** Immediate (u16) of an instruction whose imm slot holds its word. */
export const RECORD_SMALL_IMM: u32 = 14;

/** Records of a page, then guards that lead to the next page, then the header. */
export const PAGE_RECORDS_BYTES: u32 = 2048 * 16;
export const PAGE_GUARD: u32 = PAGE_RECORDS_BYTES;
/** Header: address in linear memory of the page that the records decode; not 0 once anything was, another number each time. */
export const PAGE_HOST: u32 = PAGE_RECORDS_BYTES + 64;
export const PAGE_DECODED: u32 = PAGE_RECORDS_BYTES + 68;
/** For each record a u32: how often control came to it by a jump, or, when its handler has the region bit, its region. */
export const PAGE_REGIONS: u32 = PAGE_RECORDS_BYTES + 128;
export const RECORD_PAGE_BYTES: u32 = PAGE_REGIONS + 2052 * 4;

/** Counts from here on are those of instructions within a region: only jumps by register and returns make them hot. */
export const HEAT_COVERED: u32 = 0x40000000;

/** Set in a record's handler when a region starts there; the other bits are the handler as it was. */
export const HANDLER_REGION: u32 = 32768;
/** A region's u32: its slot in the table of regions, and which of its blocks starts here. */
export const REGION_SLOT_MASK: u32 = 0xfffff;
export const REGION_BLOCK_SHIFT: u32 = 20;

/** A hart's scratch for one instruction: its record, the guards behind it (2 and 4 bytes on), its word. */
export const STRADDLE_SHORT_GUARD: u32 = 16;
export const STRADDLE_GUARD: u32 = 2 * 16;
export const STRADDLE_WORD: u32 = 4 * 16;

/** Handlers with a fixed number: the first two are what fresh memory and a page's guard hold. */
export const HANDLER_UNDECODED: u32 = 0;
export const HANDLER_NEXT_PAGE: u32 = 1;
export const HANDLER_STRADDLE: u32 = 2;
export const HANDLER_ILLEGAL: u32 = 3;
