// Many batches of random programs, counted: programs, instructions, traps, modes, rows, and what parted and why.
import type { Profile } from "../../scenario/profile.js";
import { type BatchResult, compareBatch, explain, type Sides, shrink } from "./compare.js";
import type { Difference } from "./difference.js";
import { makeGenerator } from "./generate.js";
import { HARNESS_INSTRUCTIONS } from "./harness-layout.js";
import { classify } from "./instruction-classes.js";
import { type KnownDifference, knownDifference } from "./known-differences.js";
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
  readonly problems: readonly string[];
}

/** Programs of a batch that are looked into; each kind is usually there many times. */
const LOOKED_INTO = 100;

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { profile, sides, seed, first, programs, batch, repeats = 1 } = options;
  const generate = makeGenerator(profile, seed);
  const rows = new Map(classify(profile).all.map(({ name }) => [name, 0]));
  const sorted: Sorted = { kinds: new Map(), known: new Map() };
  const modes: Record<string, number> = {};
  const problems: string[] = [];
  let instructions = 0;
  let traps = 0;
  let parted = 0;
  let wroteCode = 0;
  for (let from = first; from < first + programs; from += batch) {
    const count = Math.min(batch, first + programs - from);
    const drawn = Array.from({ length: count }, (_, index) => generate(from + index));
    for (const program of drawn) countRows(program, rows);
    const result = await compareBatch(sides, drawn, { repeats });
    for (const output of result.own.programs) {
      traps += output.traps;
      instructions += Math.max(0, output.instructions - HARNESS_INSTRUCTIONS * (output.traps + 1));
    }
    for (const [mode, sum] of Object.entries(result.own.modes)) modes[mode] = (modes[mode] ?? 0) + sum;
    problems.push(...result.problems.map((problem) => `programs from ${from}: ${problem}`));
    wroteCode += result.wroteCode.length;
    parted += result.parted.length - (await sortOut(options, drawn, from, result, sorted));
    options.onProgress?.(from - first + count, parted);
  }
  const byNumber = [...sorted.kinds].sort(([, a], [, b]) => b.programs.length - a.programs.length);
  const told: Kind[] = [];
  for (const [index, [kind, { programs: numbers, difference }]] of byNumber.entries()) {
    const explained = index < options.explained && difference !== null;
    const smallest = explained ? await shrink(sides, generate(numbers[0]!), kind) : undefined;
    const [small = null] = smallest === undefined ? [difference] : await explain(sides, [smallest]);
    told.push({ kind, programs: numbers, difference: small, ...(smallest !== undefined && { smallest }) });
  }
  const known = [...sorted.known].map(([rule, numbers]) => ({ rule, programs: numbers }));
  return { programs, instructions, traps, modes, rows, kinds: told, parted, known, wroteCode, problems };
}

/** What has been looked into so far. */
interface Sorted {
  readonly kinds: Map<string, { programs: number[]; difference: Difference | null }>;
  readonly known: Map<KnownDifference, number[]>;
}

/** Returns how many of them part for a known reason. */
async function sortOut(
  { sides, profile }: CampaignOptions,
  drawn: readonly Program[],
  from: number,
  { parted }: BatchResult,
  { kinds, known }: Sorted,
): Promise<number> {
  const looked = parted.slice(0, LOOKED_INTO);
  if (looked.length === 0) return 0;
  let explained = 0;
  const differences = await explain(
    sides,
    looked.map((index) => drawn[index]!),
  );
  for (const [at, index] of looked.entries()) {
    const difference = differences[at] ?? null;
    const rule = difference === null ? undefined : knownDifference(difference, profile);
    if (rule !== undefined) {
      known.set(rule, [...(known.get(rule) ?? []), from + index]);
      explained++;
      continue;
    }
    const kind = difference?.kind ?? "only after the programs before it";
    const same = kinds.get(kind);
    if (same === undefined) kinds.set(kind, { programs: [from + index], difference });
    else same.programs.push(from + index);
  }
  return explained;
}

function countRows(program: Program, rows: Map<string, number>): void {
  for (const { row } of layOut(program.pieces).steps) {
    if (row !== undefined) rows.set(row.name, (rows.get(row.name) ?? 0) + 1);
  }
}
