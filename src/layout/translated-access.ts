// How translated code describes a load or store to hart code, in one i32: from bit 0 log2 of the bytes, whether a load is
// sign-extended, half the instruction's length less 1, half its offset in the page, and the steps of its block behind it.

export const ACCESS_BYTES_MASK: u32 = 3;
export const ACCESS_SIGNED: u32 = 4;
export const ACCESS_LONG: u32 = 8;
export const ACCESS_OFFSET_SHIFT: u32 = 3;
export const ACCESS_OFFSET_MASK: u32 = 0xffe;
export const ACCESS_AHEAD_SHIFT: u32 = 16;
