// The VM table: one entry for each distinct root PPN of hgatp, with its counters and its last VM exits.
// The last entry stands for all VMs that have no other; its root PPN is 0.

export const VMS: u32 = 262144;
export const VM_MAX: u32 = 512;
export const VM_BYTES: u32 = 8192;

export const VM_ROOT_PPN: u32 = 0;
export const VM_VMID: u32 = 8;
/** Hart that ran it last. */
export const VM_HART: u32 = 12;
/** Instructions retired with V=1. */
export const VM_INSTRUCTIONS: u32 = 16;
/** Exits written to the ring ever; the ring holds the last 64. */
export const VM_RING_COUNT: u32 = 24;
/** Virtual-instruction exceptions raised by WFI (also counted under their cause). */
export const VM_WFI_EXITS: u32 = 32;
/** Hart that ran it first. */
export const VM_FIRST_HART: u32 = 40;
/** Exits by cause: 64 exceptions then 64 interrupts (u64). */
export const VM_EXITS: u32 = 64;
/** Interrupts taken by VS, by VS-level cause (16 of u64). */
export const VM_INJECTED: u32 = 1088;
export const VM_RING: u32 = 4096;
export const VM_RING_ENTRIES: u32 = 64;

/** A VM exit: step, pc, scause, stval, htval, htinst, instruction (u32, 0 when not read), hart (u32). */
export const EXIT_BYTES: u32 = 64;
export const EXIT_STEP: u32 = 0;
export const EXIT_PC: u32 = 8;
export const EXIT_CAUSE: u32 = 16;
export const EXIT_STVAL: u32 = 24;
export const EXIT_HTVAL: u32 = 32;
export const EXIT_HTINST: u32 = 40;
export const EXIT_INSTRUCTION: u32 = 48;
export const EXIT_HART: u32 = 52;
