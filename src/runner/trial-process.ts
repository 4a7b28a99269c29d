// Entry of a worker process: takes plans, answers each with its report.
import { InputError } from "./input-error.js";
import type { Report } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import { runTrial } from "./trial.js";

/** What comes back for a plan. */
export type TrialAnswer =
  | { readonly kind: "report"; readonly report: Report }
  /** The machine cannot be built. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

function answer(plan: RunPlan): TrialAnswer {
  try {
    return { kind: "report", report: runTrial(plan) };
  } catch (error) {
    if (error instanceof InputError) return { kind: "refused", message: error.message };
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on("message", (plan: RunPlan) => process.send?.(answer(plan)));
// The terminal sends SIGINT to every process of the group; the parent decides when this one ends.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());
