// `li`: the instructions that make a constant, remembered.

import { assemble } from "../../isa/assemble.js";
import { decode } from "../../isa/decode.js";
import { loadImmediate } from "../../isa/load-immediate.js";
import { X_NAMES } from "../../isa/registers.js";
import type { Step } from "./program.js";

const LIMIT = 100_000;
const known = new Map<string, readonly Step[]>();

/** Steps that set a register to 64 bits; none of them can trap. */
export function loadConstant(register: number, value: bigint): readonly Step[] {
  const key = `${register} ${value}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const steps = loadImmediate(X_NAMES[register]!, value).map((line): Step => {
    const { row, operands } = decode(assemble(line))!;
    const { rd, rs1, imm } = operands;
    return { row, values: { rd, rs1, imm } };
  });
  if (known.size >= LIMIT) known.clear();
  known.set(key, steps);
  return steps;
}
