import { expect, test } from "vitest";
import {
  type FromWorker,
  OUTSTANDING_LIMIT,
  SHARED_OUTSTANDING,
  SHARED_WORDS,
  type ToWorker,
} from "../../src/runner/messages.js";
import { makeSession, QUANTUM, type Session } from "../../src/runner/session.js";
import { type LoopHost, runLoop } from "../../src/runner/worker-loop.js";
import { type FakeScript, makeFakeMachine } from "./fake-machine.js";

const MS = 1_000_000;

interface Setup {
  readonly script?: FakeScript;
  readonly interactive?: boolean;
  /** Messages by the number of the look at the inbox that finds them. */
  readonly messages?: { readonly [look: number]: ToWorker };
  /** Wall time that passes with each look at the clock, ns. */
  readonly clockStep?: number;
  onSleep?(ms: number, shared: Int32Array, session: Session): ToWorker | undefined;
}

/** A loop whose wall clock advances with each look and with each sleep. */
function play({ script = {}, interactive = false, messages = {}, clockStep = 1000, onSleep }: Setup) {
  const sent: FromWorker[] = [];
  const sleeps: number[] = [];
  const shared = new Int32Array(SHARED_WORDS);
  const queue: ToWorker[] = [];
  let wall = 0;
  let looks = 0;
  const session = makeSession(
    {
      consoles: [{ name: "alpha", device: "uart1", vm: null }],
      expectations: [],
      limits: { guestNs: null, instructions: null },
      instructionsPerTick: 100,
      interactive,
      replay: null,
      onRecord: null,
    },
    (onConsole) => Object.assign(makeFakeMachine(script, onConsole), { instructions: () => 0 }),
  );
  const host: LoopHost = {
    shared,
    send: (message) => sent.push(message),
    now: () => {
      wall += clockStep;
      return wall;
    },
    receive: () => {
      looks += 1;
      if (looks > 10_000) throw new Error("the loop does not end");
      return messages[looks] ?? queue.shift() ?? null;
    },
    sleep: (_seen, ms) => {
      sleeps.push(ms);
      const message = onSleep?.(ms, shared, session);
      if (message !== undefined) queue.push(message);
      if (Number.isFinite(ms)) wall += ms * MS;
      else if (message === undefined && shared[SHARED_OUTSTANDING] !== 0) throw new Error("asleep for ever");
    },
  };
  const states: string[] = [];
  runLoop(session, host, { interactive, sendView: (state) => states.push(state) });
  const output = sent.flatMap((message) => (message.kind === "output" ? [message] : []));
  return { session, sent, output, sleeps, states, wall: () => wall };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const finishAt = (step: number): FakeScript => ({ at: { [step]: () => ({ kind: "finish", code: 0 }) } });

test("a headless run never sleeps", () => {
  const { session, sleeps, states } = play({ script: finishAt(50 * QUANTUM) });
  expect(session.step).toBe(50 * QUANTUM);
  expect(sleeps).toEqual([]);
  expect(states).toEqual([]);
});

test("an interactive run keeps guest time to the wall by sleeping", () => {
  // 100 ms of guest time.
  const { sleeps, wall } = play({ script: finishAt(1000 * QUANTUM), interactive: true });
  expect(sleeps.length).toBeGreaterThan(10);
  expect(wall()).toBeGreaterThanOrEqual(99 * MS);
});

test("what was printed right before the end is sent", () => {
  const script: FakeScript = {
    at: {
      5: (guest) => {
        guest.print("uart1", "bye");
        return { kind: "finish", code: 0 };
      },
    },
  };
  expect(play({ script }).output.map(({ bytes }) => text(bytes))).toEqual(["bye"]);
});

test("a paused machine does not run and sleeps until it is told to go on", () => {
  const { session, states, sleeps } = play({
    interactive: true,
    messages: { 1: { kind: "pause" } },
    onSleep: (_ms, _shared, { step }) => (step === 0 ? { kind: "resume" } : { kind: "stop", exitCode: 0 }),
  });
  expect(sleeps[0]).toBe(Number.POSITIVE_INFINITY);
  expect(states).toContain("paused");
  expect(session.step).toBeGreaterThan(0);
});

test("a machine in which nothing can happen sleeps until input arrives, and its clock keeps up with the wall's", () => {
  let slept = 0;
  const { session, sleeps, output } = play({
    interactive: true,
    script: {
      at: { 10: () => ({ kind: "deadlock" }) },
      onInput: (uart, typed, guest) => guest.print(uart, typed),
    },
    onSleep: (ms) => {
      slept += ms === 1000 ? 1 : 0;
      if (slept === 0) return undefined;
      return ms === 1000
        ? { kind: "input", console: "alpha", bytes: new TextEncoder().encode("x") }
        : { kind: "stop", exitCode: 130 };
    },
  });
  expect(Math.max(...sleeps)).toBe(1000);
  expect(output.map(({ bytes }) => text(bytes)).join("")).toBe("x");
  expect(session.guestNs).toBeGreaterThanOrEqual(1e9);
});

test("a machine whose guests wait for a timer sleeps until it comes, or until input does, and computes the same", () => {
  const wakes = [5000 * QUANTUM, 8000 * QUANTUM];
  const { session, sleeps, wall } = play({
    interactive: true,
    script: { ...finishAt(9000 * QUANTUM), wakesAt: wakes, onInput: (uart, typed, guest) => guest.print(uart, typed) },
    onSleep: (ms) => (ms > 250 ? { kind: "input", console: "alpha", bytes: new TextEncoder().encode("x") } : undefined),
  });
  // 500 ms and 300 ms of guest time asleep, then 100 ms in which the machine runs and is held back to the wall.
  expect(sleeps.some((ms) => ms > 250)).toBe(true);
  expect(sleeps.length).toBeLessThan(200);
  expect(wall()).toBeGreaterThanOrEqual(899 * MS);
  expect(session.step).toBe(9000 * QUANTUM);
});

test("a machine whose output nobody takes is held until it is taken", () => {
  const big = "x".repeat(OUTSTANDING_LIMIT + 1);
  const at = Object.fromEntries([1, 2, 3].map((n) => [n * QUANTUM, say(big)]));
  let held = 0;
  const { session, output } = play({
    script: { at: { ...at, [4 * QUANTUM]: () => ({ kind: "finish", code: 0 }) } },
    clockStep: 20 * MS,
    onSleep: (_ms, shared) => {
      held += 1;
      Atomics.store(shared, SHARED_OUTSTANDING, 0);
      return undefined;
    },
  });
  expect(held).toBe(3);
  expect(output).toHaveLength(3);
  expect(session.end?.outcome).toBe("shutdown");
});

test("stop ends the run with the exit code that was asked for", () => {
  const { session } = play({ messages: { 3: { kind: "stop", exitCode: 143 } } });
  expect(session.end).toMatchObject({ outcome: "interrupted", code: 143 });
});

function say(what: string) {
  return (guest: { print(uart: string, text: string): void }) => {
    guest.print("uart1", what);
    return undefined;
  };
}
