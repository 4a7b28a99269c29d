// Facts a profile may set: what the manual leaves open, or what a QEMU version did. One row each; code asks the fact.
import { ACCESS_FACTS } from "./facts/access.js";
import { BOARD_FACTS } from "./facts/board.js";
import { CSR_FACTS } from "./facts/csrs.js";
import { type FactRow, factText } from "./facts/fact-row.js";
import { MASK_FACTS } from "./facts/masks.js";
import { RESET_FACTS } from "./facts/reset.js";
import { TRANSLATION_FACTS } from "./facts/translation.js";
import { TRAP_FACTS } from "./facts/traps.js";

export type { FactRow, FactType } from "./facts/fact-row.js";
export { factText } from "./facts/fact-row.js";

/** By subject, in the order in which they are shown. */
export const FACT_GROUPS = [
  { title: "CSRs after reset", facts: RESET_FACTS },
  { title: "writable bits of CSRs", facts: MASK_FACTS },
  { title: "CSRs beyond masks", facts: CSR_FACTS },
  { title: "access and modes", facts: ACCESS_FACTS },
  { title: "traps", facts: TRAP_FACTS },
  { title: "address translation", facts: TRANSLATION_FACTS },
  { title: "board", facts: BOARD_FACTS },
] as const;

export type FactKey = (typeof FACT_GROUPS)[number]["facts"][number]["key"];

/** The order is the order of the facts' slots in linear memory. */
export const FACTS: readonly FactRow<FactKey>[] = FACT_GROUPS.flatMap<FactRow<FactKey>>(({ facts }) => facts);

/** Values as a profile after loading holds them: the manual's, but for those given. */
export function manualFacts(given: { readonly [key in FactKey]?: string } = {}): { readonly [key in FactKey]: string } {
  const values = FACTS.map((row) => [row.key, given[row.key] ?? `0x${row.default.toString(16)}`] as const);
  return Object.fromEntries(values) as { [key in FactKey]: string };
}

/** The word that a profile has for a fact of type choice. */
export function factWord(key: FactKey, values: { readonly [key in FactKey]: string }): string {
  const row = FACTS.find((each) => each.key === key);
  return row === undefined ? "" : factText(row, BigInt(values[key]));
}
