// What consoles printed before anybody listened: a terminal UI needs a moment to load while the machine already boots.
import type { ConsoleOutput } from "./view.js";

export interface EarlyOutput {
  hold(output: ConsoleOutput): void;
  /** Everything held, oldest first; nothing is held afterwards. */
  take(): readonly ConsoleOutput[];
}

/** Holds at most the newest `capacity` bytes, by whole outputs. */
export function makeEarlyOutput(capacity: number): EarlyOutput {
  let held: ConsoleOutput[] = [];
  let bytes = 0;
  return {
    hold: (output) => {
      held.push(output);
      bytes += output.bytes.length;
      while (bytes > capacity) bytes -= held.shift()?.bytes.length ?? bytes;
    },
    take: () => {
      const taken = held;
      held = [];
      bytes = 0;
      return taken;
    },
  };
}
