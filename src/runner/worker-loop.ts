// Drives a session inside the Worker: messages in, output and views out, pacing, sleep. Nothing here decides what the
// machine computes.
import { type FromWorker, OUTSTANDING_LIMIT, SHARED_OUTSTANDING, SHARED_WAKE, type ToWorker } from "./messages.js";
import { makePacer } from "./pacing.js";
import type { Session } from "./session.js";
import type { MachineState } from "./view.js";

/** Longest time in which messages are not looked at, ns. */
const TURN_NS = 8_000_000;
/** Least time between two pieces of output and between two views, ns. */
const OUTPUT_NS = 15_000_000;
const VIEW_NS = 33_000_000;

/** A machine in which nothing can happen has its clock brought up to the wall's this often, ms. */
const IDLE_MS = 1000;
/** Guest time to a timer from which on the machine sleeps through instead of going there boundary by boundary, ns. */
const QUIET_NS = 1_000_000;

const NOTHING = new Uint8Array();

/** The outside of the loop, so that tests can play it. */
export interface LoopHost {
  /** Wall clock, ns. */
  now(): number;
  /** The next message, or null. Does not wait. */
  receive(): ToWorker | null;
  send(message: FromWorker): void;
  /** Shared words of messages.ts. */
  readonly shared: Int32Array;
  /** Sleeps until word WAKE of `shared` is no longer `seen`, at most `ms`. */
  sleep(seen: number, ms: number): void;
}

export interface LoopOptions {
  /** Guest time never runs ahead of the wall, and views are sent. */
  readonly interactive: boolean;
  /** Sends a view of the machine now. */
  sendView(state: MachineState): void;
  /** What was logged since the last call; left out when nothing is logged. */
  readonly takeLog?: (() => Uint8Array) | undefined;
}

/** Runs the session to its end. */
export function runLoop(session: Session, host: LoopHost, options: LoopOptions): void {
  const readers = Array.from(session.logs, ([console, log]) => ({ console, read: log.reader() }));
  const pacer = makePacer(session.guestNs, host.now());
  let paused = false;
  let nextOutput = 0;
  let nextView = 0;
  /** Guest time that may pass in the sleep that follows, because every hart waits; ns. */
  let rest = 0;

  function flush(): void {
    nextOutput = host.now() + OUTPUT_NS;
    for (const { console, read } of readers) {
      const bytes = read();
      if (bytes.length === 0) continue;
      Atomics.add(host.shared, SHARED_OUTSTANDING, bytes.length);
      host.send({ kind: "output", console, bytes });
    }
    const logged = options.takeLog?.() ?? NOTHING;
    if (logged.length === 0) return;
    Atomics.add(host.shared, SHARED_OUTSTANDING, logged.length);
    host.send({ kind: "log", bytes: logged });
  }

  function show(): void {
    flush();
    nextView = host.now() + VIEW_NS;
    if (options.interactive) options.sendView(paused ? "paused" : "running");
  }

  function obey(message: ToWorker): void {
    if (message.kind === "input") session.input(message.console, message.bytes);
    else if (message.kind === "reset") session.reset();
    else if (message.kind === "stop") session.stop(message.exitCode);
    else {
      paused = message.kind === "pause";
      pacer.restart(session.guestNs, host.now());
      show();
    }
  }

  function obeyAll(): void {
    for (let message = host.receive(); message !== null; message = host.receive()) obey(message);
  }

  /** Runs for a turn; returns how long to sleep, ms. */
  function turn(): number {
    const until = host.now() + TURN_NS;
    for (;;) {
      if (options.interactive) {
        const ahead = pacer.ahead(session.guestNs, host.now());
        if (ahead > 0) return Math.max(ahead / 1e6, 1);
      }
      const state = session.advance();
      if (state === "ended") return 0;
      if (state === "idle") {
        rest = Number.POSITIVE_INFINITY;
        return IDLE_MS;
      }
      const { quietNs } = session;
      if (options.interactive && quietNs > QUIET_NS) {
        rest = quietNs;
        return Math.min(quietNs / 1e6, IDLE_MS);
      }
      if (host.now() >= until) return 0;
    }
  }

  // Only a user wants to see again what was printed before a snapshot was taken.
  if (!options.interactive) for (const { read } of readers) read();
  show();
  while (session.end === null) {
    // Read before the messages: one that comes later changes it, and the sleep below does not begin.
    const seen = Atomics.load(host.shared, SHARED_WAKE);
    obeyAll();
    if (session.end !== null) break;
    const held = Atomics.load(host.shared, SHARED_OUTSTANDING) > OUTSTANDING_LIMIT;
    rest = 0;
    const idle = paused || held ? Number.POSITIVE_INFINITY : turn();
    const now = host.now();
    if (now >= nextView || idle * 1e6 >= VIEW_NS) show();
    else if (idle > 0 || now >= nextOutput) flush();
    if (session.end !== null || idle === 0) continue;
    host.sleep(seen, idle);
    if (rest > 0) session.pass(Math.min(Math.max(pacer.behind(session.guestNs, host.now()), 0), rest));
    else if (idle === Number.POSITIVE_INFINITY) pacer.restart(session.guestNs, host.now());
  }
  flush();
}
