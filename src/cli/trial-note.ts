// What a user is told of a scenario whose runs are compared though nothing in it ends them.
import { hasNoEnd, TRIAL_GUEST_NS } from "../runner/trial-plan.js";
import type { Scenario } from "../scenario/scenario.js";

/** Says on stderr how much of an endless scenario is looked at. */
export function noteEnd(scenario: Scenario): void {
  if (!hasNoEnd(scenario)) return;
  const seconds = TRIAL_GUEST_NS / 1e9;
  process.stderr.write(
    `hartbed: no expectation and no limit ends a run: ${seconds} s of guest time are looked at (--set limits.guest=10s for more)\n`,
  );
}
