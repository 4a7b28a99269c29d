// The harness from a trap on: it takes every trap, and folds what the trap shows into the digest.
import { STATE_OFFSETS as AT, RESERVED_REGISTERS, TRAP_CSRS, TRAP_LIMIT } from "./harness-layout.js";
import { each, FOLD_FACTOR, lines, MSTATUS_FS, REGISTERS } from "./harness-lines.js";
import { UNWIND_LINES } from "./harness-unwind.js";

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

/** From trap to program: entries and exits, what a trap shows, and where the program goes on. */
export const TRAP_LINES: readonly string[] = lines(vectors, entries, trapped, UNWIND_LINES, dropLeftOvers);
