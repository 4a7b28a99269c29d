// The machine's own block of linear memory and the tables behind it: addresses in bytes.

/** First address of the machine block; fields below are offsets from 0. */
export const MACHINE: u32 = 4096;
export const HART_COUNT: u32 = MACHINE + 0;
/** Address of hart 0's block. */
export const HARTS: u32 = MACHINE + 4;
/** Address of the TLB arrays: hart by hart, context by context. */
export const TLB_ARRAYS: u32 = MACHINE + 8;
/** Guest RAM: address in linear memory; supervisor physical base is 0x80000000; size in bytes (u64). */
export const RAM_HOST: u32 = MACHINE + 12;
export const RAM_BYTES: u32 = MACHINE + 16;
/** Boot ROM: address in linear memory, for supervisor physical 0x1000 up to ROM_END. */
export const ROM_HOST: u32 = MACHINE + 24;
/** For each page of linear memory the address of its record page (u32), and a flag byte. */
export const PAGE_TABLE: u32 = MACHINE + 28;
export const PAGE_FLAGS: u32 = MACHINE + 32;
/** Pool of record pages: address, how many, next to hand out, how many were handed out ever. */
export const RECORD_POOL: u32 = MACHINE + 36;
export const RECORD_POOL_COUNT: u32 = MACHINE + 40;
export const RECORD_POOL_NEXT: u32 = MACHINE + 44;
/** Set by a port when an access hit no device or was refused (i32). */
export const BUS_ERROR: u32 = MACHINE + 48;
/** Why the machine is to stop: 0 runs on (i32), and the hart that asked. */
export const STOP: u32 = MACHINE + 52;
export const STOP_HART: u32 = MACHINE + 56;
/** VMs seen so far. */
export const VM_COUNT: u32 = MACHINE + 60;

/** Machine clock in steps at the start of the running slice; steps per tick; added to the ticks to give mtime. */
export const CLOCK: u32 = MACHINE + 64;
export const STEPS_PER_TICK: u32 = MACHINE + 72;
export const MTIME_OFFSET: u32 = MACHINE + 80;
/** Hart whose slice runs (-1: none). */
export const RUNNING_HART: u32 = MACHINE + 88;
/** Bits 63:32 of the last 8-byte device read. */
export const MMIO_HIGH: u32 = MACHINE + 92;
/** Extensions that hart code asks for: a bit each, in the order of ASKED_BY_HART in src/isa/extension-rows.ts (u32). */
export const EXTENSIONS: u32 = MACHINE + 96;
/** Pages of records that began to be filled, ever: what a page's PAGE_DECODED is numbered by (u32). */
export const DECODED_PAGES: u32 = MACHINE + 100;
/** Address of the tables for decoding (src/layout/decode.ts). */
export const DECODE_TABLES: u32 = MACHINE + 104;
/** 1 while every trap is told to the port `trapped` (u32). */
export const TRAPS_TOLD: u32 = MACHINE + 108;
/** 1 while the machine is to stop when a hart is about to execute the instruction at BREAK_PC (u32, u64). */
export const BREAK_SET: u32 = MACHINE + 112;
export const BREAK_PC: u32 = MACHINE + 120;

export const RAM_BASE: u64 = 0x80000000;
export const ROM_BASE: u64 = 0x1000;
export const ROM_BYTES: u64 = 0xf000;

/** Values of STOP. */
export const STOP_NONE: u32 = 0;
export const STOP_REQUESTED: u32 = 1;
export const STOP_TRAP_LOOP: u32 = 2;
export const STOP_BREAKPOINT: u32 = 3;
/** The same trap at the same pc without a retired instruction, so many times in a row, is a trap loop. */
export const TRAP_LOOP_LIMIT: u32 = 1000;

/** Facts of the profile: 8 bytes each, in the order of src/isa/facts.ts. */
export const FACTS: u32 = 8192;

/** CSR rows: kind u8, condition u8, twin u16, writable mask u64. */
export const CSR_ROWS: u32 = 65536;
export const CSR_ROW_BYTES: u32 = 16;
export const CSR_ROW_KIND: u32 = 0;
export const CSR_ROW_CONDITION: u32 = 1;
export const CSR_ROW_TWIN: u32 = 2;
export const CSR_ROW_MASK: u32 = 8;

/** PAGE_FLAGS: some write TLB array may hold this page. */
export const PAGE_WRITE_MAPPED: u32 = 1;

/** First address that the machine hands out to harts, TLB arrays, records and RAM. */
export const DYNAMIC: u32 = 262144 + 4194304;
