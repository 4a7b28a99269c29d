import { expect, test, vi } from "vitest";
import { startTui } from "../../src/tui/start.js";
import { type FakeRun, makeFakeRun } from "./fake-run.js";
import { type FakeTerminal, makeFakeTerminal } from "./fake-terminal.js";

async function start(run: FakeRun, terminal: FakeTerminal): Promise<{ readonly ended: Promise<void> }> {
  terminal.stdout.write("shell$ hartbed run\r\n");
  const ended = startTui(run, { stdin: terminal.stdin, stdout: terminal.stdout, env: {} });
  ended.catch(() => {});
  await vi.waitFor(async () => expect(await terminal.screen()).toContain("alpha"), { timeout: 10_000, interval: 20 });
  expect(terminal.raw).toBe(true);
  expect(terminal.alternate).toBe(true);
  return { ended };
}

async function expectRestored(terminal: FakeTerminal): Promise<void> {
  expect((await terminal.screen()).trimEnd()).toBe("shell$ hartbed run");
  expect(terminal.raw).toBe(false);
  expect(terminal.alternate).toBe(false);
  const after = terminal.written.slice(terminal.written.lastIndexOf("\x1b[?25l"));
  expect(after).toContain("\x1b[?25h");
  expect(after).toContain("\x1b[?2004l");
  expect(terminal.written.endsWith("\x1b[?1049l")).toBe(true);
}

test("quit gives the shell's screen, the cursor and the cooked mode back, and leaves no listener", async () => {
  const run = makeFakeRun(["alpha"]);
  const terminal = makeFakeTerminal(80, 24);
  const before = ["SIGTERM", "SIGHUP", "SIGINT", "SIGCONT", "exit", "uncaughtExceptionMonitor"];
  const counts = () => before.map((event) => process.listenerCount(event));
  // The first session loads Ink, which keeps a listener of its own.
  await start(run, terminal).then(({ ended }) => {
    terminal.type("\x01q");
    return ended;
  });
  await expectRestored(terminal);
  const start2 = counts();
  const again = makeFakeTerminal(80, 24);
  const { ended } = await start(makeFakeRun(["alpha"]), again);
  again.type("\x01q");
  await ended;
  expect(counts()).toEqual(start2);
  for (const stream of [again.stdin, again.stdout]) {
    expect(stream.eventNames().flatMap((event) => stream.listeners(event))).toEqual([]);
  }
});

test("nothing is written to the terminal after it was given back", async () => {
  const run = makeFakeRun(["alpha"]);
  const terminal = makeFakeTerminal(80, 24);
  const { ended } = await start(run, terminal);
  terminal.type("\x01q");
  run.print("alpha", "late output");
  run.show({ state: "stopped" });
  await ended;
  run.print("alpha", "later output");
  await new Promise((resolve) => setImmediate(resolve));
  await expectRestored(terminal);
});

test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("%s gives the terminal back and ends the UI", async (signal) => {
  const run = makeFakeRun(["alpha"]);
  const terminal = makeFakeTerminal(80, 24);
  const { ended } = await start(run, terminal);
  // Somebody else handles the signal too, so that the test's process lives on.
  const seen = vi.fn();
  process.once(signal, seen);
  process.emit(signal, signal);
  await ended;
  expect(seen).toHaveBeenCalledOnce();
  await expectRestored(terminal);
});

test("an exception that nobody catches gives the terminal back before it is printed", async () => {
  const run = makeFakeRun(["alpha"]);
  const terminal = makeFakeTerminal(80, 24);
  const { ended } = await start(run, terminal);
  (process as NodeJS.EventEmitter).emit("uncaughtExceptionMonitor", new Error("boom"));
  await expectRestored(terminal);
  terminal.type("\x01q");
  await ended;
});

test("a view that a component cannot show ends the UI with the error, terminal restored", async () => {
  const run = makeFakeRun(["alpha"]);
  const terminal = makeFakeTerminal(80, 24);
  const { ended } = await start(run, terminal);
  run.show({ state: "paused", harts: null as unknown as [] });
  await expect(ended).rejects.toThrow(/harts/);
  await expectRestored(terminal);
});

test("a terminal that goes away ends the UI", async () => {
  for (const lost of ["end", "error"] as const) {
    const terminal = makeFakeTerminal(80, 24);
    const { ended } = await start(makeFakeRun(["alpha"]), terminal);
    if (lost === "end") terminal.stdin.emit("end");
    else terminal.stdout.emit("error", new Error("EIO"));
    await ended;
    expect(terminal.raw).toBe(false);
  }
});

test("a machine that breaks ends the UI, so that the error can be read", async () => {
  const run = makeFakeRun(["alpha"]);
  const terminal = makeFakeTerminal(80, 24);
  const { ended } = await start(run, terminal);
  run.break(new Error("the worker ended"));
  await ended;
  await expectRestored(terminal);
});
