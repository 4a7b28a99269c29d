// Follows one console and its expectations in order.
import type { ConsoleExpectation } from "../scenario/scenario.js";
import type { Placed } from "./expectation.js";

/** Characters since the previous match that a pattern can see; older ones are forgotten. */
const WINDOW = 65536;

/** Machine time at which the matcher looks. */
export interface MatchTime {
  readonly guestNs: number;
  readonly instructions: number;
}

export interface ConsoleMatcher {
  /**
   * Takes new bytes; what they complete, in order. Carriage returns are left out of the text.
   * An expectation that sends something ends the list: what it provokes comes later.
   */
  look(bytes: Uint8Array, now: MatchTime): readonly Placed<ConsoleExpectation>[];
  /** The expectation that waits now, or null when all are met. */
  readonly waiting: Placed<ConsoleExpectation> | null;
  /** Whether the time of the waiting expectation is over. */
  late(now: MatchTime): boolean;
  /** End of the text since the previous match, for messages. */
  readonly tail: string;
  /** How far it is, but for bytes of a character that has not come whole. */
  save(): MatcherState;
}

export interface MatcherState {
  /** Since the previous match. */
  readonly text: string;
  /** Expectations that are met. */
  readonly next: number;
  /** When the previous one was, or the console was first followed. */
  readonly since: MatchTime;
}

export const MATCHER_AT_POWER_ON: MatcherState = { text: "", next: 0, since: { guestNs: 0, instructions: 0 } };

/**
 * @param expectations Of one console, in the scenario's order.
 * @param unfinished Bytes of a character that came before and goes on with those to come.
 */
export function makeConsoleMatcher(
  expectations: readonly Placed<ConsoleExpectation>[],
  from: MatcherState = MATCHER_AT_POWER_ON,
  unfinished: Uint8Array = new Uint8Array(),
): ConsoleMatcher {
  const patterns = expectations.map(({ expectation }) => new RegExp(expectation.match, "u"));
  const decoder = new TextDecoder();
  let { text, next, since } = from;
  decoder.decode(unfinished, { stream: true });

  function matchOnce(now: MatchTime): Placed<ConsoleExpectation> | null {
    const [pattern, placed] = [patterns[next], expectations[next]];
    if (pattern === undefined || placed === undefined) return null;
    const found = pattern.exec(text);
    if (found === null) return null;
    text = text.slice(found.index + found[0].length);
    next += 1;
    since = now;
    return placed;
  }

  return {
    look(bytes, now) {
      if (bytes.length > 0) text = (text + decoder.decode(bytes, { stream: true }).replaceAll("\r", "")).slice(-WINDOW);
      const matches: Placed<ConsoleExpectation>[] = [];
      for (;;) {
        const match = matchOnce(now);
        if (match === null) return matches;
        matches.push(match);
        if (match.expectation.send !== null) return matches;
      }
    },
    get waiting() {
      return expectations[next] ?? null;
    },
    late(now) {
      const within = expectations[next]?.expectation.within;
      if (within === undefined) return false;
      const { guestNs, instructions } = within;
      if (guestNs !== null && now.guestNs - since.guestNs > guestNs) return true;
      return instructions !== null && now.instructions - since.instructions > instructions;
    },
    get tail() {
      return text.slice(-80);
    },
    save: () => ({ text, next, since }),
  };
}
