// What the runner asks of a machine, in pieces, so that tests can drive a fake.
import type { Machine } from "../machine/machine.js";

export type { StopReason } from "../machine/machine.js";
export type { ExitSnapshot, HartSnapshot, VmSnapshot } from "../observe/snapshot.js";

/** The part of a machine that decides what a run computes. */
export type SteppedMachine = Pick<Machine, "steps" | "run" | "quiet" | "idle" | "input" | "reset">;

/** A machine whose memory a host program can reach. */
export type ReachableMachine = SteppedMachine & Pick<Machine, "dma">;

/** A machine that shows its counters. */
export type ShownMachine = Pick<Machine, "harts" | "vms">;
