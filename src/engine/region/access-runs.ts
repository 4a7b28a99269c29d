// Runs of loads, or of stores, off one register: a function's prologue, a trap handler saving registers, the fields of a
// structure. When all of a run lies in one page, one look at the TLB serves it.
import { visitEffect } from "../handlers.js";
import type { Instruction } from "./block.js";
import { loadIn } from "./value-queries.js";

/** A run within a block. */
export interface AccessRun {
  /** Positions of its first instruction, and behind its last. */
  readonly first: number;
  readonly end: number;
  readonly array: "read" | "write";
  readonly base: number;
  /** Lowest offset from the base register, and bytes from there to the end of the highest access. */
  readonly low: number;
  readonly bytes: number;
}

/** Accesses that make a run worth a second copy of its code. */
const WORTH = 3;
const PAGE = 4096;

interface Access {
  readonly array: "read" | "write";
  readonly base: number;
  readonly offset: number;
  readonly bytes: number;
}

/** The runs of a block's instructions; they do not overlap. */
export function accessRuns(instructions: readonly Instruction[]): readonly AccessRun[] {
  const runs: AccessRun[] = [];
  for (let first = 0; first < instructions.length; first++) {
    const run = runFrom(instructions, first);
    if (run === null) continue;
    runs.push(run);
    first = run.end - 1;
  }
  return runs;
}

function runFrom(instructions: readonly Instruction[], first: number): AccessRun | null {
  const start = accessOf(instructions[first]!);
  if (start === null) return null;
  const { array, base } = start;
  let low = start.offset;
  let high = low + start.bytes;
  let end = first + 1;
  let accesses = 1;
  for (let position = first; !writes(instructions[position]!, base); ) {
    const instruction = instructions[++position];
    if (instruction === undefined) break;
    const access = accessOf(instruction);
    if (access === null) {
      if (isArithmetic(instruction)) continue;
      break;
    }
    const wider = [Math.min(low, access.offset), Math.max(high, access.offset + access.bytes)] as const;
    if (access.array !== array || access.base !== base || wider[1] - wider[0] > PAGE) break;
    [low, high] = wider;
    end = position + 1;
    accesses++;
  }
  return accesses < WORTH ? null : { first, end, array, base, low, bytes: high - low };
}

/** The access of an instruction that does nothing else, at an offset from a register other than x0. */
function accessOf({ row, operands }: Instruction): Access | null {
  const [effect, ...others] = row.meaning;
  if (effect === undefined || others.length > 0 || operands.rs1 === 0) return null;
  const array = effect.effect === "store" ? "write" : "read";
  const access = effect.effect === "store" ? effect : "value" in effect ? loadIn(effect.value) : null;
  if (access?.address.node !== "op" || access.address.op !== "i64.add") return null;
  const [base, offset] = access.address.args;
  if (base?.node !== "x" || base.field !== "rs1" || offset?.node !== "imm") return null;
  return { array, base: operands.rs1, offset: operands.imm, bytes: access.bytes };
}

/** No memory access, no call, no jump: such an instruction may stand between the accesses of a run. */
function isArithmetic({ row }: Instruction): boolean {
  let plain = row.float !== true;
  for (const effect of row.meaning) {
    if (effect.effect !== "x" && effect.effect !== "let") return false;
    visitEffect(effect, ({ node }) => {
      if (node === "load" || node === "call") plain = false;
    });
  }
  return plain;
}

function writes({ row, operands }: Instruction, register: number): boolean {
  return operands.rd === register && row.meaning.some(({ effect }) => effect === "x");
}
