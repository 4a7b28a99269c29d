// A run from power-on to its end in this thread: comparison, bisection and the matrix are made of many.
import { startSession } from "./followed-run.js";
import { makeViewer } from "./machine-view.js";
import { makeReport, type Report } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import { judgeRun } from "./verdict.js";

/** @throws InputError when the machine cannot be built. */
export function runTrial(plan: RunPlan): Report {
  const began = performance.now();
  const { session, machine } = startSession(plan);
  while (session.end === null) session.advance();
  const { end, step: steps, guestNs, logs: consoles } = session;
  const wallMs = performance.now() - began;
  const view = makeViewer(plan, machine)({ state: "stopped", outcome: end.outcome, steps, guestNs, wallMs });
  const { outcome, exitCode, detail, expectations } = judgeRun(end, plan.expectations, session.matched, view);
  return makeReport({ view: { ...view, outcome }, outcome, detail, exitCode, consoles, expectations, wallMs });
}
