// Where everything lies in a lockstep image: the harness, the arena that every program runs in, the programs. Addresses
// are supervisor physical; virtual and guest physical ones are the same where page tables map what a program needs.

/** Bytes of RAM of the machine. */
export const RAM_BYTES = 32 * 0x10_0000;

/** M-mode code: one locked PMP entry keeps programs from writing it. */
export const HARNESS = 0x8000_0000;
export const HARNESS_BYTES = 0x1_0000;
/** What the harness keeps; mscratch points to it. Its bits other than mstatus.MPRV mean nothing to mstatus. */
export const STATE = 0x8002_0000;
/** Traps and ends of a program, for dumps. */
export const LOG = 0x8010_0000;
/** Trap vectors of HS and VS. */
export const STUBS = 0x8020_0000;
/** Programs as they are loaded. */
export const PROGRAMS = 0x8080_0000;
export const PROGRAMS_BYTES = 0x150_0000;

/** Two pages of code, two of data, then places that only exist in page tables. */
export const ARENA = 0x8040_0000;
export const CODE = ARENA;
export const CODE_BYTES = 0x2000;
export const DATA = ARENA + 0x2000;
export const DATA_BYTES = 0x2000;
/** Added to an address of code where U-mode fetches it under a page table. */
export const USER_OFFSET = 0xc000;
/** Where HS finds its own lowest table (at +0) and that of the G-stage, where VS finds its own. */
export const WINDOW = ARENA + 0xe000;

/** A vector: sixteen instructions that trap, then SRET. */
export const STUB_RETURN = 64;
export const STUB_BYTES = 0x100;
export const STUBS_VS = STUBS + 0x400;

const PAGE = 0x1000;

/** Page tables of one stage, by level from the lowest. */
export interface Tables {
  readonly lowest: number;
  readonly middle: number;
  readonly root39: number;
  readonly root48: number;
  readonly root57: number;
}

const at = (page: number): number => ARENA + page * PAGE;

export const HS_TABLES: Tables = { root39: at(16), middle: at(17), lowest: at(18), root48: at(19), root57: at(20) };
export const VS_TABLES: Tables = { root39: at(21), middle: at(22), lowest: at(23), root48: at(24), root57: at(25) };
/** Roots of the G-stage take four pages each. */
export const G_TABLES: Tables = { middle: at(26), lowest: at(27), root39: at(28), root48: at(32), root57: at(36) };

/** Pages of the arena, counted from its start, in which VS finds its tables: the G-stage maps them. */
export const VS_TABLE_PAGES: readonly number[] = [21, 22, 23, 24, 25];

/** Nothing answers there. */
export const HOLE = 0x9000_0000;
