// CSR instructions as the rules of csr-rules.ts let programs have them.
import { CSRS } from "../../isa/csr.js";
import { loadConstant } from "./constants.js";
import { CONSTANTS, ruleOf } from "./csr-rules.js";
import type { Draft } from "./draft.js";
import type { Step } from "./program.js";

const REGISTER_FORMS = ["csrrw", "csrrs", "csrrc"] as const;
const IMMEDIATE_FORMS = ["csrrwi", "csrrsi", "csrrci"] as const;
const READS = ["csrrs", "csrrc"] as const;
/** Constants of these replace the whole CSR: bits set or cleared would make values that are not on the list. */
const WHOLE = new Set(["mtvec", "stvec", "vstvec", "stimecmp", "vstimecmp", "htimedelta"]);
/** Bits that a clearing write would leave a mode without: UXL. */
const KEPT_WHEN_CLEARING = 3n << 32n;
/** A write would upset the count of instructions that the harness keeps. */
const UNWRITTEN_COUNTS = new Set(["minstret", "mcycle"]);

export function csrSteps(draft: Draft): readonly Step[] {
  const { random } = draft.context;
  if (random.chance(8)) return unknownCsr(draft);
  const row = random.pick(CSRS);
  const rd = draft.scratch();
  switch (ruleOf(row.name, draft.waits)) {
    case "free":
      return anyAccess(draft, row.number);
    case "reads":
      return [draft.step(random.pick(READS), { rd, rs1: 0, csr: row.number })];
    case "counts": {
      const writes = random.chance(25) && !UNWRITTEN_COUNTS.has(row.name);
      const access = writes
        ? draft.step("csrrw", { rd, rs1: random.below(32), csr: row.number })
        : draft.step(random.pick(READS), { rd, rs1: 0, csr: row.number });
      return [access, draft.step("addi", { rd, rs1: 0, imm: 0 })];
    }
    case "constant":
      return constantAccess(draft, row.name, row.number, rd);
  }
}

function anyAccess(draft: Draft, csr: number): readonly Step[] {
  const { random } = draft.context;
  const rd = random.chance(20) ? 0 : draft.scratch();
  if (random.chance(30)) return [draft.step(random.pick(IMMEDIATE_FORMS), { rd, imm: random.below(32), csr })];
  const rs1 = random.chance(25) ? 0 : random.below(32);
  return [draft.step(random.pick(REGISTER_FORMS), { rd, rs1, csr })];
}

function constantAccess(draft: Draft, name: string, csr: number, rd: number): readonly Step[] {
  const { random } = draft.context;
  if (random.chance(30)) return [draft.step(random.pick(READS), { rd, rs1: 0, csr })];
  const register = draft.scratch();
  const value = CONSTANTS[name]!(draft.context);
  const form = WHOLE.has(name) ? "csrrw" : random.pick(REGISTER_FORMS);
  const written = form === "csrrw" ? value : value & ~KEPT_WHEN_CLEARING;
  return [...loadConstant(register, written), draft.step(form, { rd, rs1: register, csr })];
}

/** Numbers that no row has, and numbers of rows that only some profiles have. */
function unknownCsr(draft: Draft): readonly Step[] {
  const { random } = draft.context;
  const number = random.below(4096);
  const known = CSRS.find((row) => row.number === number);
  if (known !== undefined) return [];
  return anyAccess(draft, number);
}
