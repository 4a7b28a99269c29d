// A run without a clock on the wall: advances the machine from boundary to boundary and decides, at boundaries only,
// what goes in and whether the run is over. What it computes depends on the scenario and the recorded events alone.
import type { Console, Limits } from "../scenario/scenario.js";
import { type ConsoleLog, type ConsoleLogState, makeConsoleLog } from "./console-log.js";
import type { ConsoleMatcher } from "./console-matcher.js";
import type { ExpectationResult, Placed } from "./expectation.js";
import { type FollowedState, followConsoles } from "./followed-consoles.js";
import type { SteppedMachine, StopReason } from "./machine-port.js";
import { bytesToText, type RecordedEvent, textToBytes } from "./recording.js";
import type { Outcome } from "./view.js";

/** Steps between boundaries. Boundaries are multiples of it, so that every run of a scenario has the same ones. */
export const QUANTUM = 100_000;
/** Boundaries between two looks at the instruction limit, which has to ask every hart. */
const LIMIT_QUANTA = 16;

export interface SessionOptions {
  readonly consoles: readonly Console[];
  readonly expectations: readonly Placed[];
  readonly limits: Limits;
  readonly instructionsPerTick: number;
  /** Input comes from a user: a machine in which nothing can happen waits for it. */
  readonly interactive: boolean;
  /** A reset that the guest asks for ends the run; otherwise the machine starts again. */
  readonly endsAtReset?: boolean;
  /** Events of a recording; what expectations send is left out then, because the recording has it. */
  readonly replay: readonly RecordedEvent[] | null;
  /** Called with everything that goes in. */
  readonly onRecord: ((event: RecordedEvent) => void) | null;
  /** Where a run goes on that was saved; its machine has been restored. */
  readonly from?: SessionState | undefined;
  /** Called at every boundary, after what expectations send has gone in. */
  readonly onBoundary?: ((step: number) => void) | undefined;
}

/** What belongs to a run beside its machine. */
export interface SessionState {
  /** Step of the run at which the machine's clock was zero. */
  readonly epoch: number;
  /** Events that went in so far. */
  readonly events: number;
  readonly logs: { readonly [console: string]: ConsoleLogState };
  readonly followed: FollowedState;
  readonly matched: readonly ExpectationResult[];
}

/** What a session asks of its machine beside stepping it. */
export interface SessionMachine extends SteppedMachine {
  /** Instructions retired by all harts. */
  instructions(): number;
}

/** How a run ended by itself or was ended, before counters and outcome were compared with what was expected. */
export interface SessionEnd {
  readonly outcome: Outcome;
  /** What the guest gave the test finisher; the exit code asked for when the user ended the run. */
  readonly code: number;
  /** One line for the user. */
  readonly detail: string;
}

export interface Session {
  /** Steps since the run began; goes on through resets. */
  readonly step: number;
  readonly guestNs: number;
  readonly end: SessionEnd | null;
  /** Console expectations that are met or late, by index; the others are judged from the final view. */
  readonly matched: ReadonlyMap<number, ExpectationResult>;
  readonly logs: ReadonlyMap<string, ConsoleLog>;
  /** To the next boundary. `idle`: nothing can happen before input arrives. */
  advance(): "running" | "idle" | "ended";
  /** Guest time that passes before anything can happen unless input arrives, as the last advance left it; ns. A replay says 0. */
  readonly quietNs: number;
  /** Guest time that passes while the machine is idle, or at most what `quietNs` says; ns. */
  pass(ns: number): void;
  input(console: string, bytes: Uint8Array): void;
  reset(): void;
  /** The user ends the run. */
  stop(exitCode: number): void;
  /** Between two calls of `advance`, or from `onBoundary`. */
  save(): SessionState;
}

/**
 * @param makeMachine Builds the machine; it is given where console output goes.
 */
export function makeSession(
  options: SessionOptions,
  makeMachine: (onConsole: (device: string, byte: number) => void) => SessionMachine,
): Session {
  const { consoles, replay, from } = options;
  const logs = new Map(consoles.map(({ name }) => [name, makeConsoleLog(from?.logs[name])]));
  const byDevice = new Map(consoles.map(({ name, device }) => [device, logs.get(name) as ConsoleLog]));
  const devices = new Map(consoles.map(({ name, device }) => [name, device]));
  const machine = makeMachine((device, byte) => byDevice.get(device)?.push(byte));
  const waitsForOutcome = options.expectations.some(({ expectation }) => expectation.kind === "outcome");
  let nextEvent = 0;
  let events = from?.events ?? 0;
  /** Step of the run at which the machine's clock was zero. */
  let epoch = from?.epoch ?? 0;
  let end: SessionEnd | null = null;

  const step = () => epoch + machine.steps;
  const guestNs = () => Math.floor((step() / options.instructionsPerTick) * 100);
  const followed = followConsoles(
    options.expectations,
    logs,
    from === undefined
      ? null
      : { state: from.followed, now: { guestNs: guestNs(), instructions: machine.instructions() } },
  );
  /** Expectations that begin at a snapshot are looked at there, before what a recording has for that step. */
  let begins = from !== undefined && !followed.resumed;
  const matched = new Map(followed.resumed ? from?.matched.map((result) => [result.index, result]) : []);

  function apply(event: RecordedEvent): void {
    events += 1;
    options.onRecord?.(event);
    if ("end" in event) {
      end = { outcome: "interrupted", code: event.exit_code, detail: "ended by the user" };
    } else if ("reset" in event) {
      const before = step();
      machine.reset();
      epoch = before - machine.steps;
    } else {
      machine.input(devices.get(event.console) ?? "", textToBytes(event.bytes));
    }
  }

  function applyReplay(): boolean {
    let applied = false;
    for (let event = replay?.[nextEvent]; event !== undefined && event.step <= step(); event = replay?.[nextEvent]) {
      nextEvent += 1;
      applied = true;
      apply(event);
      if (end !== null) break;
    }
    return applied;
  }

  /** Steps to the next boundary, or to the next recorded event when that is nearer. */
  function distance(): number {
    const now = step();
    const boundary = QUANTUM - (now % QUANTUM);
    const event = replay?.[nextEvent];
    return event === undefined ? boundary : Math.min(boundary, event.step - now);
  }

  /** Looks at every console; true when an expectation sent something. */
  function look(): boolean {
    let sent = false;
    const now = { guestNs: guestNs(), instructions: followed.counts ? machine.instructions() : 0 };
    for (const { matcher, read } of followed.list) {
      for (const { index, expectation } of matcher.look(read(), now)) {
        matched.set(index, { index, met: true, atNs: now.guestNs, failure: null });
        if (expectation.send === null || replay !== null) continue;
        const bytes = bytesToText(new TextEncoder().encode(expectation.send));
        apply({ step: step(), console: expectation.console, bytes });
        sent = true;
      }
      if (matcher.late(now)) fail(matcher, "in time");
    }
    return sent;
  }

  /** The waiting expectation has failed; the run ends. */
  function fail(matcher: ConsoleMatcher, when: string): void {
    if (matcher.waiting === null) return;
    const { index, where, expectation } = matcher.waiting;
    const seen = JSON.stringify(matcher.tail);
    const failure = `${where}: console ${expectation.console}: no match for /${expectation.match}/ ${when}; seen: ${seen}`;
    matched.set(index, { index, met: false, atNs: null, failure });
    end ??= { outcome: "expectation-failed", code: 0, detail: failure };
  }

  function judge(stop: StopReason, revived: boolean): void {
    if (stop.kind === "finish") {
      const outcome = stop.code === 0 ? "shutdown" : "guest-failed";
      end ??= { outcome, code: stop.code, detail: `the guest ended the machine with code ${stop.code}` };
    } else if (stop.kind === "trap-loop") {
      const detail = `hart ${stop.hart} takes ${stop.cause} at ${stop.pc} again and again without retiring an instruction`;
      end ??= { outcome: "trap-loop", code: 0, detail };
    } else if (stop.kind === "reset" && options.endsAtReset === true) {
      end ??= { outcome: "shutdown", code: 0, detail: "the guest asked for a reset" };
    } else if (stop.kind === "reset") {
      const before = step();
      machine.reset();
      epoch = before - machine.steps;
    }
    const open = followed.list.some(({ matcher }) => matcher.waiting !== null);
    if (followed.list.length > 0 && !open && !waitsForOutcome) {
      end ??= { outcome: "expectations-met", code: 0, detail: "every expectation on a console was met" };
    }
    if (stop.kind === "deadlock" && !revived && !options.interactive) {
      end ??= { outcome: "deadlock", code: 0, detail: "every hart waits and no event can come" };
    }
    if (end === null && limitReached()) {
      end = { outcome: "limit", code: 0, detail: "the scenario's limit was reached" };
    }
  }

  function limitReached(): boolean {
    const { limits } = options;
    if (limits.guestNs !== null && guestNs() >= limits.guestNs) return true;
    if (limits.instructions === null || step() % (QUANTUM * LIMIT_QUANTA) !== 0) return false;
    return machine.instructions() >= limits.instructions;
  }

  return {
    get step() {
      return step();
    },
    get guestNs() {
      return guestNs();
    },
    get end() {
      return end;
    },
    get quietNs() {
      return replay === null ? (machine.quiet / options.instructionsPerTick) * 100 : 0;
    },
    matched,
    logs,
    advance() {
      if (end !== null) return "ended";
      if (begins) look();
      begins = false;
      applyReplay();
      if (end !== null) return "ended";
      const stop = machine.run(distance());
      const sent = look();
      // A replayed event wakes a machine that waits for ever: time passes until it is due.
      const event = stop.kind === "deadlock" ? replay?.[nextEvent] : undefined;
      judge(stop, sent || event !== undefined);
      options.onBoundary?.(step());
      if (end !== null) return "ended";
      if (event !== undefined) machine.idle(event.step - step());
      return stop.kind === "deadlock" && !sent && event === undefined ? "idle" : "running";
    },
    pass(ns) {
      if (end === null && replay === null) machine.idle(Math.floor((ns / 100) * options.instructionsPerTick));
    },
    input(console, bytes) {
      if (end === null && replay === null) apply({ step: step(), console, bytes: bytesToText(bytes) });
    },
    reset() {
      if (end === null && replay === null) apply({ step: step(), reset: true });
    },
    stop(exitCode) {
      if (end === null) apply({ step: step(), end: true, exit_code: exitCode });
    },
    save: () => ({
      epoch,
      events,
      logs: Object.fromEntries(Array.from(logs, ([name, log]) => [name, log.save()])),
      followed: followed.save(),
      matched: [...matched.values()].filter(({ met }) => met),
    }),
  };
}
