// The catalogue: what versions of QEMU do otherwise than the manual or than each other, where a hypervisor notices. What
// each version does is in `configs/regressions`, a scenario each.
import { ACCESS_CASES } from "./catalogue/access.js";
import type { CatalogueCase } from "./catalogue/case-row.js";
import { CSR_CASES } from "./catalogue/csrs.js";
import { INTERRUPT_CASES } from "./catalogue/interrupts.js";
import { TRANSLATION_CASES } from "./catalogue/translation.js";
import { TRAP_CASES } from "./catalogue/traps.js";

export type { CatalogueCase, Decider } from "./catalogue/case-row.js";

/** In the order of their numbers. */
export const CATALOGUE: readonly CatalogueCase[] = [
  ...TRANSLATION_CASES,
  ...TRAP_CASES,
  ...ACCESS_CASES,
  ...CSR_CASES,
  ...INTERRUPT_CASES,
].toSorted((a, b) => a.id - b.id);

/** The cases that a fact or an extension (`extensions.NAME`) decides. */
export function casesOf(key: string): readonly CatalogueCase[] {
  return CATALOGUE.filter(({ facts }) => facts.some((each) => each === key));
}
