// Random programs on two machines: digests side by side, batch by batch; programs that part are run again alone, made
// smaller, and explained.
import { minimize } from "../delta-debugging.js";
import { type Difference, findDifference } from "./difference.js";
import { buildImage, type ImageOptions } from "./image.js";
import { type ImageOutput, parseOutput } from "./output.js";
import type { Piece, Program } from "./program.js";
import type { RunResult } from "./run.js";

/** Runs an image to its end. */
export type Runner = (image: Uint8Array) => Promise<RunResult>;

/** The two sides of a comparison. */
export interface Sides {
  /**
   * mtval2 and htval tell nothing but for guest-page faults: there QEMU holds what some earlier walk left, by the state of
   * its TLB.
   */
  readonly leftOvers: boolean;
  readonly own: Runner;
  readonly other: Runner;
}

export interface BatchResult {
  readonly own: ImageOutput;
  /** Indexes of programs that part. */
  readonly parted: readonly number[];
  /**
   * Indexes of programs that would, but wrote into their own code without FENCE.I: what executes then is as the machine
   * likes (unprivileged manual, Zifencei).
   */
  readonly wroteCode: readonly number[];
  /** Programs that both sides came to the end of: the first so many. */
  readonly ended: number;
  /** Neither side came to the end of all programs. */
  readonly bothHang: boolean;
  /** How a side ended, when it did not by itself. */
  readonly problems: readonly string[];
}

export async function compareBatch(
  sides: Sides,
  programs: readonly Program[],
  options: ImageOptions = {},
): Promise<BatchResult> {
  const image = buildImage(programs, { ...options, leftOvers: sides.leftOvers });
  const otherRun = sides.other(image);
  const ownRun = await sides.own(image);
  const [own, other] = [parseOutput(ownRun.text), parseOutput((await otherRun).text)];
  const repeats = options.repeats ?? 1;
  const turnsOf = (index: number) => Array.from({ length: repeats }, (_, turn) => index * repeats + turn);
  const differ = programs
    .map((_, index) => index)
    .filter((index) =>
      turnsOf(index).some(
        (at) => own.programs[at]?.digest === undefined || own.programs[at]?.digest !== other.programs[at]?.digest,
      ),
    );
  const wrote = (output: ImageOutput, index: number) => turnsOf(index).some((at) => output.programs[at]?.wroteCode);
  const wroteCode = differ.filter((index) => sides.leftOvers && (wrote(own, index) || wrote(other, index)));
  const parted = differ.filter((index) => !wroteCode.includes(index));
  const problems = [ownRun.problem, (await otherRun).problem].filter((problem) => problem !== undefined);
  const ended = Math.floor(Math.min(own.programs.length, other.programs.length) / repeats);
  return { own, parted, wroteCode, ended, bothHang: problems.length === 2, problems };
}

/**
 * Runs programs with full dumps; null for each on which both sides agree. Behind one that a side does not come to the end
 * of, the others begin anew.
 */
export async function explain(sides: Sides, programs: readonly Program[]): Promise<readonly (Difference | null)[]> {
  const found: (Difference | null)[] = [];
  for (let rest = programs; rest.length > 0; rest = programs.slice(found.length)) {
    const image = buildImage(rest, { dump: true, leftOvers: sides.leftOvers });
    const runs = await Promise.all([sides.own(image), sides.other(image)]);
    const [own, other] = [parseOutput(runs[0].text).programs, parseOutput(runs[1].text).programs];
    const told = rest.slice(0, Math.min(own.length, other.length) + 1);
    found.push(...told.map((program, at) => findDifference(program, own[at]?.lines, other[at]?.lines)));
  }
  return found;
}

/** The smallest program by taking pieces out that still parts in the same way; asked for all of a round in one image. */
export async function shrink(sides: Sides, program: Program, kind: string): Promise<Program> {
  const waiting: { readonly program: Program; readonly answer: (fails: boolean) => void }[] = [];
  const flush = async () => {
    const asked = waiting.splice(0);
    const differences = await explain(
      sides,
      asked.map((each) => each.program),
    );
    for (const [index, { answer }] of asked.entries()) answer(differences[index]?.kind === kind);
  };
  const fails = (units: readonly (readonly Piece[])[]) =>
    new Promise<boolean>((answer) => {
      waiting.push({ program: { ...program, pieces: inOrder(units.flat()) }, answer });
      if (waiting.length === 1) queueMicrotask(() => void flush());
    });
  const units = await minimize(unitsOf(program.pieces), fails);
  return { ...program, pieces: inOrder(units.flat()) };
}

function inOrder(pieces: readonly Piece[]): readonly Piece[] {
  return [...pieces].sort((a, b) => a.id - b.id);
}

/** Pieces one by one, but those of one group together. */
function unitsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const units = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const key = piece.group === undefined ? `piece ${piece.id}` : `group ${piece.group}`;
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [piece]);
    else unit.push(piece);
  }
  return [...units.values()];
}
