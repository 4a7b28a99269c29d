// Tables from which hart code decodes: the instruction rows' encodings and fields, as engine/decode-tables.ts writes them.

/** Where each table stands: addresses (u32 each). Bytes of all tables at the most. */
export const DECODE_BUCKETS: u32 = 0;
export const DECODE_CANDIDATES: u32 = 4;
export const DECODE_ROWS: u32 = 8;
export const DECODE_RESERVED: u32 = 12;
export const DECODE_FIELDS: u32 = 16;
export const DECODE_HEADER_BYTES: u32 = 32;
export const DECODE_BYTES: u32 = 131072;

/** Candidates of a word: index of the first and how many (u16 each), by op and funct3, then by opcode and funct3. */
export const BUCKET_FIRST: u32 = 0;
export const BUCKET_COUNT: u32 = 2;
export const BUCKET_BYTES: u32 = 4;
export const COMPRESSED_BUCKETS: u32 = 32;
export const FULL_BUCKETS: u32 = 256;

/** A row that may match: mask u32, match u32, row u16. */
export const CANDIDATE_MASK: u32 = 0;
export const CANDIDATE_MATCH: u32 = 4;
export const CANDIDATE_ROW: u32 = 8;
export const CANDIDATE_BYTES: u32 = 12;

/** A row's handlers for far and near targets (u16), where its register files begin in the hart (u16 each), flags (u8). */
export const ROW_FAR: u32 = 0;
export const ROW_NEAR: u32 = 2;
export const ROW_RD_FILE: u32 = 4;
export const ROW_RS1_FILE: u32 = 6;
export const ROW_RS2_FILE: u32 = 8;
export const ROW_RAW: u32 = 10;
/** Bytes of the instruction (u8). */
export const ROW_LENGTH: u32 = 11;
/** Its fields: index (u8) each. */
export const ROW_RD: u32 = 12;
export const ROW_RS1: u32 = 13;
export const ROW_RS2: u32 = 14;
export const ROW_RS3: u32 = 15;
export const ROW_IMM: u32 = 16;
export const ROW_RM: u32 = 17;
/** Its reserved words: index of the first (u16), how many (u8). */
export const ROW_RESERVED: u32 = 18;
export const ROW_RESERVED_COUNT: u32 = 20;
export const ROW_BYTES: u32 = 24;

/** Reserved words: mask u32, match u32. */
export const RESERVED_MATCH: u32 = 4;
export const RESERVED_BYTES: u32 = 8;

/** A field: pieces (u8), bits above it when it is signed, else 0 (u8), added to it (i32); then its pieces. */
export const FIELD_PIECES: u32 = 0;
export const FIELD_UNUSED: u32 = 1;
export const FIELD_ADD: u32 = 4;
export const FIELD_FIRST: u32 = 8;
/** A piece: mask u32, lowest bit in the word u8, lowest bit in the value u8. */
export const PIECE_LOW: u32 = 4;
export const PIECE_AT: u32 = 5;
export const PIECE_BYTES: u32 = 8;
export const PIECES_MAX: u32 = 8;
export const FIELD_BYTES: u32 = 72;
