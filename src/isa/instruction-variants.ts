// Instructions that a version had wrong, or that leave more behind there: rows in place of others by a profile's fact.

import type { FactKey } from "./facts.js";
import { factWord } from "./facts.js";
import type { InstructionRow } from "./instruction-row.js";
import { CTZW_OF_LONG } from "./instructions/bit-manipulation.js";
import { NOTING_COMPARISONS } from "./instructions/float.js";

interface Variant {
  readonly fact: FactKey;
  /** The fact's word under which the row stands for the one of its name. */
  readonly word: string;
  readonly row: InstructionRow;
}

const VARIANTS: readonly Variant[] = [
  { fact: "ctzw-counts", word: "all-bits", row: CTZW_OF_LONG },
  ...NOTING_COMPARISONS.map((row): Variant => ({ fact: "fs-dirty-by-flags", word: "new", row })),
];

/** The rows as a profile's facts have them. */
export function variantsOf(
  rows: readonly InstructionRow[],
  facts: { readonly [key in FactKey]: string },
): readonly InstructionRow[] {
  const active = VARIANTS.filter(({ fact, word }) => factWord(fact, facts) === word);
  return rows.map((row) => active.find((variant) => variant.row.name === row.name)?.row ?? row);
}
