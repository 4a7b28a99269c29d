// `hartbed bisect`: which facts turn a scenario from good to bad.

import { profileChanges } from "../debug/profile-difference.js";
import { type Bisection, bisect } from "../runner/bisect.js";
import { type Criterion, type OutputDifference, sideOf } from "../runner/bisect-criterion.js";
import { EXIT_DONE, EXIT_FAILED } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";
import { openProfileFor } from "../runner/open-profile.js";
import { openScenario, type ScenarioFlags } from "../runner/open-scenario.js";
import type { Report } from "../runner/report.js";
import { divergenceLines, printable } from "./comparison-text.js";
import { checkWritable, writeJson } from "./json-output.js";
import { openProgress, progressBar } from "./progress.js";
import { noteEnd } from "./trial-note.js";

export interface BisectFlags extends Pick<ScenarioFlags, "set"> {
  readonly good: string;
  readonly bad: string;
  /** `expectations` or `output`. */
  readonly by?: Criterion;
  readonly json?: string;
}

/** Returns 0 when the facts were found and proven, 1 when there are none to find. */
export async function bisectScenario(asked: string, flags: BisectFlags): Promise<number> {
  const scenario = await openScenario(asked, { set: flags.set ?? [] });
  const good = await openProfileFor(`--good ${flags.good}`, flags.good);
  const bad = await openProfileFor(`--bad ${flags.bad}`, flags.bad);
  if (profileChanges(good, bad).length === 0) {
    const same = good.name === bad.name ? "the same profile as --good" : "no fact or extension differs from --good";
    throw new InputError(`--bad ${flags.bad}: ${same}; expected another one, of those that \`hartbed profiles\` shows`);
  }
  if (flags.json !== undefined) checkWritable(flags.json, "--json");
  noteEnd(scenario);
  const progress = openProgress("bisect");
  const began = performance.now();
  try {
    const result = await bisect(scenario, good, bad, {
      ...(flags.by !== undefined && { by: flags.by }),
      onProgress: (trials, left, of) =>
        progress.say(`${progressBar(of - left, of)} ${trials} runs, ${left} of ${of} left`),
    });
    progress.close();
    const seconds = (performance.now() - began) / 1000;
    if (flags.json !== undefined) writeJson(flags.json, { schema: 1, ...result, host: { seconds } });
    if (flags.json !== "-") process.stdout.write(`${render(result, flags, seconds).join("\n")}\n`);
    return result.kind === "found" && result.proven ? EXIT_DONE : EXIT_FAILED;
  } finally {
    progress.close();
  }
}

function render(result: Bisection, { good, bad }: BisectFlags, seconds: number): readonly string[] {
  const ends = [`${good}: ${endText(result.good)}`, `${bad}: ${endText(result.bad)}`];
  switch (result.kind) {
    case "alike":
      return [...ends, "The scenario does the same under both profiles: no fact matters to it."];
    case "good-under-both":
      return [
        ...ends,
        "The scenario is good under both profiles: what it expects does not tell them apart.",
        ...differenceLines(result.difference, good, bad),
        "To look into this all the same: --by output.",
      ];
    case "bad-under-both":
      return [...ends, "The scenario is bad under both profiles: there is no good run to start from."];
    case "reversed":
      return [...ends, `The scenario is good under ${bad} and bad under ${good}: exchange --good and --bad.`];
    case "no-facts":
      return [...ends, "The profiles differ in no fact and no extension, yet the runs do."];
    case "found":
      return [
        ...(result.difference === null ? ends : differenceLines(result.difference, good, bad)),
        ...foundLines(result, good, bad, seconds),
      ];
  }
}

/** What the consoles have otherwise. */
function differenceLines({ console, line, ...said }: OutputDifference, good: string, bad: string): readonly string[] {
  const where = console === null ? "They end otherwise:" : `Console ${console}, line ${line}:`;
  const width = Math.max(good.length, bad.length);
  return [where, `  ${good.padEnd(width)}  ${printable(said.good)}`, `  ${bad.padEnd(width)}  ${printable(said.bad)}`];
}

function foundLines(
  result: Extract<Bisection, { kind: "found" }>,
  good: string,
  bad: string,
  seconds: number,
): readonly string[] {
  const { sets, trials, differing, difference, proven, goodWithThese, badWithout, divergences, suggestions } = result;
  const end = (report: Report) => (difference === null ? endText(report) : sideText(report, difference));
  const lines = [`${trials} runs in ${seconds.toFixed(1)} s; ${differing} facts and extensions differ.`, ""];
  for (const [index, set] of sets.entries()) {
    lines.push(index === 0 ? "What turns good into bad:" : "So does, by itself:");
    for (const { name, good: was, bad: is, doc, source, cases } of set) {
      lines.push(`  ${name}: ${was} | ${is}`);
      if (doc !== "") lines.push(`    ${doc}`);
      if (source !== "") lines.push(`    (${source})`);
      lines.push(...cases.map((row) => `    Case ${row.id} of the catalogue, ${row.name}: ${row.symptom}.`));
    }
  }
  const what = sets.flat().length === 1 ? "this" : "these";
  lines.push(
    "",
    proven ? "Proven both ways:" : "Not proven: the facts act together in another way.",
    `  ${good} with only ${what} as in ${bad}: ${end(goodWithThese)}`,
    `  ${bad} with only ${what} as in ${good}: ${end(badWithout)}`,
    "",
    ...divergences.flatMap((account) => divergenceLines(account, [`${bad} with ${what} restored`, bad])),
    ...suggestions.map((text) => `Suggestion: ${text}.`),
  );
  return lines;
}

function sideText(report: Report, difference: OutputDifference): string {
  const side = sideOf(report, difference);
  return side === "neither" ? "another line" : `${side} (${printable(difference[side])})`;
}

function endText({ outcome, detail, exit_code: code }: Report): string {
  return `${code === 0 ? "good" : "bad"} (${outcome}: ${detail})`;
}
