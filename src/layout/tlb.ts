// TLB contexts: one set of read, write and execute arrays for each translation regime of a hart.

/** Entries of one array; a power of two. */
export const TLB_ENTRIES: u32 = 4096;
/** An entry: tag (virtual page | generation), then what to add to the virtual address, or the page's records. */
export const TLB_ENTRY_BYTES: u32 = 16;
export const TLB_VALUE: u32 = 8;
/** Mask of an entry's offset: applied to (address >> 8). */
export const TLB_OFFSET_MASK: u32 = (TLB_ENTRIES - 1) * TLB_ENTRY_BYTES;
/** The arrays within a context. */
export const TLB_READ: u32 = 0;
export const TLB_WRITE: u32 = TLB_ENTRIES * TLB_ENTRY_BYTES;
export const TLB_EXECUTE: u32 = 2 * TLB_WRITE;
export const CONTEXT_BYTES: u32 = 3 * TLB_WRITE;
/** Contexts of a hart. */
export const CONTEXT_COUNT: u32 = 32;

/** A context's descriptor: what it translates for, its generations (1 to 4095), when it was used last. */
export const DESCRIPTOR_FLAGS: u32 = 0;
export const DESCRIPTOR_ATP: u32 = 8;
export const DESCRIPTOR_HGATP: u32 = 16;
export const DESCRIPTOR_READ_GENERATION: u32 = 24;
export const DESCRIPTOR_WRITE_GENERATION: u32 = 32;
export const DESCRIPTOR_EXECUTE_GENERATION: u32 = 40;
export const DESCRIPTOR_USED: u32 = 48;
/** 1 when an entry came from a superpage of either stage: address fences then drop the whole context. */
export const DESCRIPTOR_SUPERPAGES: u32 = 56;
export const DESCRIPTOR_BYTES: u32 = 64;

/** Descriptor flags: privilege in bits 1:0, then V, SUM, MXR for the first stage, MXR for the G-stage, in use. */
export const REGIME_VIRTUAL: u32 = 4;
export const REGIME_SUM: u32 = 8;
export const REGIME_MXR: u32 = 16;
export const REGIME_G_MXR: u32 = 32;
export const REGIME_VALID: u32 = 64;
