// What hart code asks of the world outside linear memory. Physical addresses cross as 32-bit halves.

/** Reads 1, 2, 4 or 8 bytes from a device: bits 31:0, the rest in MMIO_HIGH; sets BUS_ERROR when nothing answers. */
export declare function mmioRead(low: u32, high: u32, bytes: i32): u32;
/** Writes 1, 2, 4 or 8 bytes to a device; sets BUS_ERROR when nothing answers. */
export declare function mmioWrite(low: u32, high: u32, bytes: i32, value: u32, valueHigh: u32): void;
/** A trap is taken, while TRAPS_TOLD: its cause with bit 31 set for an interrupt, epc and tval as halves. */
export declare function trapped(h: u32, cause: u32, epc: u32, epcHigh: u32, tval: u32, tvalHigh: u32): void;
