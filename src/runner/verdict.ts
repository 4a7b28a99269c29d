// Judges a run that has ended: the expectations that are left, the outcome, the exit code.
import type { CounterExpectation, Expectation } from "../scenario/scenario.js";
import { exitCodeOf } from "./exit-codes.js";
import type { ExpectationResult, Placed } from "./expectation.js";
import type { SessionEnd } from "./session.js";
import type { MachineView, Outcome } from "./view.js";

export interface Verdict {
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly detail: string;
  readonly expectations: readonly ExpectationResult[];
}

/** Ends after which an expectation that was not met is the lesser news. */
const STRONGER: readonly Outcome[] = ["deadlock", "trap-loop", "limit", "guest-failed"];

/**
 * @param end How the run ended.
 * @param matched Results of expectations on consoles, by index.
 * @param view The machine at the end.
 */
export function judgeRun(
  end: SessionEnd,
  expectations: readonly Placed[],
  matched: ReadonlyMap<number, ExpectationResult>,
  view: MachineView,
): Verdict {
  const results = expectations.map((placed) => matched.get(placed.index) ?? judgeAtEnd(placed, end, view));
  const { outcome, detail } = concludeOutcome(end, expectations, results);
  const exitCode = outcome === "interrupted" ? end.code : exitCodeOf(outcome, end.code);
  return { outcome, exitCode, detail, expectations: results };
}

function concludeOutcome(
  end: SessionEnd,
  expectations: readonly Placed[],
  results: readonly ExpectationResult[],
): { readonly outcome: Outcome; readonly detail: string } {
  if (end.outcome === "interrupted" || expectations.length === 0) return end;
  const failures = results.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  if (failures.length === 0) {
    const expected = expectations.some(({ expectation }) => expectation.kind === "outcome");
    if (STRONGER.includes(end.outcome) && !expected) return end;
    return { outcome: "expectations-met", detail: "every expectation was met" };
  }
  const ended = expectations.some(
    ({ expectation }) => expectation.kind === "outcome" && expectation.outcome === end.outcome,
  );
  if (STRONGER.includes(end.outcome) && !ended) return end;
  return { outcome: "expectation-failed", detail: failures[0] ?? end.detail };
}

function judgeAtEnd(placed: Placed, end: SessionEnd, view: MachineView): ExpectationResult {
  const miss = missOf(placed.expectation, end, view);
  const failure = miss === null ? null : `${placed.where}: ${miss}`;
  return { index: placed.index, met: miss === null, atNs: null, failure };
}

/** What is wrong, or null when it is as expected. */
function missOf(expectation: Expectation, end: SessionEnd, view: MachineView): string | null {
  switch (expectation.kind) {
    case "console":
      return `console ${expectation.console}: no match for /${expectation.match}/ before the run ended: ${end.outcome}`;
    case "outcome":
      if (expectation.outcome === end.outcome) return null;
      return `expected outcome ${expectation.outcome}, not ${end.outcome}: ${end.detail}`;
    case "vm": {
      const state = view.vms.find(({ name }) => name === expectation.vm)?.state ?? "waiting";
      if (expectation.state === null) return state === "waiting" ? `VM ${expectation.vm} never ran` : null;
      return state === expectation.state ? null : `expected VM ${expectation.vm} ${expectation.state}, it is ${state}`;
    }
    case "counter":
      return missOfCounter(expectation, view);
  }
}

function missOfCounter({ counter, min, max }: CounterExpectation, view: MachineView): string | null {
  const value = counterOf(view, counter);
  if (value === null) return `no counter ${counter}: no VM or hart of that name has it`;
  if (min !== null && value < min) return `counter ${counter} is ${value}, expected at least ${min}`;
  if (max !== null && value > max) return `counter ${counter} is ${value}, expected at most ${max}`;
  return null;
}

/**
 * A counter by its path: `alpha.exits.CAUSE`, `alpha.injected.timer`, `alpha.instructions`, `hart0.instret`,
 * `hart0.traps.hs.CAUSE`. A cause that never occurred is 0; null when there is no such counter.
 */
export function counterOf(view: MachineView, path: string): number | null {
  const [owner = "", ...keys] = path.split(".");
  const hart = /^hart(\d+)$/.exec(owner);
  const vm = view.vms.find(({ name }) => name === owner);
  const from: unknown = vm ?? (hart === null ? undefined : view.harts.find(({ id }) => id === Number(hart[1])));
  return dig(from, keys);
}

function dig(from: unknown, keys: readonly string[]): number | null {
  const [key, ...rest] = keys;
  if (key === undefined) return typeof from === "number" ? from : null;
  if (typeof from !== "object" || from === null) return null;
  const value = (from as { readonly [key: string]: unknown })[key];
  // Counts hold what occurred; the last key of a path may name what did not.
  if (value === undefined && rest.length === 0 && isCounts(from)) return 0;
  return dig(value, rest);
}

function isCounts(from: object): boolean {
  return Object.values(from).every((value) => typeof value === "number");
}
