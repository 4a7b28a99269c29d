// What the runner asks of a machine. src/machine/machine.ts provides it; tests drive a fake.
import type { Dma } from "../bus/ports.js";

/** Why `run` came back. */
export type StopReason =
  | { readonly kind: "steps" }
  | { readonly kind: "finish"; readonly code: number }
  | { readonly kind: "reset" }
  | { readonly kind: "deadlock" }
  | { readonly kind: "trap-loop"; readonly hart: number; readonly cause: string; readonly pc: string };

/** The part of a machine that decides what a run computes. */
export interface SteppedMachine {
  /** Machine clock in steps since power-on; a reset may take it back to zero. */
  readonly steps: number;
  /** Runs `maxSteps` more steps, fewer only when a reason other than `steps` ends it. */
  run(maxSteps: number): StopReason;
  /** Bytes for a UART (`uart0`), taken at the current step. */
  input(uart: string, bytes: Uint8Array): void;
  /** Back to power-on. */
  reset(): void;
}

/** A machine whose memory a host program can reach. */
export interface ReachableMachine extends SteppedMachine {
  readonly dma: Dma;
}
