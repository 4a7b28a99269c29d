// Round-robin over the harts on one machine clock. Which hart runs when depends on steps alone, never on how a run is
// cut into calls: a turn that a call interrupts is finished by the next one.
import { CLOCK, STOP, STOP_BREAKPOINT, STOP_HART, STOP_NONE, STOP_TRAP_LOOP } from "../layout/machine.js";
import type { Engine } from "./engine.js";
import type { LinearMemory } from "./linear-memory.js";

/** Steps of a hart's turn while others are ready. */
export const TURN_STEPS = 10_000;

/** Why `run` returned. */
export type RunEnd =
  | { readonly kind: "steps" }
  /** A device asked for it, by `requestStop`. */
  | { readonly kind: "requested" }
  | { readonly kind: "trap-loop"; readonly hart: number }
  /** A hart is about to execute the instruction at BREAK_PC. */
  | { readonly kind: "breakpoint"; readonly hart: number }
  /** Every hart waits and no timer is set. */
  | { readonly kind: "deadlock" };

/** Devices that do something by themselves when time has come. They are looked at between turns. */
export interface TimedWork {
  /** Steps of the machine clock at which work is due; Infinity when none is. */
  dueAt(): number;
  elapse(): void;
}

export interface RunLoop {
  /** Steps since the machine was made or reset. */
  readonly steps: number;
  /** Steps that pass before anything can happen, where the last run ended while every hart waited; else 0. */
  readonly quiet: number;
  run(maxSteps: number): RunEnd;
  /** Lets time pass after a deadlock, while every hart waits. */
  idle(steps: number): void;
  /** Back to hart 0's turn at step 0. */
  reset(): void;
  save(): { readonly steps: number; readonly turn: number; readonly left: number };
  restore(state: { readonly steps: number; readonly turn: number; readonly left: number }): void;
}

export function makeRunLoop(linear: LinearMemory, engine: Engine, timed: TimedWork): RunLoop {
  const { harts, view } = linear;
  const { hart, run } = engine;
  const STEPS: RunEnd = { kind: "steps" };
  let steps = 0;
  let turn = 0;
  let left = TURN_STEPS;
  let quiet = 0;

  /** True when devices did what was due: harts that waited may have something to do now. */
  const nextTurn = (): boolean => {
    if (harts.length > 1) hart.dropReservation(harts[turn]!);
    turn = turn + 1 === harts.length ? 0 : turn + 1;
    left = TURN_STEPS;
    if (timed.dueAt() > steps) return false;
    timed.elapse();
    return timed.dueAt() > steps;
  };

  /** Steps until the first deadline of any hart or work of a device; Infinity when nothing will come. */
  const nextEvent = (): number => {
    let first = -1n;
    for (const base of harts) {
      const at = hart.stepsToDeadline(base);
      if (at !== -1n && (first === -1n || at < first)) first = at;
    }
    return Math.min(first === -1n ? Number.POSITIVE_INFINITY : Number(first), Math.max(timed.dueAt() - steps, 1));
  };

  const skip = (count: number) => {
    view.setBigUint64(CLOCK, view.getBigUint64(CLOCK, true) + BigInt(count), true);
    steps += count;
  };

  const stopped = (): RunEnd | null => {
    const reason = view.getUint32(STOP, true);
    if (reason === STOP_NONE) return null;
    view.setUint32(STOP, STOP_NONE, true);
    const hart = view.getUint32(STOP_HART, true);
    if (reason === STOP_BREAKPOINT) return { kind: "breakpoint", hart };
    return reason === STOP_TRAP_LOOP ? { kind: "trap-loop", hart } : { kind: "requested" };
  };

  return {
    get steps() {
      return steps;
    },
    get quiet() {
      return quiet;
    },
    run(maxSteps) {
      let budget = maxSteps;
      let waiting = 0;
      quiet = 0;
      while (budget > 0) {
        const base = harts[turn]!;
        if (hart.beginSlice(base, Math.min(left, budget)) === 0) {
          waiting = nextTurn() ? 0 : waiting + 1;
          if (waiting < harts.length) continue;
          waiting = 0;
          const event = nextEvent();
          if (event === Number.POSITIVE_INFINITY) return { kind: "deadlock" };
          const skipped = Math.min(event, budget);
          skip(skipped);
          quiet = event - skipped;
          budget -= skipped;
          continue;
        }
        waiting = 0;
        const gaveUp = run(base);
        const taken = hart.endSlice(base);
        steps += taken;
        budget -= taken;
        left -= taken;
        if (gaveUp !== 0 || left <= 0) nextTurn();
        const end = stopped();
        if (end !== null) return end;
      }
      return STEPS;
    },
    idle: skip,
    reset() {
      steps = 0;
      turn = 0;
      left = TURN_STEPS;
      quiet = 0;
    },
    save: () => ({ steps, turn, left }),
    restore(state) {
      ({ steps, turn, left } = state);
      quiet = 0;
    },
  };
}
