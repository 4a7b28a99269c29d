// Many batches of random programs, counted: programs, instructions, traps, modes, rows, and what parted and why.
import type { Profile } from "../../scenario/profile.js";
import { type BatchResult, compareBatch, explain, type Sides, shrink } from "./compare.js";
import type { Difference } from "./difference.js";
import { makeGenerator } from "./generate.js";
import { HARNESS_INSTRUCTIONS } from "./harness-layout.js";
import { classify } from "./instruction-classes.js";
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
  readonly problems: readonly string[];
}

/** Programs of a batch that are looked into; each kind is usually there many times. */
const LOOKED_INTO = 100;

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { profile, sides, seed, first, programs, batch, repeats = 1 } = options;
  const generate = makeGenerator(profile, seed);
  const rows = new Map(classify(profile).all.map(({ name }) => [name, 0]));
  const kinds = new Map<string, { programs: number[]; difference: Difference | null }>();
  const modes: Record<string, number> = {};
  const problems: string[] = [];
  let instructions = 0;
  let traps = 0;
  let parted = 0;
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
    parted += result.parted.length;
    await sortOut(sides, drawn, from, result, kinds);
    options.onProgress?.(from - first + count, parted);
  }
  const sorted = [...kinds].sort(([, a], [, b]) => b.programs.length - a.programs.length);
  const told: Kind[] = [];
  for (const [index, [kind, { programs: numbers, difference }]] of sorted.entries()) {
    const explained = index < options.explained && difference !== null;
    const smallest = explained ? await shrink(sides, generate(numbers[0]!), kind) : undefined;
    const [small = null] = smallest === undefined ? [difference] : await explain(sides, [smallest]);
    told.push({ kind, programs: numbers, difference: small, ...(smallest !== undefined && { smallest }) });
  }
  return { programs, instructions, traps, modes, rows, kinds: told, parted, problems };
}

async function sortOut(
  sides: Sides,
  drawn: readonly Program[],
  from: number,
  { parted }: BatchResult,
  kinds: Map<string, { programs: number[]; difference: Difference | null }>,
): Promise<void> {
  const looked = parted.slice(0, LOOKED_INTO);
  if (looked.length === 0) return;
  const differences = await explain(
    sides,
    looked.map((index) => drawn[index]!),
  );
  for (const [at, index] of looked.entries()) {
    const difference = differences[at] ?? null;
    const kind = difference?.kind ?? "only after the programs before it";
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { programs: [from + index], difference });
    else known.programs.push(from + index);
  }
}

function countRows(program: Program, rows: Map<string, number>): void {
  for (const { row } of layOut(program.pieces).steps) {
    if (row !== undefined) rows.set(row.name, (rows.get(row.name) ?? 0) + 1);
  }
}
