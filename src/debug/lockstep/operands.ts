// Operands of one instruction: registers that suit it, immediates at the ends of their ranges.
import type { FieldBits, FieldName, InstructionRow } from "../../isa/instruction-row.js";
import { isReserved } from "../../isa/reserved.js";
import { encode, type FieldRange, type FieldValues, rangeOf } from "./encode.js";
import { operandUse } from "./instruction-classes.js";
import type { Random } from "./random.js";

export interface OperandDraw {
  readonly random: Random;
  /** x registers that nothing may write now. */
  readonly kept: (register: number) => boolean;
  /** x registers that hold addresses, as far as one can tell. */
  readonly addresses: readonly number[];
  /** The base of an access. */
  readonly base: boolean;
}

const TRIES = 40;

/** Values for all fields of a row, such that it is that row and none that is reserved; undefined when none is found. */
export function drawOperands(row: InstructionRow, draw: OperandDraw): FieldValues | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const values: { [name in FieldName]?: number } = {};
    let usable = true;
    for (const [name, field] of Object.entries(row.fields) as [FieldName, FieldBits | number][]) {
      if (typeof field === "number") {
        usable &&= name !== "rd" || !draw.kept(field);
        continue;
      }
      let value = drawField(row, name, field, draw);
      // Compressed instructions have rd and a source in the same bits.
      const destination = row.fields.rd;
      const shared = name !== "rd" && typeof destination === "object" && field.pieces === destination.pieces;
      if (shared) value = values.rd ?? 0;
      values[name] = value;
      usable &&= name !== "rd" || operandUse(row, "rd") !== "x" || !draw.kept(value);
    }
    if (usable && !isReserved(row, encode(row, values))) return values;
  }
  return undefined;
}

function drawField(row: InstructionRow, name: FieldName, field: FieldBits, draw: OperandDraw): number {
  const { random, addresses } = draw;
  const range = rangeOf(field);
  const any = () => range.least + range.step * random.below((range.most - range.least) / range.step + 1);
  if (name === "imm") return drawImmediate(random, range, draw.base);
  if (name === "rm") return random.chance(50) ? 7 : random.below(5);
  if (operandUse(row, name) !== "x") return any();
  const within = (register: number) => register >= range.least && register <= range.most;
  if (name === "rs1" && draw.base && random.chance(92)) return random.pick(addresses.filter(within));
  if (name !== "rd") return any();
  // Addresses and ra are worth keeping.
  const drawn = any();
  const precious = addresses.includes(drawn) || drawn === 1;
  return precious && random.chance(85) ? any() : drawn;
}

function drawImmediate(random: Random, range: FieldRange, small: boolean): number {
  const { least, most, step } = range;
  const count = (most - least) / step + 1;
  if (small && random.chance(75)) {
    const near = 8 * random.below(8) - (least < 0 ? 32 : 0);
    return Math.min(most, Math.max(least, near - (near % step)));
  }
  if (random.chance(25)) {
    const ends = [least, most, 0, step, least + step, most - step, -step];
    const end = random.pick(ends);
    return end < least || end > most ? least : end;
  }
  return least + step * random.below(count);
}
