// From a scenario that one profile breaks to the facts that do it: delta debugging over what differs, proven both ways.
import { minimize } from "../debug/delta-debugging.js";
import type { DivergenceAccount } from "../debug/divergence-account.js";
import { type Change, changeName, profileChanges, splitChange, withChanges } from "../debug/profile-difference.js";
import { suggestionsFor } from "../debug/suggestions.js";
import { type CatalogueCase, casesOf } from "../isa/catalogue.js";
import { EXTENSIONS } from "../isa/extension-rows.js";
import { extensionsOf } from "../isa/extensions.js";
import { FACTS, factText } from "../isa/facts.js";
import type { Profile } from "../scenario/profile.js";
import type { Scenario } from "../scenario/scenario.js";
import {
  type Criterion,
  defaultCriterion,
  type OutputDifference,
  outputDifference,
  sideOf,
} from "./bisect-criterion.js";
import { divergencesOf } from "./compare.js";
import type { Report } from "./report.js";
import { hasNoEnd, makeTrialPlan, withProfile } from "./trial-plan.js";
import { openTrialPool } from "./trial-pool.js";

export interface BisectOptions {
  /** Told of every trial that has ended, and of what is left to look through. */
  readonly onProgress?: (trials: number, left: number, of: number) => void;
  /** What tells good from bad where both runs meet their expectations; absent: output, unless the scenario expects some. */
  readonly by?: Criterion;
  /** Trials at a time; as many as the host has cores when left out. */
  readonly processes?: number;
}

/** A fact, a bit of one, or an extension, that the bad profile has otherwise. */
export interface Culprit extends Change {
  /** For example `reset.henvcfg bit 61 (ADUE)`. */
  readonly name: string;
  readonly doc: string;
  readonly source: string;
  /** Cases of the catalogue that it decides. */
  readonly cases: readonly CatalogueCase[];
}

interface Ends {
  readonly good: Report;
  readonly bad: Report;
}

/** What bisection came to. */
export type Bisection = Ends &
  (
    | {
        readonly kind: "found";
        readonly criterion: Criterion;
        /** By which line good and bad are told apart; null for expectations. */
        readonly difference: OutputDifference | null;
        /** Each set alone turns the good profile bad, and none of its members can be left out. */
        readonly sets: readonly (readonly Culprit[])[];
        /** The good profile with only the first set as the bad one has it. */
        readonly goodWithThese: Report;
        /** The bad profile with all sets as the good one has them. */
        readonly badWithout: Report;
        /** Whether the two runs above prove it. */
        readonly proven: boolean;
        /** Where the bad profile (right) parts from itself with the sets restored (left). */
        readonly divergences: readonly DivergenceAccount[];
        readonly suggestions: readonly string[];
        /** Runs that were made. */
        readonly trials: number;
        /** Facts and extensions that differ between the profiles. */
        readonly differing: number;
      }
    /** The scenario does the same under both profiles: no fact matters to it. */
    | { readonly kind: "alike" }
    /** Expectations are met under both; what differs otherwise is not looked into. */
    | { readonly kind: "good-under-both"; readonly difference: OutputDifference }
    | { readonly kind: "bad-under-both" }
    /** The good profile is bad, and the bad one good. */
    | { readonly kind: "reversed" }
    /** The runs differ, but the profiles differ in no fact and no extension. */
    | { readonly kind: "no-facts" }
  );

/**
 * Finds the facts that make a scenario go wrong.
 * @param good A profile under which the scenario does what it should.
 * @param bad One under which it does not.
 * @throws InputError when a file cannot be read or a machine cannot be built.
 */
export async function bisect(
  scenario: Scenario,
  good: Profile,
  bad: Profile,
  options: BisectOptions = {},
): Promise<Bisection> {
  const pool = openTrialPool(options.processes);
  try {
    const plan = makeTrialPlan(scenario);
    let trials = 0;
    let span = { left: 0, of: 0 };
    const done = new Map<string, Promise<Report>>();
    const trial = (profile: Profile): Promise<Report> => {
      const key = JSON.stringify([profile.facts, profile.extensions]);
      const known = done.get(key);
      if (known !== undefined) return known;
      const report = pool.run(withProfile(plan, profile)).then((ended) => {
        trials += 1;
        options.onProgress?.(trials, span.left, span.of);
        return ended;
      });
      done.set(key, report);
      return report;
    };

    const [goodReport, badReport] = await Promise.all([trial(good), trial(bad)]);
    const ends: Ends = { good: goodReport, bad: badReport };
    // The end of a run that nothing else ends is no failure.
    const endless = hasNoEnd(scenario);
    const isGood = ({ exit_code, outcome }: Report) => exit_code === 0 || (endless && outcome === "limit");
    const [goodIsGood, badIsGood] = [isGood(goodReport), isGood(badReport)];
    if (!goodIsGood) return { ...ends, kind: badIsGood ? "reversed" : "bad-under-both" };
    const difference = badIsGood ? outputDifference(goodReport, badReport) : null;
    if (badIsGood && difference === null) return { ...ends, kind: "alike" };
    if (difference !== null && (options.by ?? defaultCriterion(scenario)) === "expectations") {
      return { ...ends, kind: "good-under-both", difference };
    }
    const changes = profileChanges(good, bad);
    if (changes.length === 0) return { ...ends, kind: "no-facts" };

    const judge = (report: Report) => {
      if (difference !== null) return sideOf(report, difference);
      return isGood(report) ? "good" : "bad";
    };
    const tried = async (profile: Profile): Promise<"good" | "bad" | "neither"> => {
      return extensionsOf(profile.extensions).problems.length > 0 ? "neither" : judge(await trial(profile));
    };
    const fails = async (pieces: readonly Change[]) => (await tried(withChanges(good, pieces, "bad"))) === "bad";
    const smallest = async (pieces: readonly Change[]) => {
      span = { left: pieces.length, of: pieces.length };
      const shrinking = async (subset: readonly Change[]) => {
        const failed = await fails(subset);
        if (failed) span = { ...span, left: Math.min(span.left, subset.length) };
        return failed;
      };
      return minimize(pieces, shrinking);
    };

    const sets: (readonly Change[])[] = [];
    let rest = changes;
    while (rest.length > 0 && (await fails(rest))) {
      const facts = await smallest(rest);
      const set = await smallest(facts.flatMap(splitChange));
      sets.push(set);
      rest = changes.filter(({ key }) => !sets.flat().some((change) => change.key === key));
      if ((await tried(withChanges(bad, sets.flat(), "good"))) === "good") break;
    }
    const all = sets.flat();
    const goodWithThese = withChanges(good, sets[0] ?? [], "bad");
    const badWithout = withChanges(bad, all, "good");
    const proven = (await tried(goodWithThese)) === "bad" && (await tried(badWithout)) === "good";
    return {
      ...ends,
      kind: "found",
      criterion: difference === null ? "expectations" : "output",
      difference,
      sets: sets.map((set) => set.map(culprit)),
      goodWithThese: await trial(goodWithThese),
      badWithout: await trial(badWithout),
      proven,
      divergences: divergencesOf(withProfile(plan, badWithout), withProfile(plan, bad)),
      suggestions: suggestionsFor(all),
      trials,
      differing: changes.length,
    };
  } finally {
    pool.close();
  }
}

function culprit(change: Change): Culprit {
  const row = FACTS.find(({ key }) => key === change.key);
  const extension = EXTENSIONS.find(({ name }) => change.key === `extensions.${name}`);
  const text = (value: string) => (row === undefined || change.bit !== null ? value : factText(row, BigInt(value)));
  return {
    ...change,
    good: text(change.good),
    bad: text(change.bad),
    name: changeName(change),
    doc: row?.doc ?? extension?.doc ?? "",
    source: row?.source ?? "",
    cases: casesOf(change.key),
  };
}
