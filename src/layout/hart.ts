// The state of one hart in linear memory: offsets in bytes from the hart's base address.

/** x0 to x31 (i64), then the slot that swallows writes to x0. */
export const X: u32 = 0;
export const X_SINK: u32 = 256;
/** f0 to f31, raw 64 bits. */
export const F: u32 = 264;
/** pc of the instruction about to execute, or executing when hart code is called. */
export const PC: u32 = 520;
/** Steps left in this slice (i32); negative when it is spent. */
export const COUNT: u32 = 528;
/** Set by hart code when control does not go on at the next instruction: see exit.ts. */
export const EXIT: u32 = 532;
/** Privilege (i32): 0 U, 1 S, 3 M. */
export const PRIVILEGE: u32 = 536;
/** 1 while V=1 (i32). */
export const VIRTUAL: u32 = 540;
/** Virtual address of the page that instructions are fetched from, and the address of its decoded records. */
export const FETCH_PAGE: u32 = 544;
export const FETCH_RECORDS: u32 = 552;
export const ID: u32 = 556;

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
/** 1 once f registers or fflags were written since FS was last merged (i32). */
export const FLOAT_DIRTY: u32 = 604;

/** Steps this hart was given at the start of the slice; COUNT counts down from here. */
export const SLICE: u32 = 608;
/** Steps taken away from COUNT by attention, still owed to the slice. */
export const OWED: u32 = 612;
/** 1 while the hart waits in WFI (i32). */
export const WAITING: u32 = 616;
/** 1 while this hart's slice runs (i32). */
export const RUNNING: u32 = 620;
/** Steps of this hart before the current slice. */
export const STEPS: u32 = 624;
/** Traps taken; instret is steps minus traps. */
export const TRAPS: u32 = 632;
/** Added to instret and to the cycle count by writes to minstret and mcycle. */
export const INSTRET_OFFSET: u32 = 640;
export const CYCLE_OFFSET: u32 = 648;

/** Reservation of LR: supervisor physical address (all ones: none), the value read, its size in bytes. */
export const RESERVATION: u32 = 656;
export const RESERVED_VALUE: u32 = 664;
export const RESERVED_BYTES: u32 = 672;

/** What floating point notes beside fflags where a fact asks for it (i32); see src/hart/float/notes.ts. */
export const FLOAT_NOTES: u32 = 676;

/** Interrupt inputs from devices, as bits of mip. */
export const LINES: u32 = 680;
/** mtimecmp of the CLINT. */
export const MTIMECMP: u32 = 688;

/** The fault found by a translation: cause (-1: none), then what the trap reports. */
export const FAULT_CAUSE: u32 = 696;
/** 1 when the fault is a guest-page fault of an implicit access: FAULT_TINST holds the pseudoinstruction. */
export const FAULT_IMPLICIT: u32 = 700;
export const FAULT_TVAL: u32 = 704;
export const FAULT_GPA: u32 = 712;
export const FAULT_TINST: u32 = 720;
/** 1 when a store through the last translation would have succeeded without changing any PTE (i32). */
export const TRANSLATED_WRITABLE: u32 = 728;

/** Index of the VM in the VM table whose hgatp is loaded (-1: none, or V=1 was not entered since it was written). */
export const VM: u32 = 732;
/** instret when the hart last changed between M, HS and guest, and instructions retired in each. */
export const MODE_SINCE: u32 = 736;
export const RETIRED_M: u32 = 744;
export const RETIRED_HS: u32 = 752;
export const RETIRED_GUEST: u32 = 760;

/** Trap-loop watch: pc and cause of the last trap, instret then, repetitions. */
export const LOOP_PC: u32 = 768;
export const LOOP_CAUSE: u32 = 776;
export const LOOP_INSTRET: u32 = 784;
export const LOOP_REPEATS: u32 = 792;

/** Use counter of TLB contexts, for eviction. */
export const CONTEXT_CLOCK: u32 = 800;
/** Index of the context last used by each regime (priv and V: 8 of i32). */
export const CONTEXT_HINT: u32 = 808;

/** PMP entries in force, decoded: count, then first and last byte and configuration of each (24 bytes, 64 entries). */
export const PMP_COUNT: u32 = 840;
export const PMP_ENTRIES: u32 = 848;
export const PMP_ENTRY_BYTES: u32 = 24;

/** Physical addresses at which every access is allowed in every mode, whatever other entries say: first, end (u64). */
export const PMP_OPEN_FIRST: u32 = 2480;
export const PMP_OPEN_END: u32 = 2488;

/** Digest of what CSR instructions gave and of the traps taken: two runs that behave alike have the same. */
export const DIGEST: u32 = 2432;
/** How a value enters it: the digest turned left by so many bits, exclusive or the value, times the factor. */
export const DIGEST_TURN: u64 = 5;
export const DIGEST_FACTOR: u64 = 0x9e3779b97f4a7;
/** Which timers were ever written (i32): bit 0 stimecmp, bit 1 vstimecmp. */
export const TIMERS_WRITTEN: u32 = 2472;
/** What is added to mtime for the comparison with stimecmp, and with vstimecmp (htimedelta as it counts). */
export const STIMECMP_DELTA: u32 = 2440;
export const VSTIMECMP_DELTA: u32 = 2448;
/** The instruction that a stale tval shows (u32): see the fact stale-instruction. */
export const STALE_INSTRUCTION: u32 = 2456;
/** Virtual address of the LR that made the reservation. */
export const RESERVED_VA: u32 = 2464;

/** MXR of vsstatus (u64) as it was when V became 1: see the fact mxr-model. */
export const ENTRY_MXR: u32 = 2512;

/** Sets of mhpmcounters by bit (u32): running now; with a filter by mode; running with an overflow to come. */
export const HPM_RUNNING: u32 = 2496;
export const HPM_FILTERED: u32 = 2500;
export const HPM_WATCHED: u32 = 2504;

/** Traps taken by cause: M, HS and VS, each 64 exceptions then 64 interrupts (u64). */
export const TRAP_COUNTS: u32 = 4096;
export const TRAP_COUNTS_BYTES: u32 = 1024;

/** Descriptors of the TLB contexts (see tlb.ts). */
export const CONTEXTS: u32 = 8192;

/** Scratch record for an instruction that straddles two pages, or lies in a page that PMP divides. */
export const STRADDLE: u32 = 16384;

/** The CSR file: 8 bytes each, indexed by number. */
export const CSR: u32 = 32768;

/** Bytes from one hart to the next. */
export const HART_BYTES: u32 = 65536;
