// A scenario under several profiles: how each run ended, and where the runs part.
import { findDivergences } from "../debug/divergence.js";
import { accountDivergence, type DivergenceAccount } from "../debug/divergence-account.js";
import { type ResetDifferences, resetDifferences } from "../debug/reset-difference.js";
import type { Inspect } from "../machine/inspect.js";
import { partNames } from "../machine/parts.js";
import type { Profile } from "../scenario/profile.js";
import type { Scenario } from "../scenario/scenario.js";
import { makeAddressNames } from "./address-names.js";
import { followPlan, startSession } from "./followed-run.js";
import type { Report } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import { QUANTUM } from "./session.js";
import { makeTrialPlan, withDeviceTree, withProfile } from "./trial-plan.js";
import { openTrialPool } from "./trial-pool.js";

/** A run that parts before this many steps is stepped through from power-on. */
const EXACT_STEPS = 1_000_000;
/** Steps after the first difference within which paths and exceptions are watched. */
const WATCH_STEPS = 3_000_000;

export interface CompareOptions {
  /** Told what is being done, a line at a time. */
  readonly onProgress?: (text: string) => void;
}

/** Two profiles compared. */
export interface PairComparison {
  readonly profiles: readonly [left: string, right: string];
  /** Outcome, exit code, consoles and every count are the same. */
  readonly sameReport: boolean;
  readonly reset: ResetDifferences;
  /** The first divergence of each hart, in order; empty when the runs behave alike to the end. */
  readonly divergences: readonly DivergenceAccount[];
  /** The first divergence is a hart that reads the device tree, which differs. */
  readonly readsDeviceTree: boolean;
  /** The divergences with the left profile's device tree under both profiles; null unless the trees are what parts them. */
  readonly sameTree: readonly DivergenceAccount[] | null;
}

export interface Comparison {
  readonly scenario: string;
  /** In the order of the profiles. */
  readonly reports: readonly Report[];
  /** The first profile against each other one. */
  readonly pairs: readonly PairComparison[];
}

/**
 * Runs a scenario under each profile and finds where the runs part.
 * @param profiles At least two; the first is what the others are compared with.
 * @throws InputError when a file cannot be read or a machine cannot be built.
 */
export async function compare(
  scenario: Scenario,
  profiles: readonly Profile[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const say = options.onProgress ?? (() => undefined);
  const plan = makeTrialPlan(scenario);
  const plans = profiles.map((profile) => withProfile(plan, profile));
  say(`runs under ${profiles.map(({ name }) => name).join(", ")}`);
  const reports = await runAll(plans);
  const [first, ...others] = plans;
  const pairs = others.map((other, index) => {
    const same = sameReport(reports[0] as Report, reports[index + 1] as Report);
    return comparePlans(first as RunPlan, other, same, say);
  });
  return { scenario: plan.title, reports, pairs };
}

async function runAll(plans: readonly RunPlan[]): Promise<readonly Report[]> {
  const pool = openTrialPool();
  try {
    return await Promise.all(plans.map((plan) => pool.run(plan)));
  } finally {
    pool.close();
  }
}

/** Reports that differ in nothing but the profile's name and the host's part. */
export function sameReport(a: Report, b: Report): boolean {
  const bare = (report: Report) => JSON.stringify({ ...report, profile: null, host: null });
  return bare(a) === bare(b);
}

/** Where two plans part: each run is made again, in this thread. */
function comparePlans(left: RunPlan, right: RunPlan, same: boolean, say: (text: string) => void): PairComparison {
  const names = [left.scenario.profile.name, right.scenario.profile.name] as const;
  say(`looks for the step at which ${names.join(" and ")} part`);
  const [a, b] = [startSession(left).machine, startSession(right).machine];
  const reset = resetDifferences(a, b);
  const divergences = divergencesOf(left, right);
  const tree = a.boot.segments.find(({ name }) => name === partNames.deviceTree);
  const loads = BigInt(divergences[0]?.loads ?? -1);
  const readsDeviceTree =
    tree !== undefined &&
    loads >= BigInt(tree.address) &&
    loads < BigInt(tree.address + tree.size) &&
    reset.parts.some(({ name }) => name.startsWith(partNames.deviceTree));
  if (tree === undefined || !readsDeviceTree) {
    return { profiles: names, sameReport: same, reset, divergences, readsDeviceTree, sameTree: null };
  }
  say("looks again with the same device tree under both");
  const sameTree = divergencesOf(withDeviceTree(left, tree.bytes), withDeviceTree(right, tree.bytes));
  return { profiles: names, sameReport: same, reset, divergences, readsDeviceTree, sameTree };
}

/** The first divergence of each hart, in order. */
export function divergencesOf(left: RunPlan, right: RunPlan): readonly DivergenceAccount[] {
  const [a, b] = [followPlan(left), followPlan(right)];
  const symbolAt = (inspect: Inspect, hart: number, pc: bigint) => makeAddressNames(left)(inspect, hart, pc);
  return findDivergences(a, b, { quantum: QUANTUM, exactSteps: EXACT_STEPS, watchSteps: WATCH_STEPS }).map(
    (divergence) => accountDivergence(a, b, divergence, { quantum: QUANTUM, symbolAt }),
  );
}
