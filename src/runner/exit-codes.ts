// Exit codes of every command: src/cli prints them in --help, reports carry them.
import type { Outcome } from "./view.js";

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
export const EXIT_STOPPED = 3;
export const EXIT_INTERNAL = 4;
/** 128 and the number of SIGINT, SIGPIPE, SIGTERM. */
export const EXIT_INTERRUPTED = 130;
export const EXIT_CLOSED_PIPE = 141;
export const EXIT_TERMINATED = 143;

/** Exit code of a run by its outcome; `guestCode` is what the guest gave the test finisher. */
export function exitCodeOf(outcome: Outcome, guestCode: number): number {
  return outcome === "guest-failed" ? guestCode & 0xff || EXIT_FAILED : EXIT_CODES[outcome];
}

const EXIT_CODES: Record<Exclude<Outcome, "guest-failed">, number> = {
  "expectations-met": EXIT_DONE,
  "expectation-failed": EXIT_FAILED,
  shutdown: EXIT_DONE,
  deadlock: EXIT_STOPPED,
  "trap-loop": EXIT_STOPPED,
  limit: EXIT_STOPPED,
  interrupted: EXIT_INTERRUPTED,
  "internal-error": EXIT_INTERNAL,
};
