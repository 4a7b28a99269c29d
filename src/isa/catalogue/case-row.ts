// What a row of the catalogue says: one thing in which versions of QEMU differ from each other or from the manual.
import type { FactKey } from "../facts.js";

/** A fact, or an extension as profiles have it. */
export type Decider = FactKey | `extensions.${string}`;

export interface CatalogueCase {
  readonly id: number;
  readonly name: string;
  /** What a hypervisor's author sees. */
  readonly symptom: string;
  /** What decides it; empty where nothing here does. */
  readonly facts: readonly Decider[];
  /** What profile `spec` does. */
  readonly spec: string;
  /** Where the manual says so: file of the ISA manual's sources, then titles from the chapter's sections down. */
  readonly section: string;
  /** Whether the manual allows what QEMU did otherwise, in every version. */
  readonly legal: boolean;
  /** Why it is, or what it breaks. */
  readonly verdict: string;
  /** Names of the scenarios in `configs/regressions` that show it. */
  readonly shown: readonly string[];
  /** Why there is no scenario; null where there is one. */
  readonly missing: string | null;
}

type Words = Omit<CatalogueCase, "id" | "name" | "shown" | "missing" | "legal" | "verdict" | "facts"> & {
  readonly facts?: readonly Decider[];
} & ({ readonly legal: string } | { readonly bug: string }) &
  ({ readonly shown?: readonly string[] } | { readonly missing: string });

/** A row; it is shown by the scenario of its name unless it says otherwise. */
export function numbered(id: number, name: string, words: Words): CatalogueCase {
  const { symptom, facts = [], spec, section } = words;
  const judged = "legal" in words ? { legal: true, verdict: words.legal } : { legal: false, verdict: words.bug };
  const proof =
    "missing" in words ? { shown: [], missing: words.missing } : { shown: words.shown ?? [name], missing: null };
  return { id, name, symptom, facts, spec, section, ...judged, ...proof };
}
