// The harness back to the program: the mode that the trap came from by way of the vectors of HS and VS, and the
// instruction behind the one that trapped.
import { CODE, CODE_BYTES, STUB_BYTES, STUB_RETURN, STUBS, STUBS_VS, USER_OFFSET } from "./arena.js";
import { STATE_OFFSETS as AT, FLAG_WAITS } from "./harness-layout.js";
import { lines, MSTATUS_TSR } from "./harness-lines.js";

const HSTATUS_VTSR = 1 << 22;

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

/** Where the program goes on after a trap, from M's handler on. */
export const UNWIND_LINES: readonly string[] = lines(unwind, whichStub, onPurpose, skip, allowReturn, disable);
