// Runs a bare program that reports through HTIF mailboxes, such as those of riscv-tests.
import { type Mailboxes, makeHtif } from "./htif.js";
import type { ReachableMachine } from "./machine-port.js";

/** Steps between two looks at `tohost`: few, so that a program that prints does not wait long. */
const POLL_STEPS = 2000;
/** Polls between two turns of the event loop, so that signals are heard. */
const POLLS_PER_TURN = 2000;

/** How a program ended. `code` of a failure is the number of the failed test, as riscv-tests writes it. */
export type ProgramResult =
  | { readonly kind: "pass" }
  | { readonly kind: "fail"; readonly code: number }
  | { readonly kind: "timeout" }
  | { readonly kind: "stopped"; readonly reason: "deadlock" | "trap-loop"; readonly detail: string };

export interface ProgramLimits {
  /** Steps of the machine clock after which the program has timed out. */
  readonly steps: number;
}

/**
 * Runs until the program reports, ends the machine, hangs, or reaches its limit. A reset asked for by the program
 * restarts it within the same limit.
 * @param write Called with bytes that the program prints through HTIF.
 */
export async function runBareProgram(
  machine: ReachableMachine,
  mailboxes: Mailboxes,
  limits: ProgramLimits,
  write: (bytes: Uint8Array) => void,
): Promise<ProgramResult> {
  const htif = makeHtif(machine.dma, mailboxes, write);
  let spent = 0;
  for (let polls = 1; spent < limits.steps; polls += 1) {
    const before = machine.steps;
    const stop = machine.run(Math.min(POLL_STEPS, limits.steps - spent));
    spent += machine.steps - before;
    const event = htif.poll();
    if (event.kind === "exit") return ofCode(event.code);
    if (stop.kind === "finish") return ofCode(stop.code);
    if (stop.kind === "reset") machine.reset();
    if (stop.kind === "deadlock") {
      return { kind: "stopped", reason: "deadlock", detail: "every hart waits and no event can come" };
    }
    if (stop.kind === "trap-loop") {
      const detail = `hart ${stop.hart} takes ${stop.cause} at ${stop.pc} again and again`;
      return { kind: "stopped", reason: "trap-loop", detail };
    }
    if (polls % POLLS_PER_TURN === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return { kind: "timeout" };
}

function ofCode(code: number): ProgramResult {
  return code === 0 ? { kind: "pass" } : { kind: "fail", code };
}
