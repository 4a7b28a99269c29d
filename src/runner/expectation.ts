// An expectation of the scenario as a run follows it, and what became of it.
import type { ConsoleExpectation, Expectation } from "../scenario/scenario.js";

/** `where` is what the user reads: `configs/quickstart.yaml:31:5`. `index` counts from 0 in the scenario. */
export interface Placed<E extends Expectation = Expectation> {
  readonly index: number;
  readonly where: string;
  readonly expectation: E;
}

export interface ExpectationResult {
  readonly index: number;
  readonly met: boolean;
  /** Guest time at which it was met, ns; null when it was not, or was judged at the end of the run. */
  readonly atNs: number | null;
  /** What was seen instead, with file and line; null when it was met. */
  readonly failure: string | null;
}

/** Those on one console, in the scenario's order. */
export function onConsole(expectations: readonly Placed[], console: string): readonly Placed<ConsoleExpectation>[] {
  return expectations.flatMap(({ expectation, ...place }) =>
    expectation.kind === "console" && expectation.console === console ? [{ ...place, expectation }] : [],
  );
}
