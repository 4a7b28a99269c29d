// As naive-walker.test.ts, for longer. HARTBED_WALKER_CASES (default 120000) and HARTBED_WALKER_SEED (default 2).
import { expect, test } from "vitest";
import { checkCases, KINDS_OF_OUTCOME } from "./naive-walker-cases.js";

const { HARTBED_WALKER_CASES: cases = "120000", HARTBED_WALKER_SEED: seed = "2" } = process.env;

/** Cases of one test: failures shrink within it. */
const PIECE = 10_000;

for (let from = 0; from < Number(cases); from += PIECE) {
  test(`cases ${from} to ${Math.min(from + PIECE, Number(cases))} come to what the manual's steps say`, () => {
    const met = checkCases(Number(seed) + from, Math.min(PIECE, Number(cases) - from));
    expect(KINDS_OF_OUTCOME.filter((kind) => !met.has(kind))).toEqual([]);
    console.info([...met].map(([kind, count]) => `${kind}: ${count}`).join(", "));
  });
}
