// The state of one hart in linear memory: offsets in bytes from the hart's base address.

/** x0 to x31 (i64), then the slot that swallows writes to x0. */
export const X: u32 = 0;
export const X_SINK: u32 = 256;
/** f0 to f31, raw 64 bits. */
export const F: u32 = 264;
/** pc of the instruction about to execute, or executing when hart code is called. */
export const PC: u32 = 520;
/** Steps left in this slice; negative when it is spent. */
export const COUNT: u32 = 528;
/** Set by hart code when control does not go on at the next instruction: see `exit.ts`. */
export const EXIT: u32 = 532;
/** Privilege: 0 U, 1 S, 3 M. */
export const PRIVILEGE: u32 = 536;
/** 1 while V=1. */
export const VIRTUAL: u32 = 540;
/** Virtual address of the page that instructions are fetched from, and the address of its decoded records. */
export const FETCH_PAGE: u32 = 544;
export const FETCH_RECORDS: u32 = 552;

/** TLB context for fetches and for loads and stores: base address of its arrays, and the tags' generation bits. */
export const FETCH_CONTEXT: u32 = 560;
export const DATA_CONTEXT: u32 = 564;
export const FETCH_GENERATION: u32 = 568;
export const READ_GENERATION: u32 = 576;
export const WRITE_GENERATION: u32 = 584;

/** Rounding mode by the instruction's rm field (8 bytes): 0 to 4, or 255 where the instruction is illegal. */
export const FLOAT_MODE: u32 = 592;
/** Accrued exception flags NV DZ OF UF NX in bits 4 to 0 (i32). */
export const FFLAGS: u32 = 600;
/** 1 once f registers or fflags were written since FS was last merged. */
export const FLOAT_DIRTY: u32 = 604;
