// What the main thread and the machine's Worker say to each other.
import type { Report } from "./report.js";
import type { MachineView } from "./view.js";

export type ToWorker =
  | { readonly kind: "input"; readonly console: string; readonly bytes: Uint8Array }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "reset" }
  | { readonly kind: "stop"; readonly exitCode: number };

export type FromWorker =
  | { readonly kind: "view"; readonly view: MachineView }
  | { readonly kind: "output"; readonly console: string; readonly bytes: Uint8Array }
  /** Whole lines of the log; they count as output. */
  | { readonly kind: "log"; readonly bytes: Uint8Array }
  /** A line for the recording's file. */
  | { readonly kind: "recorded"; readonly line: string }
  /** The bytes of a snapshot's file, and the step at which it was taken. */
  | { readonly kind: "snapshot"; readonly bytes: Uint8Array; readonly step: number }
  | { readonly kind: "ended"; readonly view: MachineView; readonly report: Report }
  /** The machine cannot be built from this scenario. */
  | { readonly kind: "refused"; readonly message: string };

/** Words of the shared block with which the threads wake and hold each other. */
export const SHARED_WORDS = 2;
/** Counts messages to the Worker and acknowledged output; the Worker sleeps on it. */
export const SHARED_WAKE = 0;
/** Bytes of output that the main thread has not dealt with yet. */
export const SHARED_OUTSTANDING = 1;

/** The Worker holds the machine while more output than this waits in the main thread, bytes. */
export const OUTSTANDING_LIMIT = 1 << 20;
