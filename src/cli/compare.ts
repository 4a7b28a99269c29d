// `hartbed compare`: a scenario under several profiles, and where the runs part.

import { compare } from "../runner/compare.js";
import { EXIT_DONE, EXIT_FAILED } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";
import { openProfileFor } from "../runner/open-profile.js";
import { openScenario, type ScenarioFlags } from "../runner/open-scenario.js";
import { renderComparison } from "./comparison-text.js";
import { checkWritable, writeJson } from "./json-output.js";
import { openProgress } from "./progress.js";
import { noteEnd } from "./trial-note.js";

export interface CompareFlags extends Pick<ScenarioFlags, "set"> {
  /** Names with commas between. */
  readonly profiles: string;
  readonly json?: string;
}

/** Returns 0 when the runs behave alike under all profiles, 1 when they differ. */
export async function compareScenario(asked: string, flags: CompareFlags): Promise<number> {
  const names = flags.profiles.split(",").map((name) => name.trim());
  if (names.length < 2 || names.includes("")) {
    throw new InputError(`--profiles ${flags.profiles}: expected two or more profiles with commas between, as in A,B`);
  }
  const scenario = await openScenario(asked, { set: flags.set ?? [] });
  const profiles = await Promise.all(names.map((name) => openProfileFor(`--profiles ${flags.profiles}`, name)));
  if (flags.json !== undefined) checkWritable(flags.json, "--json");
  noteEnd(scenario);
  const progress = openProgress("compare");
  try {
    const comparison = await compare(scenario, profiles, { onProgress: progress.say });
    progress.close();
    if (flags.json !== undefined) writeJson(flags.json, { schema: 1, ...comparison });
    if (flags.json !== "-") process.stdout.write(renderComparison(comparison));
    const alike = comparison.pairs.every((pair) => pair.sameReport && pair.divergences.length === 0);
    return alike ? EXIT_DONE : EXIT_FAILED;
  } finally {
    progress.close();
  }
}
