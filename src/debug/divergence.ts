// Where two runs of one scenario part. Runs of the same machine are equal step by step, so the first step after which
// a hart's registers, mode, CSR reads or traps differ is where the difference between the machines was first felt.
// Differences that nothing has read yet (a CSR's reset value, the device tree) are none.
import { type Inspect, PATH_WORDS, STATE_WORDS } from "../machine/inspect.js";
import type { Follow, Followed } from "./follow.js";
import { trapAccount } from "./step-account.js";

/**
 * `value`: a register, a CSR read or a trap's values differ. `path`: the harts go different ways: another pc or mode, or
 * a trap that only one takes. `exception`: the hart's next exception is another one, or comes from elsewhere.
 */
export type DivergenceKind = "value" | "path" | "exception";

/** A step of a hart after which the two runs differ; up to it they were alike in what the kind looks at. */
export interface Divergence {
  readonly hart: number;
  readonly kind: DivergenceKind;
  /** Machine step that is about to be taken, in each run. */
  readonly at: readonly [left: number, right: number];
}

export interface Search {
  /** Machine steps between boundaries. */
  readonly quantum: number;
  /** A run that parts before this step is stepped through from power-on, so that nothing is missed. */
  readonly exactSteps: number;
  /** Steps after the first difference in values within which paths and exceptions are watched. */
  readonly watchSteps: number;
}

/**
 * The first divergence of each hart up to the end of the quantum in which the first hart parts; then the first ones of
 * the harts' paths and exceptions, where those are other steps. In order of their kinds, then of steps.
 */
export function findDivergences(left: Follow, right: Follow, search: Search): readonly Divergence[] {
  const boundary = lastCommonBoundary(left, right);
  if (boundary === null) return [];
  const end = boundary + search.quantum;
  const from = end <= search.exactSteps ? 0 : boundary;
  const step = (kind: DivergenceKind, until: number) =>
    stepThrough(kind, [startAt(left, from), startAt(right, from)], search.quantum, until);
  const values = step("value", end);
  if (values.length === 0) return [];
  const until = end + search.watchSteps;
  return [...values, ...step("path", until), ...step("exception", until)].reduce<Divergence[]>(joinSame, []);
}

/** One step is told once, as the strongest of its kinds. */
function joinSame(found: Divergence[], next: Divergence): Divergence[] {
  const same = found.findIndex(({ hart, at }) => hart === next.hart && at[0] === next.at[0] && at[1] === next.at[1]);
  return same < 0 ? [...found, next] : found.with(same, next);
}

type Pair = readonly [left: Followed, right: Followed];

/** The last boundary at which the runs are alike; null when they are alike to the end. */
function lastCommonBoundary(left: Follow, right: Follow): number | null {
  const [a, b] = [left(), right()];
  const read = Array.from({ length: 2 }, () => new Uint32Array(STATE_WORDS)) as [Uint32Array, Uint32Array];
  const alike = (hart: number) => {
    a.inspect.copyState(hart, read[0]);
    b.inspect.copyState(hart, read[1]);
    return equal(...read);
  };
  const harts = Array.from({ length: a.inspect.harts }, (_, hart) => hart);
  for (;;) {
    const common = a.steps;
    if (a.over && b.over) return null;
    if (!a.over) a.advance();
    if (!b.over) b.advance();
    if (a.steps !== b.steps || a.over !== b.over || !harts.every(alike)) return common;
  }
}

function startAt(follow: Follow, step: number): Followed {
  const run = follow();
  while (run.steps < step) run.advance();
  return run;
}

/** Steps that one hart took in one run and that still wait for the other run's. */
interface Trail {
  readonly states: Uint32Array[];
  readonly at: number[];
}

/**
 * Steps both runs until every hart has parted, the quantum in which the first one did is over, or `until` is reached.
 * Each hart's steps are compared in their own order, so that harts whose turns come at other times stay comparable.
 */
function stepThrough(kind: DivergenceKind, runs: Pair, quantum: number, until: number): readonly Divergence[] {
  const harts = runs[0].inspect.harts;
  const found = new Map<number, Divergence>();
  const trails = Array.from({ length: harts }, () => [emptyTrail(), emptyTrail()] as const);
  const steppers = runs.map(stepper);
  const observers = runs.map(({ inspect }) => OBSERVERS[kind](inspect));
  let end = until;

  function take(side: 0 | 1): void {
    const { steps } = runs[side];
    const hart = steppers[side]!();
    if (hart < 0 || found.has(hart)) return;
    const state = observers[side]!(hart);
    if (state === null) return;
    const trail = trails[hart]![side];
    trail.states.push(state);
    trail.at.push(steps);
    const [a, b] = trails[hart]!;
    if (a.states.length === 0 || b.states.length === 0) return;
    const at = [a.at.shift()!, b.at.shift()!] as const;
    if (equal(a.states.shift()!, b.states.shift()!)) return;
    if (found.size === 0) end = Math.min(end, Math.max(...at) + quantum - (Math.max(...at) % quantum));
    found.set(hart, { hart, kind, at });
  }

  const open = (side: 0 | 1) => !runs[side].over && runs[side].steps < end;
  while ((open(0) || open(1)) && found.size < harts) {
    if (open(0)) take(0);
    if (open(1)) take(1);
  }
  return [...found.values()].sort((a, b) => a.at[0] - b.at[0]);
}

/** What a kind looks at after a step of a hart; null when the step is of no interest to it. */
const OBSERVERS: Record<DivergenceKind, (inspect: Inspect) => (hart: number) => Uint32Array | null> = {
  value: (inspect) => (hart) => {
    const state = new Uint32Array(STATE_WORDS);
    inspect.copyState(hart, state);
    return state;
  },
  path: (inspect) => (hart) => {
    const state = new Uint32Array(PATH_WORDS);
    inspect.copyPath(hart, state);
    return state;
  },
  exception: (inspect) => {
    const traps = Array.from({ length: inspect.harts }, (_, hart) => inspect.traps(hart));
    return (hart) => {
      const now = inspect.traps(hart);
      if (now === traps[hart]) return null;
      traps[hart] = now;
      const { code, interrupt, to, epc } = trapAccount(inspect, hart);
      const at = BigInt(epc);
      return interrupt ? null : Uint32Array.of(code, to.length, Number(at & 0xffff_ffffn), Number(at >> 32n));
    };
  },
};

function emptyTrail(): Trail {
  return { states: [], at: [] };
}

/** Takes a step and says which hart took it; -1 when time passed and no hart ran. */
function stepper(run: Followed): () => number {
  const { inspect } = run;
  const steps = Array.from({ length: inspect.harts }, (_, hart) => inspect.steps(hart));
  return () => {
    run.step();
    for (let hart = 0; hart < steps.length; hart++) {
      const now = inspect.steps(hart);
      if (now === steps[hart]) continue;
      steps[hart] = now;
      return hart;
    }
    return -1;
  };
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
