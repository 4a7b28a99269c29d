// As csr-rules.test.ts, for longer. HARTBED_CSR_SEQUENCES (default 20000) and HARTBED_CSR_SEED (default 2).
import { expect, test } from "vitest";
import { checkSequences, KINDS_OF_VERDICT } from "./csr-rules-cases.js";

const { HARTBED_CSR_SEQUENCES: sequences = "20000", HARTBED_CSR_SEED: seed = "2" } = process.env;

/** Sequences of one test: failures shrink within it. */
const PIECE = 2000;

for (let from = 0; from < Number(sequences); from += PIECE) {
  test(`sequences ${from} to ${Math.min(from + PIECE, Number(sequences))} come to what the manual's rules say`, () => {
    const met = checkSequences(Number(seed) + from, Math.min(PIECE, Number(sequences) - from));
    expect(KINDS_OF_VERDICT.filter((kind) => !met.has(kind))).toEqual([]);
    console.info([...met].map(([kind, count]) => `${kind}: ${count}`).join(", "));
  });
}
