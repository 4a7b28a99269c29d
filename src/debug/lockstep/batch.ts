// A batch of programs to its end: past programs that hang, and sorted by why they part.
import type { Profile } from "../../scenario/profile.js";
import { compareBatch, explain, type Sides } from "./compare.js";
import type { Difference } from "./difference.js";
import type { Generate } from "./generate.js";
import { type KnownDifference, knownDifference } from "./known-differences.js";
import type { ProgramOutput } from "./output.js";

/** What a batch is run with. */
export interface BatchOptions {
  readonly profile: Profile;
  readonly sides: Sides;
  readonly generate: Generate;
  /** How often each program runs in a row. */
  readonly repeats: number;
}

/** Programs by number; each is in one list at most. */
interface Compared {
  /** What this machine printed. */
  readonly own: readonly ProgramOutput[];
  readonly modes: readonly Readonly<Record<string, number>>[];
  readonly parted: readonly number[];
  readonly wroteCode: readonly number[];
  /** Programs that neither side comes to the end of. */
  readonly hung: readonly number[];
  readonly problems: readonly string[];
}

export interface SortedBatch extends Compared {
  /** Programs that part for a reason that no fact can hold; they are not among `parted`. */
  readonly known: readonly { readonly rule: KnownDifference; readonly program: number }[];
  /** How programs part, run for themselves; null where they agree then. */
  readonly differences: ReadonlyMap<number, Difference | null>;
}

/** Programs of a batch that are looked into; each kind is usually there many times. */
const LOOKED_INTO = 100;

/** Compares programs; after a hang those that are left begin anew, the one that hung first. */
async function compareAll({ sides, generate, repeats }: BatchOptions, numbers: readonly number[]): Promise<Compared> {
  const own: ProgramOutput[] = [];
  const modes: Readonly<Record<string, number>>[] = [];
  const parted: number[] = [];
  const wroteCode: number[] = [];
  const hung: number[] = [];
  const problems: string[] = [];
  for (let rest = numbers; rest.length > 0; ) {
    const result = await compareBatch(sides, rest.map(generate), { repeats });
    const { ended } = result;
    own.push(...result.own.programs.slice(0, ended * repeats));
    modes.push(result.own.modes);
    const numbersOf = (indexes: readonly number[]) => indexes.filter((at) => at < ended).map((at) => rest[at]!);
    parted.push(...numbersOf(result.parted));
    wroteCode.push(...numbersOf(result.wroteCode));
    if (ended === rest.length) {
      problems.push(...result.problems.map((problem) => `programs from ${rest[0]}: ${problem}`));
      break;
    }
    if (ended === 0) (result.wroteCode.includes(0) ? wroteCode : result.bothHang ? hung : parted).push(rest[0]!);
    rest = rest.slice(Math.max(ended, 1));
  }
  return { own, modes, parted, wroteCode, hung, problems };
}

/**
 * Compares and sorts. What parts only in company of programs that may leave memory differently is not held against it: the
 * others are compared once more without them.
 */
export async function sortBatch(options: BatchOptions, numbers: readonly number[]): Promise<SortedBatch> {
  const { profile, sides, generate } = options;
  const compared = await compareAll(options, numbers);
  const looked = compared.parted.slice(0, LOOKED_INTO);
  const found = looked.length === 0 ? [] : await explain(sides, looked.map(generate));
  const differences = new Map(looked.map((program, index) => [program, found[index] ?? null]));
  const known = looked.flatMap((program) => {
    const difference = differences.get(program) ?? null;
    const rule = difference === null ? undefined : knownDifference(difference, generate(program), profile);
    return rule === undefined ? [] : [{ rule, program }];
  });
  const excused = new Set([...known.map(({ program }) => program), ...compared.wroteCode, ...compared.hung]);
  if (excused.size === 0 || compared.parted.every((program) => excused.has(program))) {
    return { ...compared, parted: compared.parted.filter((program) => !excused.has(program)), known, differences };
  }
  const rest = await sortBatch(
    options,
    numbers.filter((program) => !excused.has(program)),
  );
  return {
    own: compared.own,
    modes: compared.modes,
    parted: rest.parted,
    wroteCode: [...compared.wroteCode, ...rest.wroteCode],
    hung: [...compared.hung, ...rest.hung],
    problems: [...compared.problems, ...rest.problems],
    known: [...known, ...rest.known],
    differences: new Map([...differences, ...rest.differences]),
  };
}
