// By what bisection tells good runs from bad ones: expectations, or where these say nothing, the first thing that the
// consoles have otherwise.
import type { Scenario } from "../scenario/scenario.js";
import type { Report } from "./report.js";

/** `expectations`: good runs meet theirs, bad ones do not. `output`: all meet them, but what they print differs. */
export type Criterion = "expectations" | "output";

/** The first line of a console that two runs have otherwise; how they ended, where all lines are the same. */
export interface OutputDifference {
  /** Null: the outcome differs. */
  readonly console: string | null;
  /** Counted from 1; 0 for the outcome. */
  readonly line: number;
  readonly good: string;
  readonly bad: string;
}

/** Expectations beyond how the run ends: they say what good is, and output need not. */
export function defaultCriterion({ expect }: Scenario): Criterion {
  return expect.some(({ kind }) => kind !== "outcome") ? "expectations" : "output";
}

/** Null when consoles and outcome are the same. */
export function outputDifference(good: Report, bad: Report): OutputDifference | null {
  for (const name of Object.keys(good.consoles)) {
    const [a, b] = [linesOf(good, name), linesOf(bad, name)];
    const index = Array.from({ length: Math.max(a.length, b.length) }).findIndex((_, at) => a[at] !== b[at]);
    if (index >= 0) return { console: name, line: index + 1, good: a[index] ?? "", bad: b[index] ?? "" };
  }
  if (good.outcome === bad.outcome) return null;
  return { console: null, line: 0, good: good.outcome, bad: bad.outcome };
}

/** Whether a run has that line, or outcome, as the good run or as the bad one. */
export function sideOf(report: Report, { console, line, good, bad }: OutputDifference): "good" | "bad" | "neither" {
  const found = console === null ? report.outcome : (linesOf(report, console)[line - 1] ?? "");
  if (found === good) return "good";
  return found === bad ? "bad" : "neither";
}

function linesOf({ consoles }: Report, name: string): readonly string[] {
  return (consoles[name] ?? "").replaceAll("\r", "").split("\n");
}
