// The plan of a scenario under a profile of one's choice.
import { readFileSync } from "node:fs";
import type { Profile } from "../scenario/profile.js";
import type { Scenario } from "../scenario/scenario.js";
import { shippedPath } from "./package-root.js";
import { makeRunPlan, type RunPlan } from "./run-plan.js";

/** Guest time in which a scenario that says nothing of its end is looked at, in ns: past the boot of small systems. */
export const TRIAL_GUEST_NS = 3_000_000_000;

/** True when nothing that the scenario says ends a run. */
export function hasNoEnd({ expect, limits }: Scenario): boolean {
  return expect.length === 0 && limits.guestNs === null && limits.instructions === null;
}

/**
 * Expectations and limits are followed, and a scenario without either is given a limit; what the guest writes to disks stays in memory, whatever the scenario says.
 * @throws InputError when a file of the scenario cannot be read.
 */
export function makeTrialPlan(scenario: Scenario): RunPlan {
  const disks = scenario.disks.map((disk) => ({ ...disk, persist: false }));
  const limits = hasNoEnd(scenario) ? { ...scenario.limits, guestNs: TRIAL_GUEST_NS } : scenario.limits;
  return makeRunPlan(
    { ...scenario, disks, limits },
    {
      interactive: false,
      followExpectations: true,
      replay: null,
      hartWasm: new Uint8Array(readFileSync(shippedPath("dist", "hart.wasm"))),
    },
  );
}

/** The same plan with other harts. */
export function withProfile(plan: RunPlan, profile: Profile): RunPlan {
  return { ...plan, scenario: { ...plan.scenario, profile } };
}

/** The same plan with a device tree that is handed over instead of the board's own. */
export function withDeviceTree(plan: RunPlan, tree: Uint8Array): RunPlan {
  const name = "(the first profile's device tree)";
  return {
    ...plan,
    scenario: { ...plan.scenario, deviceTree: name },
    files: new Map([...plan.files, [name, tree]]),
  };
}
