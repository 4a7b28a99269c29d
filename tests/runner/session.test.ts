import { expect, test } from "vitest";
import type { Placed } from "../../src/runner/expectation.js";
import type { StopReason } from "../../src/runner/machine-port.js";
import type { RecordedEvent } from "../../src/runner/recording.js";
import { makeSession, QUANTUM, type Session, type SessionOptions } from "../../src/runner/session.js";
import type { Expectation } from "../../src/scenario/scenario.js";
import { type FakeGuest, type FakeMachine, type FakeScript, makeFakeMachine } from "./fake-machine.js";

const NO_LIMITS = { guestNs: null, instructions: null };
const CONSOLES = [
  { name: "monitor", device: "uart0", vm: null },
  { name: "alpha", device: "uart1", vm: "alpha" },
];

function makeRun(script: FakeScript, options: Partial<SessionOptions> = {}) {
  let machine: FakeMachine | undefined;
  const recorded: RecordedEvent[] = [];
  const session = makeSession(
    {
      consoles: CONSOLES,
      expectations: [],
      limits: NO_LIMITS,
      instructionsPerTick: 100,
      interactive: false,
      replay: null,
      onRecord: (event) => recorded.push(event),
      ...options,
    },
    (onConsole) => {
      machine = makeFakeMachine(script, onConsole);
      return Object.assign(machine, { instructions: () => machine?.steps ?? 0 });
    },
  );
  return { session, machine: machine as unknown as FakeMachine, recorded };
}

function toEnd(session: Session): void {
  for (let turns = 0; session.end === null; turns += 1) {
    if (turns > 1000) throw new Error("the session does not end");
    session.advance();
  }
}

function place(...list: Expectation[]): Placed[] {
  return list.map((expectation, index) => ({ index, where: `s.yaml:${index + 10}:3`, expectation }));
}

function onAlpha(match: string, send: string | null = null, guestNs: number | null = null): Expectation {
  return { kind: "console", path: "", console: "alpha", match, send, within: { guestNs, instructions: null } };
}

const say = (uart: string, text: string) => (guest: { print(uart: string, text: string): void }) => {
  guest.print(uart, text);
  return undefined;
};

test("the machine runs from one multiple of the quantum to the next, also after it stopped between two", () => {
  const { session, machine } = makeRun({ at: { 30000: () => ({ kind: "deadlock" }) } }, { interactive: true });
  session.advance();
  expect(session.step).toBe(30_000);
  session.advance();
  session.advance();
  expect(machine.runs).toEqual([QUANTUM, QUANTUM - 30_000, QUANTUM]);
});

test("time goes on through a reset", () => {
  const { session } = makeRun({});
  session.advance();
  session.reset();
  expect(session.step).toBe(QUANTUM);
  session.advance();
  expect(session.step).toBe(2 * QUANTUM);
  expect(session.guestNs).toBe(2 * QUANTUM);
});

test("an expectation that matches sends its text at the boundary after the match", () => {
  const { session, machine } = makeRun(
    {
      at: { 150000: say("uart1", "boot\r\n$ ") },
      onInput: (uart, text, guest) => guest.print(uart, `${text}4 files\n$ `),
    },
    { expectations: place(onAlpha("^boot\n\\$ $", "ls\n"), onAlpha("4 files\n\\$ $")) },
  );
  toEnd(session);
  expect(machine.inputs).toEqual([{ step: 2 * QUANTUM, uart: "uart1", text: "ls\n" }]);
  expect(session.end?.outcome).toBe("expectations-met");
  expect(session.matched.get(0)).toEqual({ index: 0, met: true, atNs: 2 * QUANTUM, failure: null });
  expect(session.matched.get(1)?.atNs).toBe(3 * QUANTUM);
});

test("text before the previous match is not matched again", () => {
  const { session } = makeRun(
    { at: { 5: say("uart1", "ready"), 900000: () => ({ kind: "finish", code: 0 }) } },
    { expectations: place(onAlpha("ready"), onAlpha("ready")) },
  );
  toEnd(session);
  expect(session.matched.has(0)).toBe(true);
  expect(session.matched.has(1)).toBe(false);
});

test("an expectation that is late ends the run and says where it stands and what was seen", () => {
  const { session } = makeRun(
    { at: { 5: say("uart1", "panic: no disk\n") } },
    { expectations: place(onAlpha("\\$ $", null, 350_000)) },
  );
  toEnd(session);
  expect(session.guestNs).toBe(400_000);
  expect(session.end).toEqual({
    outcome: "expectation-failed",
    code: 0,
    detail: 's.yaml:10:3: console alpha: no match for /\\$ $/ in time; seen: "panic: no disk\\n"',
  });
});

test("the bound of an expectation counts from the previous match on its console", () => {
  const { session } = makeRun(
    { at: { 450000: say("uart1", "a"), 850000: say("uart1", "b") } },
    { expectations: place(onAlpha("a", null, 500_000), onAlpha("b", null, 500_000)) },
  );
  toEnd(session);
  expect(session.end?.outcome).toBe("expectations-met");
});

test("expectations on two consoles go their own ways", () => {
  const monitor: Expectation = { ...onAlpha("vm>"), console: "monitor" } as Expectation;
  const { session } = makeRun(
    { at: { 150000: say("uart0", "vm>"), 50000: say("uart1", "$ ") } },
    { expectations: place(monitor, onAlpha("\\$ ")) },
  );
  toEnd(session);
  expect(session.matched.get(0)?.atNs).toBe(2 * QUANTUM);
  expect(session.matched.get(1)?.atNs).toBe(QUANTUM);
});

test("an expected outcome keeps the run going after the consoles are done", () => {
  const { session } = makeRun(
    { at: { 5: say("uart1", "$ "), 250000: () => ({ kind: "finish", code: 0 }) } },
    { expectations: place(onAlpha("\\$ "), { kind: "outcome", path: "", outcome: "shutdown" }) },
  );
  toEnd(session);
  expect(session.end?.outcome).toBe("shutdown");
  expect(session.step).toBe(250_000);
});

test("the guest's code tells a shutdown from a failure", () => {
  const failed = makeRun({ at: { 7: () => ({ kind: "finish", code: 9 }) } }).session;
  toEnd(failed);
  expect(failed.end).toMatchObject({ outcome: "guest-failed", code: 9 });
});

test("limits in guest time and in instructions end the run", () => {
  const timed = makeRun({}, { limits: { guestNs: 300_000, instructions: null } }).session;
  toEnd(timed);
  expect(timed.end?.outcome).toBe("limit");
  expect(timed.guestNs).toBe(300_000);
  const counted = makeRun({}, { limits: { guestNs: null, instructions: 1_000_000 } }).session;
  toEnd(counted);
  expect(counted.end?.outcome).toBe("limit");
});

test("a machine in which nothing can happen is a deadlock without a user, and waits for input with one", () => {
  const script: FakeScript = { at: { 10: () => ({ kind: "deadlock" }) } };
  const alone = makeRun(script).session;
  toEnd(alone);
  expect(alone.end?.outcome).toBe("deadlock");
  const { session } = makeRun(script, { interactive: true });
  expect(session.advance()).toBe("idle");
  expect(session.end).toBeNull();
});

test("what an expectation sends wakes a machine in which nothing else can happen", () => {
  const prompt = (guest: FakeGuest): StopReason => {
    guest.print("uart1", "$ ");
    return { kind: "deadlock" };
  };
  const { session } = makeRun(
    {
      at: { 10: prompt },
      onInput: (uart, _text, guest) => guest.print(uart, "done"),
    },
    { expectations: place(onAlpha("\\$ ", "x"), onAlpha("done")) },
  );
  toEnd(session);
  expect(session.end?.outcome).toBe("expectations-met");
});

test("a trap loop ends the run and names hart, cause and pc", () => {
  const { session } = makeRun({
    at: { 10: () => ({ kind: "trap-loop", hart: 1, cause: "illegal_instruction", pc: "0x80" }) },
  });
  toEnd(session);
  expect(session.end?.detail).toMatch(/^hart 1 takes illegal_instruction at 0x80 again/);
});

test("input is recorded with its step and replayed at it", () => {
  const script: FakeScript = { onInput: (uart, text, guest) => guest.print(uart, `<${text}>`) };
  const first = makeRun(script, { interactive: true });
  first.session.advance();
  first.session.input("alpha", new TextEncoder().encode("é\u0003"));
  first.session.advance();
  first.session.reset();
  first.session.advance();
  first.session.stop(0);
  expect(first.recorded).toEqual([
    { step: QUANTUM, console: "alpha", bytes: "\u00c3\u00a9\u0003" },
    { step: 2 * QUANTUM, reset: true },
    { step: 3 * QUANTUM, end: true, exit_code: 0 },
  ]);
  const second = makeRun(script, { replay: first.recorded });
  toEnd(second.session);
  expect(second.recorded).toEqual(first.recorded);
  expect(second.session.end).toEqual(first.session.end);
  expect(second.session.logs.get("alpha")?.text()).toBe("<é\u0003>");
});

test("a recorded event between two boundaries takes effect at exactly its step", () => {
  const { session, machine } = makeRun({}, { replay: [{ step: 123_456, console: "alpha", bytes: "x" }] });
  for (let turn = 0; turn < 4; turn += 1) session.advance();
  expect(machine.inputs).toEqual([{ step: 123_456, uart: "uart1", text: "x" }]);
  expect(session.step).toBe(3 * QUANTUM);
});

test("a replay sends what was recorded and not what its expectations would send", () => {
  const { session, machine } = makeRun(
    { at: { 5: say("uart1", "$ ") } },
    {
      expectations: place(onAlpha("\\$ ", "ls\n"), onAlpha("never", null, 300_000)),
      replay: [{ step: QUANTUM, console: "alpha", bytes: "ls\n" }],
    },
  );
  toEnd(session);
  expect(machine.inputs).toHaveLength(1);
});

test("time passes in a deadlocked machine until a replayed event wakes it", () => {
  const { session, machine } = makeRun(
    { at: { 10: () => ({ kind: "deadlock" }), 5000: () => ({ kind: "finish", code: 0 }) } },
    { replay: [{ step: 4000, console: "alpha", bytes: "x" }] },
  );
  toEnd(session);
  expect(machine.inputs).toEqual([{ step: 4000, uart: "uart1", text: "x" }]);
  expect(session.end?.outcome).toBe("shutdown");
});

test("time that passes in an idle machine is guest time, and input is recorded with it", () => {
  const script: FakeScript = { at: { 10: () => ({ kind: "deadlock" }) } };
  const { session, machine } = makeRun(script, { interactive: true });
  expect(session.advance()).toBe("idle");
  const before = session.guestNs;
  session.pass(1000);
  expect(session.guestNs - before).toBe(1000);
  session.input("alpha", new TextEncoder().encode("x"));
  expect(machine.inputs[0]?.step).toBe(session.step);
});

test("a replayed event at the step of a deadlock wakes the machine", () => {
  const { session, machine } = makeRun(
    { at: { 10: () => ({ kind: "deadlock" }), 20: () => ({ kind: "finish", code: 0 }) } },
    { replay: [{ step: 10, console: "alpha", bytes: "x" }] },
  );
  toEnd(session);
  expect(machine.inputs).toEqual([{ step: 10, uart: "uart1", text: "x" }]);
  expect(session.end?.outcome).toBe("shutdown");
});
