// Words of a row: its fixed bits, and operand bits as a test chooses them.
import fc from "fast-check";
import { encodingBits } from "../../src/isa/encoding.js";
import type { InstructionRow } from "../../src/isa/instruction-row.js";
import { isReserved } from "../../src/isa/reserved.js";

/** Bits that the row's fields read; what is left over is ignored by decoders. */
export function operandMask(row: InstructionRow): number {
  let mask = 0;
  for (const field of Object.values(row.fields)) {
    if (typeof field === "number") continue;
    for (const [high, low] of field.pieces) mask |= ((2 ** (high - low + 1) - 1) << low) | 0;
  }
  return mask;
}

/** Any word that the row decodes, with zeros in bits that belong to no operand. */
export function wordOf(row: InstructionRow): fc.Arbitrary<number> {
  const { mask, match } = encodingBits(row.encoding);
  return fc
    .integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    .map((random) => match | (random & operandMask(row) & ~mask))
    .filter((word) => !isReserved(row, word));
}
