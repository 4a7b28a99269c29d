// As naive-walker-runs.test.ts, for longer. HARTBED_RUN_CASES (default 30000) and HARTBED_RUN_SEED (default 2).
import { expect, test } from "vitest";
import { checkRuns } from "./naive-walker-runs.js";

const { HARTBED_RUN_CASES: cases = "30000", HARTBED_RUN_SEED: seed = "2" } = process.env;

/** Cases of one test: failures shrink within it. */
const PIECE = 5000;

for (let from = 0; from < Number(cases); from += PIECE) {
  test(`runs ${from} to ${Math.min(from + PIECE, Number(cases))} come to what the manual's steps say`, () => {
    const met = checkRuns(Number(seed) + from, Math.min(PIECE, Number(cases) - from));
    expect(met.regions).toBeGreaterThan(32);
    console.info(`done: ${met.done}, trapped: ${met.trapped}, regions: ${met.regions}`);
  });
}
