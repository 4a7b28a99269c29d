// How many bytes of console output one frame parses: as many as take about 8 ms, learnt from the frames before, and
// shared fairly, so that a guest in flood leaves time for keys and for the other consoles.

export interface Drainable {
  readonly pending: number;
  drain(limit: number): Promise<number>;
}

export interface ParseBudget {
  /** Parses one frame's worth; resolves with whether anything is left. */
  parse(consoles: readonly Drainable[]): Promise<boolean>;
}

const TARGET_MS = 8;
const MIN_BYTES = 8 * 1024;
const MAX_BYTES = 512 * 1024;
/** Frames that parse less than this say nothing about speed. */
const TELLING_BYTES = 4 * 1024;

/** `now` is wall time in ms. */
export function makeParseBudget(now: () => number): ParseBudget {
  let bytes = 32 * 1024;
  return {
    parse: async (consoles) => {
      const waiting = consoles.filter((console) => console.pending > 0).sort((a, b) => a.pending - b.pending);
      let left = bytes;
      const start = now();
      const taken = await Promise.all(
        waiting.map((console, index) => {
          // The shortest first: what one does not use of its share goes to those after it.
          const limit = Math.min(console.pending, Math.max(1, Math.floor(left / (waiting.length - index))));
          left -= limit;
          return console.drain(limit);
        }),
      );
      const parsed = taken.reduce((sum, count) => sum + count, 0);
      if (parsed >= TELLING_BYTES) {
        const wanted = (parsed / Math.max(0.1, now() - start)) * TARGET_MS;
        bytes = Math.min(MAX_BYTES, Math.max(MIN_BYTES, Math.round((bytes + wanted) / 2)));
      }
      return consoles.some((console) => console.pending > 0);
    },
  };
}
