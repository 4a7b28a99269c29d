// The harness between a trap and the program: it takes every trap, folds what the trap shows into the digest, and skips
// the instruction.
import { CODE, CODE_BYTES, STUB_BYTES, STUB_RETURN, STUBS, STUBS_VS, USER_OFFSET } from "./arena.js";
import { STATE_OFFSETS as AT, FLAG_WAITS, RESERVED_REGISTERS, TRAP_CSRS, TRAP_LIMIT } from "./harness-layout.js";
import { each, FOLD_FACTOR, lines, MSTATUS_FS, MSTATUS_TSR, REGISTERS } from "./harness-lines.js";

const HSTATUS_VTSR = 1 << 22;

/** M's entries and exits, one for each reserved register R. While a program runs R and mscratch hold STATE. */
const entries = each(RESERVED_REGISTERS, (r, index) => [
  `entry${index}:`,
  `csrrs x${r}, mstatus, zero`,
  `csrrw x${r}, mscratch, x${r}`,
  // STATE has mstatus.MPRV's bit and no other that counts.
  `csrrc zero, mstatus, x${r}`,
  ...each(REGISTERS, (n) => (n === r ? [] : [`sd x${n}, ${8 * n}(x${r})`])),
  `mv s0, x${r}`,
  "j trapped",
  `exit${index}:`,
  `mv x${r}, s0`,
  ...each(REGISTERS, (n) => (n === r ? [] : [`ld x${n}, ${8 * n}(x${r})`])),
  `ld x${r}, ${AT.mstatus}(x${r})`,
  `csrw mstatus, x${r}`,
  `csrr x${r}, mscratch`,
  "mret",
]);

const vectors = each(RESERVED_REGISTERS, (_, index) => [
  ".align 8",
  ...Array.from({ length: 16 }, () => `j entry${index}`),
]);

/** Counts instructions since the program was left, keeps mstatus, and collects what the trap shows. */
const trapped = lines(
  "trapped:",
  "csrr t0, minstret",
  `ld t1, ${AT.since}(s0)`,
  "sub t0, t0, t1",
  `ld t1, ${AT.instructions}(s0)`,
  "add t1, t1, t0",
  `sd t1, ${AT.instructions}(s0)`,
  "csrr t1, mscratch",
  `sd t1, ${AT.mstatus}(s0)`,
  "csrw mscratch, s0",
  // By mode: MPP 3 is M; else 1 HS, 0 U, with MPV two more.
  "srli t2, t1, 11",
  "andi t2, t2, 3",
  "li t3, 0",
  "li t4, 3",
  "beq t2, t4, count",
  "li t3, 2",
  "beqz t2, user",
  "li t3, 1",
  "user:",
  "srli t4, t1, 39",
  "andi t4, t4, 1",
  "slli t4, t4, 1",
  "add t3, t3, t4",
  "count:",
  "slli t3, t3, 3",
  "add t3, t3, s0",
  `ld t4, ${AT.modes}(t3)`,
  "add t4, t4, t0",
  `sd t4, ${AT.modes}(t3)`,
  `li t2, ${MSTATUS_FS}`,
  "csrs mstatus, t2",
  "jal dropLeftOvers",
  ...each(TRAP_CSRS, (name, index) => [`csrr t0, ${name}`, `sd t0, ${AT.trap + 8 * index}(s0)`]),
  // s2 is the digest of the program so far: it lives where x0 would be saved.
  "ld s2, 0(s0)",
  `li s11, ${FOLD_FACTOR}`,
  "addi a0, s0, 8",
  `li a1, ${31 + 1 + TRAP_CSRS.length}`,
  "li a2, 'T'",
  "jal show",
  "sd s2, 0(s0)",
  `ld t0, ${AT.traps}(s0)`,
  "addi t0, t0, 1",
  `sd t0, ${AT.traps}(s0)`,
  `li t1, ${TRAP_LIMIT}`,
  "bge t0, t1, finish",
);

/**
 * Where the image says so: mtval2 and htval of traps that are no guest-page faults hold what a page walk long ago left,
 * which nobody can tell without QEMU's TLB. Zero in both machines then.
 */
const dropLeftOvers = lines(
  "dropLeftOvers:",
  `ld t0, ${AT.leftOvers}(s0)`,
  "beqz t0, kept",
  // Bits of causes 20, 21 and 23.
  "li t2, 0xb00000",
  "csrr t0, mcause",
  "srl t1, t2, t0",
  "andi t1, t1, 1",
  "bltz t0, dropOfM",
  "bnez t1, keepOfM",
  "dropOfM:",
  "csrw mtval2, zero",
  "keepOfM:",
  "csrr t0, scause",
  "srl t1, t2, t0",
  "andi t1, t1, 1",
  "bltz t0, dropOfHs",
  "bnez t1, kept",
  "dropOfHs:",
  "csrw htval, zero",
  "kept:",
  "ret",
);

/** What a CSR by name is in a handler: cause in s1, pc in s2. */
function fetchCause(level: "m" | "s" | "vs"): readonly string[] {
  return [`csrr s1, ${level}cause`, `csrr s2, ${level}epc`];
}

/** s3 = which vectors s2 points into: 1 HS, 2 VS, 0 none; s4 = offset in the vector. */
const whichStub = lines(
  "whichStub:",
  "li s3, 0",
  `li t0, ${STUBS}`,
  "sub t1, s2, t0",
  `andi s4, t1, ${STUB_BYTES - 1}`,
  `li t2, ${2 * STUB_BYTES}`,
  "bltu t1, t2, stubOfHs",
  `li t0, ${STUBS_VS}`,
  "sub t1, s2, t0",
  `andi s4, t1, ${STUB_BYTES - 1}`,
  "bltu t1, t2, stubOfVs",
  "ret",
  "stubOfHs:",
  "li s3, 1",
  "ret",
  "stubOfVs:",
  "li s3, 2",
  "ret",
);

/** s1 must be a cause by which vectors trap on purpose; else the program is over. */
const onPurpose = lines(
  "onPurpose:",
  "li t0, 3",
  "beq s1, t0, isOnPurpose",
  "addi t0, s1, -8",
  "li t1, 4",
  "bgeu t0, t1, finish",
  "isOnPurpose:",
  "ret",
);

/**
 * Leads s2 behind its instruction; out of the code back to ra, or to the program's end. What traps as illegal may be the
 * fence that a change of page tables needs: it is made up for.
 */
const skip = lines(
  "skip:",
  "li t0, 0x400006",
  "srl t0, t0, s1",
  "andi t0, t0, 1",
  "beqz t0, fenced",
  "sfence.vma",
  "hfence.gvma",
  "hfence.vvma",
  "fenced:",
  "mv t3, s2",
  "li t6, 1",
  "locate:",
  `li t0, ${CODE}`,
  "sub t1, t3, t0",
  `li t2, ${CODE_BYTES}`,
  "bltu t1, t2, located",
  `li t4, ${USER_OFFSET}`,
  "sub t1, t1, t4",
  "bltu t1, t2, located",
  "beqz t6, finish",
  "li t6, 0",
  "ld t3, 8(s0)",
  "j locate",
  "located:",
  "add t0, t0, t1",
  `ld t2, ${AT.codeEnd}(s0)`,
  "bgeu t0, t2, finish",
  "mv s2, t3",
  "beqz t6, skipped",
  "lhu t0, 0(t0)",
  "andi t0, t0, 3",
  "addi s2, s2, 2",
  "li t1, 3",
  "bne t0, t1, skipped",
  "addi s2, s2, 2",
  "skipped:",
  "ret",
);

/** XRET of a vector trapped: TSR and VTSR are in the way. */
const allowReturn = lines(
  "allowReturn:",
  `li t0, ${HSTATUS_VTSR}`,
  "csrc hstatus, t0",
  `li t0, ${MSTATUS_TSR}`,
  "not t0, t0",
  `ld t1, ${AT.mstatus}(s0)`,
  "and t1, t1, t0",
  `sd t1, ${AT.mstatus}(s0)`,
  "ret",
);

/** An interrupt with cause s1 (a guest's: one more) is not to come again. */
const disable = lines("disable:", "li t0, 1", "andi t1, s1, 63", "sll t0, t0, t1", "csrc mie, t0", "ret");

/** Where the program goes on, by level: s2 behind the instruction, and XRETs of vectors below it. */
const unwind = lines(
  ...fetchCause("m"),
  "bltz s1, interruptOfM",
  "jal whichStub",
  "beqz s3, ofM",
  `li t0, ${STUB_RETURN}`,
  "beq s4, t0, returnOfM",
  "jal onPurpose",
  "li t0, 1",
  "beq s3, t0, viaHs",
  // VS reached M at once.
  "li s5, 0",
  "j viaVs",
  "interruptOfM:",
  "jal disable",
  "j resume",
  "returnOfM:",
  "jal allowReturn",
  "j resume",
  "ofM:",
  "jal skip",
  "csrw mepc, s2",
  "j resume",
  "viaHs:",
  ...fetchCause("s"),
  "bltz s1, interruptOfHs",
  "jal whichStub",
  "beqz s3, ofHs",
  "li t0, 1",
  "beq s3, t0, returnOfHs",
  `li t0, ${STUB_RETURN}`,
  "beq s4, t0, returnOfHs",
  "jal onPurpose",
  "li s5, 1",
  "j viaVs",
  "interruptOfHs:",
  "jal disable",
  "j throughHs",
  "returnOfHs:",
  `li t0, ${STUB_RETURN}`,
  "bne s4, t0, finish",
  "jal allowReturn",
  "j throughHs",
  "ofHs:",
  "jal skip",
  "csrw sepc, s2",
  "throughHs:",
  "csrr t0, mepc",
  `andi t0, t0, ${-STUB_BYTES}`,
  `addi t0, t0, ${STUB_RETURN}`,
  "csrw mepc, t0",
  "j resume",
  // s5: HS lies between.
  "viaVs:",
  ...fetchCause("vs"),
  "bltz s1, interruptOfVs",
  "jal whichStub",
  "bnez s3, finish",
  "jal skip",
  "csrw vsepc, s2",
  "j throughVs",
  "interruptOfVs:",
  `ld t0, ${AT.flags}(s0)`,
  `andi t0, t0, ${FLAG_WAITS}`,
  "bnez t0, guestWaits",
  "addi s1, s1, 1",
  "jal disable",
  "j throughVs",
  // The interrupt stays: VS does without it, VU cannot.
  "guestWaits:",
  "csrr t0, vsstatus",
  "andi t0, t0, 0x100",
  "beqz t0, finish",
  "li t0, 0x20",
  "csrc vsstatus, t0",
  "throughVs:",
  "beqz s5, leaveVs",
  "csrr t0, sepc",
  `andi t0, t0, ${-STUB_BYTES}`,
  `addi t0, t0, ${STUB_RETURN}`,
  "csrw sepc, t0",
  "j throughHs",
  "leaveVs:",
  "j throughHs",
  "resume:",
  "csrr t0, minstret",
  `sd t0, ${AT.since}(s0)`,
  `ld t0, ${AT.flags}(s0)`,
  "andi t0, t0, 3",
  "beqz t0, exit0",
  "li t1, 1",
  "beq t0, t1, exit1",
  "j exit2",
);

/** From trap to program: entries and exits, what a trap shows, and where the program goes on. */
export const TRAP_LINES: readonly string[] = lines(
  vectors,
  entries,
  trapped,
  unwind,
  dropLeftOvers,
  whichStub,
  onPurpose,
  skip,
  allowReturn,
  disable,
);
