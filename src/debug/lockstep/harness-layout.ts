// What harness and host agree on: the record of a program, the harness's state, and what goes into a digest.
import { HARNESS, STATE } from "./arena.js";
import { PTE_ADDRESSES } from "./page-tables.js";

/** Of each program one is the harness's: an entry and an exit for each of these. */
export const RESERVED_REGISTERS: readonly number[] = [3, 4, 31];
/** M's vectors, by reserved register: a jump for each of sixteen interrupts. */
export const VECTORS: readonly number[] = RESERVED_REGISTERS.map((_, index) => HARNESS + 0x100 * (index + 1));

/** CSRs that every trap shows, after the x registers and mstatus. */
export const TRAP_CSRS: readonly string[] =
  "mcause mepc mtval mtval2 mtinst scause sepc stval htval htinst hstatus vscause vsepc vstval vsstatus mip mie fcsr".split(
    " ",
  );

/** CSRs that the end of a program shows. */
export const END_CSRS: readonly string[] = (
  "mideleg medeleg hedeleg hideleg hvip sip sie hip hie vsip vsie satp vsatp hgatp menvcfg henvcfg senvcfg " +
  "mcounteren hcounteren scounteren mcountinhibit stvec vstvec mtvec sscratch vsscratch stimecmp vstimecmp htimedelta " +
  "pmpcfg0 pmpaddr1 pmpaddr2 pmpaddr3 pmpaddr4 pmpaddr5 pmpaddr6 sstatus misa"
).split(" ");

/** CSRs that a program starts with, in the order of writing. */
export const START_CSRS: readonly string[] = (
  "menvcfg henvcfg senvcfg mcounteren hcounteren scounteren mcountinhibit medeleg mideleg hedeleg hideleg mtvec stvec " +
  "vstvec htimedelta stimecmp vstimecmp hgatp vsatp satp hstatus vsstatus " +
  "pmpaddr1 pmpaddr2 pmpaddr3 pmpaddr4 pmpaddr5 pmpaddr6 pmpcfg0 " +
  "sscratch sepc scause stval vsscratch vsepc vscause vstval htval mtval mtval2 mtinst mcause mip hvip mie fcsr"
).split(" ");

/** Parts of the data that are digested one by one, in bytes. */
export const DATA_PART = 512;

/** A program's record: offsets in bytes. */
export const RECORD = (() => {
  const x = 64;
  const f = x + 256;
  const csrs = f + 256;
  const ptes = csrs + 8 * START_CSRS.length;
  const code = ptes + 8 * PTE_ADDRESSES.length;
  return {
    size: 0,
    codeAt: 8,
    codeBytes: 16,
    codeEnd: 24,
    fetchAt: 32,
    flags: 40,
    dataSeed: 48,
    mstatus: 56,
    x,
    f,
    csrs,
    ptes,
    code,
  };
})();

/** Flags of a record. */
export const FLAG_VIRTUAL = 4;
export const FLAG_SUPERVISOR = 8;
export const FLAG_WAITS = 16;

/** The first words at PROGRAMS, before the first record. */
export const HEADER = { programs: 0, repeats: 8, dump: 16, leftOvers: 24, bytes: 32 } as const;

/** Traps after which a program ends. */
export const TRAP_LIMIT = 40;

/** Instructions of the harness itself between leaving a program and coming back. */
export const HARNESS_INSTRUCTIONS = 69;

/** The harness's state: offsets from STATE, all within reach of a 12-bit offset. */
export const STATE_OFFSETS = (() => {
  const mstatus = 256;
  const trap = mstatus + 8;
  const end = trap + 8 * TRAP_CSRS.length;
  const variables = 1600;
  const names = [
    "record",
    "codeEnd",
    "flags",
    "since",
    "instructions",
    "left",
    "repeats",
    "dump",
    "traps",
    "oldCode",
    "oldEnd",
    "leftOvers",
    "log",
    "modes",
  ];
  const at = (name: string) => variables + 8 * names.indexOf(name);
  if (end + 8 * END_CSRS.length > variables) throw new RangeError("lockstep: the harness's state does not fit");
  return {
    mstatus,
    trap,
    end,
    record: at("record"),
    codeEnd: at("codeEnd"),
    flags: at("flags"),
    since: at("since"),
    instructions: at("instructions"),
    left: at("left"),
    repeats: at("repeats"),
    dump: at("dump"),
    traps: at("traps"),
    oldCode: at("oldCode"),
    oldEnd: at("oldEnd"),
    leftOvers: at("leftOvers"),
    log: at("log"),
    /** Instructions by mode: M, HS, U, VS, VU. */
    modes: at("modes"),
  } as const;
})();

/** f registers, PTEs and digests of data parts at the end of a program: offsets from STATE, beyond 12 bits. */
export const END_BUFFER = 0x1000;

export const STATE_END = STATE + END_BUFFER;
