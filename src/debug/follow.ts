// A run that is followed step by step: what comparison asks of the runner above it.
import type { Inspect } from "../machine/inspect.js";

/** A run of its own from power-on; nothing but the scenario's input goes in. */
export interface Followed {
  readonly inspect: Inspect;
  /** Machine steps since power-on. */
  readonly steps: number;
  /** The run has ended, as a session ends it. */
  readonly over: boolean;
  /** To the next boundary. */
  advance(): void;
  /** One machine step; what a boundary brings comes with the step that reaches it. */
  step(): void;
}

/** Starts the run again from power-on. */
export type Follow = () => Followed;

/** Takes a run to a machine step, or to its end. */
export function followTo(run: Followed, step: number, quantum: number): void {
  while (!run.over && run.steps + quantum - (run.steps % quantum) <= step) run.advance();
  while (!run.over && run.steps < step) run.step();
}
