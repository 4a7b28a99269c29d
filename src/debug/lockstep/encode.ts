// Instruction words from a row and the values of its fields, without going through text.
import { type EncodingBits, encodingBits } from "../../isa/encoding.js";
import type { FieldBits, FieldName, InstructionRow } from "../../isa/instruction-row.js";

/** Values by field; what is left out is 0 (or x8 where a field begins there). */
export type FieldValues = { readonly [name in FieldName]?: number };

/** What values a field takes: the least, the greatest, and the distance from one to the next. */
export interface FieldRange {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

/** The word of an instruction; bits of a value that do not fit are dropped. */
export function encode(row: InstructionRow, values: FieldValues): number {
  let word = partsOf(row).match;
  for (const [name, field] of Object.entries(row.fields) as [FieldName, FieldBits | number][]) {
    if (typeof field !== "number") word |= insert(field, values[name] ?? field.add ?? 0);
  }
  return word >>> 0;
}

const known = new Map<InstructionRow, EncodingBits>();

function partsOf(row: InstructionRow): EncodingBits {
  const found = known.get(row);
  if (found !== undefined) return found;
  const parts = encodingBits(row.encoding);
  known.set(row, parts);
  return parts;
}

/** 2 or 4. */
export function bytesOf(row: InstructionRow): 2 | 4 {
  return partsOf(row).length;
}

export function rangeOf({ pieces, shift = 0, signed = false, add = 0 }: FieldBits): FieldRange {
  const bits = pieces.reduce((sum, [high, low]) => sum + high - low + 1, 0);
  const step = 2 ** shift;
  const count = 2 ** bits;
  if (signed) return { least: (-count / 2) * step, most: (count / 2 - 1) * step, step };
  return { least: add, most: (count - 1) * step + add, step };
}

/** Whether a value can stand in a field. */
export function fits(field: FieldBits, value: number): boolean {
  const { least, most, step } = rangeOf(field);
  return value >= least && value <= most && (value - least) % step === 0;
}

function insert({ pieces, shift = 0, add = 0 }: FieldBits, value: number): number {
  let rest = Math.floor((value - add) / 2 ** shift);
  let word = 0;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const [high, low] = pieces[index]!;
    const size = 2 ** (high - low + 1);
    word |= (((rest % size) + size) % size) << low;
    rest = Math.floor(rest / size);
  }
  return word;
}
