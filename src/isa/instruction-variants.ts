// Instructions that a version had wrong: rows in place of others where a profile's fact says so.

import type { FactKey } from "./facts.js";
import { factWord } from "./facts.js";
import type { InstructionRow } from "./instruction-row.js";
import { CTZW_OF_LONG } from "./instructions/bit-manipulation.js";

interface Variant {
  readonly fact: FactKey;
  /** The fact's word under which the row stands for the one of its name. */
  readonly word: string;
  readonly row: InstructionRow;
}

const VARIANTS: readonly Variant[] = [{ fact: "ctzw-counts", word: "all-bits", row: CTZW_OF_LONG }];

/** The rows as a profile's facts have them. */
export function variantsOf(
  rows: readonly InstructionRow[],
  facts: { readonly [key in FactKey]: string },
): readonly InstructionRow[] {
  const active = VARIANTS.filter(({ fact, word }) => factWord(fact, facts) === word);
  return rows.map((row) => active.find((variant) => variant.row.name === row.name)?.row ?? row);
}
