// Many batches of random programs, counted: programs, instructions, traps, modes, rows, and what parted and why.
import type { Profile } from "../../scenario/profile.js";
import { sortBatch } from "./batch.js";
import { explain, type Sides, shrink } from "./compare.js";
import type { Difference } from "./difference.js";
import { makeGenerator } from "./generate.js";
import { HARNESS_INSTRUCTIONS } from "./harness-layout.js";
import { classify } from "./instruction-classes.js";
import type { KnownDifference } from "./known-differences.js";
import { layOut, type Program } from "./program.js";

export interface CampaignOptions {
  readonly profile: Profile;
  readonly sides: Sides;
  readonly seed: number;
  /** Number of the first program. */
  readonly first: number;
  readonly programs: number;
  /** Programs in one image. */
  readonly batch: number;
  /** How often each program runs in a row. */
  readonly repeats?: number;
  /** Kinds of differences that are made small and told in full. */
  readonly explained: number;
  readonly onProgress?: (done: number, parted: number) => void;
}

export interface Kind {
  readonly kind: string;
  /** Numbers of the programs. */
  readonly programs: readonly number[];
  readonly difference: Difference | null;
  /** The first of them, as small as it gets; absent beyond the kinds that are explained. */
  readonly smallest?: Program;
}

export interface KnownKind {
  readonly rule: KnownDifference;
  /** Numbers of the programs. */
  readonly programs: readonly number[];
}

export interface CampaignResult {
  readonly programs: number;
  /** Of the programs themselves; those of the harness are taken off. */
  readonly instructions: number;
  readonly traps: number;
  /** Instructions by mode, the harness's few at each trap among them. */
  readonly modes: Readonly<Record<string, number>>;
  /** How often each instruction row stands in the programs. */
  readonly rows: ReadonlyMap<string, number>;
  readonly kinds: readonly Kind[];
  readonly parted: number;
  /** Programs that part for a reason that no fact can hold: those are not among `parted`. */
  readonly known: readonly KnownKind[];
  /** Programs that differ after they wrote into their own code. */
  readonly wroteCode: number;
  /** Programs that neither side comes to the end of. */
  readonly hung: number;
  readonly problems: readonly string[];
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { profile, sides, seed, first, programs, batch, repeats = 1 } = options;
  const generate = makeGenerator(profile, seed);
  const rows = new Map(classify(profile).all.map(({ name }) => [name, 0]));
  const kinds = new Map<string, { programs: number[]; difference: Difference | null }>();
  const known = new Map<KnownDifference, number[]>();
  const modes: Record<string, number> = {};
  const problems: string[] = [];
  const sums = { instructions: 0, traps: 0, parted: 0, wroteCode: 0, hung: 0 };
  for (let from = first; from < first + programs; from += batch) {
    const count = Math.min(batch, first + programs - from);
    const numbers = Array.from({ length: count }, (_, index) => from + index);
    for (const number of numbers) countRows(generate(number), rows);
    const result = await sortBatch({ profile, sides, generate, repeats }, numbers);
    for (const output of result.own) {
      sums.traps += output.traps;
      sums.instructions += Math.max(0, output.instructions - HARNESS_INSTRUCTIONS * (output.traps + 1));
    }
    for (const [mode, sum] of result.modes.flatMap(Object.entries<number>)) modes[mode] = (modes[mode] ?? 0) + sum;
    problems.push(...result.problems);
    sums.wroteCode += result.wroteCode.length;
    sums.hung += result.hung.length;
    sums.parted += result.parted.length;
    for (const { rule, program } of result.known) known.set(rule, [...(known.get(rule) ?? []), program]);
    for (const program of result.parted) {
      const difference = result.differences.get(program) ?? null;
      const kind = difference?.kind ?? "only after the programs before it";
      const same = kinds.get(kind);
      if (same === undefined) kinds.set(kind, { programs: [program], difference });
      else same.programs.push(program);
    }
    options.onProgress?.(from - first + count, sums.parted);
  }
  const byNumber = [...kinds].sort(([, a], [, b]) => b.programs.length - a.programs.length);
  const told: Kind[] = [];
  for (const [index, [kind, { programs: numbers, difference }]] of byNumber.entries()) {
    const explained = index < options.explained && difference !== null;
    const smallest = explained ? await shrink(sides, generate(numbers[0]!), kind) : undefined;
    const [small = null] = smallest === undefined ? [difference] : await explain(sides, [smallest]);
    told.push({ kind, programs: numbers, difference: small, ...(smallest !== undefined && { smallest }) });
  }
  const rules = [...known].map(([rule, numbers]) => ({ rule, programs: numbers }));
  return { programs, ...sums, modes, rows, kinds: told, known: rules, problems };
}

function countRows(program: Program, rows: Map<string, number>): void {
  for (const { row } of layOut(program.pieces).steps) {
    if (row !== undefined) rows.set(row.name, (rows.get(row.name) ?? 0) + 1);
  }
}
