// A session that goes on from a saved one: what it has seen, what it still expects, what went in.
import { expect, test } from "vitest";
import { makeSession, QUANTUM, type Session, type SessionOptions } from "../../src/runner/session.js";
import type { Expectation } from "../../src/scenario/scenario.js";
import { type FakeMachine, type FakeScript, makeFakeMachine } from "./fake-machine.js";

const CONSOLES = [{ name: "uart0", device: "uart0", vm: null }];

/** A session on a machine whose clock starts at `steps`. */
function open(script: FakeScript, expected: readonly Expectation[], options: Partial<SessionOptions> = {}, steps = 0) {
  let machine: FakeMachine | undefined;
  const session = makeSession(
    {
      consoles: CONSOLES,
      expectations: expected.map((expectation, index) => ({ index, where: `s.yaml:${index}:1`, expectation })),
      limits: { guestNs: null, instructions: null },
      instructionsPerTick: 100,
      interactive: false,
      replay: null,
      onRecord: null,
      ...options,
    },
    (onConsole) => {
      machine = makeFakeMachine(script, onConsole);
      machine.idle(steps);
      return Object.assign(machine, { instructions: () => machine?.steps ?? 0 });
    },
  );
  return { session, machine: machine as unknown as FakeMachine };
}

function matching(match: string, send: string | null = null, guestNs: number | null = null): Expectation {
  return { kind: "console", path: "", console: "uart0", match, send, within: { guestNs, instructions: null } };
}

/** Saved at the second boundary and taken up by a session with these expectations. */
function resumed(script: FakeScript, before: readonly Expectation[], after: readonly Expectation[]): Session {
  const first = open(script, before).session;
  first.advance();
  first.advance();
  return open(script, after, { from: JSON.parse(JSON.stringify(first.save())) }, first.step).session;
}

const print = (...texts: readonly string[]): FakeScript => ({
  at: Object.fromEntries(
    texts.map((text, index) => {
      return [
        (index + 1) * QUANTUM - 5,
        (guest: { print(uart: string, text: string): void }) => {
          guest.print("uart0", text);
          return undefined;
        },
      ];
    }),
  ),
});

test("the same expectations go on where they were: with the text before, times included", () => {
  const script = print("first ", "sec", "ond €");
  const expected = [matching("first"), matching("second €")];
  const session = resumed(script, expected, expected);
  session.advance();
  expect(session.end?.outcome).toBe("expectations-met");
  expect([...session.matched.values()].map(({ met, atNs }) => [met, atNs])).toEqual([
    [true, QUANTUM],
    [true, 3 * QUANTUM],
  ]);
  expect(session.logs.get("uart0")?.text()).toBe("first second €");
});

test("other expectations see only what is printed from now on, and their time begins now", () => {
  const script = print("ready", "", "", "ready");
  const session = resumed(script, [matching("never")], [matching("ready", null, 2.5 * QUANTUM)]);
  for (let turn = 0; turn < 2; turn += 1) session.advance();
  expect(session.end).toMatchObject({ outcome: "expectations-met" });
  expect(session.matched.get(0)).toMatchObject({ met: true, atNs: 4 * QUANTUM });
});

test("a character that was cut in two by the snapshot is read as one", () => {
  const bytes = new TextEncoder().encode("€");
  const first = open({}, [matching("€"), matching("never")]).session;
  const log = first.logs.get("uart0");
  for (const byte of bytes.subarray(0, 2)) log?.push(byte);
  first.advance();
  const { session } = open({}, [matching("€"), matching("never")], { from: first.save() }, first.step);
  session.logs.get("uart0")?.push(bytes[2] ?? 0);
  session.advance();
  expect(session.matched.get(0)).toMatchObject({ met: true });
});

test("events that went in before are counted, so that a recording goes on behind them", () => {
  const { session } = open({}, []);
  session.input("uart0", Uint8Array.of(65));
  session.advance();
  session.reset();
  const state = session.save();
  expect(state.events).toBe(2);
  const next = open({}, [], { from: state }, 0).session;
  expect(next.step).toBe(QUANTUM);
  next.input("uart0", Uint8Array.of(66));
  expect(next.save().events).toBe(3);
});
