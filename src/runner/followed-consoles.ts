// The consoles on which something is expected: each with what it printed and how far its expectations are.
import type { ConsoleLog } from "./console-log.js";
import {
  type ConsoleMatcher,
  MATCHER_AT_POWER_ON,
  type MatcherState,
  type MatchTime,
  makeConsoleMatcher,
} from "./console-matcher.js";
import { onConsole, type Placed } from "./expectation.js";

export interface FollowedConsole {
  readonly matcher: ConsoleMatcher;
  /** What it printed since the last call. */
  readonly read: () => Uint8Array;
}

export interface FollowedConsoles {
  readonly list: readonly FollowedConsole[];
  /** Some expectation is bounded in instructions. */
  readonly counts: boolean;
  /** They go on where a snapshot was taken. */
  readonly resumed: boolean;
  save(): FollowedState;
}

export interface FollowedState {
  /** What was expected; progress means something to the same expectations only. */
  readonly expected: string;
  readonly matchers: { readonly [console: string]: MatcherState };
}

/** A run that goes on from a snapshot: the consoles' states then, and the time. */
export interface FollowedFrom {
  readonly state: FollowedState;
  readonly now: MatchTime;
}

/**
 * @param from Expectations that are those of then go on; others begin now, and see what is printed from now on.
 */
export function followConsoles(
  expectations: readonly Placed[],
  logs: ReadonlyMap<string, ConsoleLog>,
  from: FollowedFrom | null,
): FollowedConsoles {
  const expected = JSON.stringify(expectations.map(({ expectation }) => expectation));
  const resumed = from !== null && from.state.expected === expected ? from.state.matchers : null;
  const fresh = from === null ? MATCHER_AT_POWER_ON : { ...MATCHER_AT_POWER_ON, since: from.now };
  const all = Array.from(logs, ([name, log]) => ({ name, own: onConsole(expectations, name), log }));
  const list = all
    .filter(({ own }) => own.length > 0)
    .map(({ name, own, log }) => {
      const read = log.reader();
      const matcher = makeConsoleMatcher(own, resumed?.[name] ?? fresh, unfinished(read()));
      return { name, matcher, read };
    });
  return {
    list,
    resumed: resumed !== null,
    counts: all.some(({ own }) => own.some(({ expectation }) => expectation.within.instructions !== null)),
    save: () => ({
      expected,
      matchers: Object.fromEntries(list.map(({ name, matcher }) => [name, matcher.save()])),
    }),
  };
}

/** The first bytes of a UTF-8 character whose others are still to come. */
function unfinished(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return back < length ? bytes.slice(-back) : new Uint8Array();
  }
  return new Uint8Array();
}
