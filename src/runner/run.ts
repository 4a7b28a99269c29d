// Starts a run: the machine in a Worker of its own, a RunControl for whoever shows it.
import { readFileSync } from "node:fs";
import { MessageChannel, Worker } from "node:worker_threads";
import type { LogItem } from "../scenario/qemu/log-items.js";
import type { Scenario } from "../scenario/scenario.js";
import { makeEarlyOutput } from "./early-output.js";
import { InputError } from "./input-error.js";
import { type FromWorker, SHARED_OUTSTANDING, SHARED_WAKE, SHARED_WORDS, type ToWorker } from "./messages.js";
import { shippedPath } from "./package-root.js";
import { eventsFrom, type Recording, recordingLine } from "./recording.js";
import type { Report } from "./report.js";
import { makeRunPlan, type RunPlan } from "./run-plan.js";
import { parseSnapshot, type Snapshot } from "./snapshot-file.js";
import type { ConsoleOutput, MachineView, RunControl } from "./view.js";
import type { WorkerInput } from "./worker.js";

/** Of what is printed before the first listener comes. */
const EARLY_BYTES = 1024 * 1024;

export interface RunOptions {
  /**
   * For a user at a terminal: guest time keeps to the wall, expectations and limits are left alone, and a machine in
   * which nothing can happen waits for input. Otherwise the run is as fast as it can be and ends by itself.
   */
  readonly interactive?: boolean;
  /** Gives the run what was recorded, at the same steps; live input is ignored. */
  readonly replay?: Recording;
  /** Called with each line of a recording of this run: the header at once, events as they happen. */
  readonly onRecord?: (line: string) => void;
  /** What is logged, and who takes it. */
  readonly log?: RunLog;
  /** Goes on from a snapshot: its file's bytes, and its name for messages. */
  readonly fromSnapshot?: { readonly file: string; readonly bytes: Uint8Array };
  /** Takes a snapshot at the first boundary from step `at` on; at the end of the run when that is left out. */
  readonly snapshot?: {
    readonly at?: number | undefined;
    /** Called with the bytes of its file and the step of the run. */
    readonly onSnapshot: (bytes: Uint8Array, step: number) => void;
  };
}

export interface RunLog {
  readonly items: readonly LogItem[];
  /** Whole lines. The run waits for a promise when much is underway. */
  take(bytes: Uint8Array): void | Promise<void>;
}

/** A run as commands see it. */
export interface Run extends RunControl {
  /** Resolves when the run has ended. Rejects as `ended` does. */
  readonly report: Promise<Report>;
}

/**
 * Starts the machine of a scenario.
 * @throws InputError when a file of the scenario cannot be read, or the snapshot is of another machine. `ended` rejects with an InputError when the machine
 * cannot be built from them, and with any other error when the Worker failed.
 */
export function openRun(scenario: Scenario, options: RunOptions = {}): Run {
  const interactive = options.interactive ?? false;
  const { replay, fromSnapshot, snapshot } = options;
  const made = makeRunPlan(scenario, {
    interactive,
    followExpectations: replay?.header.expectations ?? !interactive,
    replay: null,
    hartWasm: new Uint8Array(readFileSync(shippedPath("dist", "hart.wasm"))),
  });
  if (fromSnapshot !== undefined || snapshot !== undefined) refusePersistentDisks(scenario);
  const from = fromSnapshot === undefined ? null : parseSnapshot(fromSnapshot.file, fromSnapshot.bytes, made);
  const plan = { ...made, replay: replay === undefined ? null : eventsFrom(replay, from?.header ?? null) };
  options.onRecord?.(
    recordingLine({
      hartbed_input: 1,
      scenario: plan.title,
      profile: scenario.profile.name,
      expectations: plan.expectations.length > 0,
      ...(from === null ? {} : { from: from.header.steps }),
    }),
  );
  return makeRun(plan, from, options);
}

/** What such a disk holds is in its file, which goes on changing. */
function refusePersistentDisks(scenario: Scenario): void {
  for (const [index, { name, persist }] of scenario.disks.entries()) {
    if (!persist) continue;
    const where = scenario.origin(`disks.${name}.persist`);
    throw new InputError(`${where}: disk ${name || index} has persist: on; expected off in a run with snapshots`);
  }
}

function makeRun(plan: RunPlan, from: Snapshot | null, { onRecord, snapshot, log }: RunOptions): Run {
  const shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_WORDS));
  const { port1: outbox, port2: inbox } = new MessageChannel();
  const saveAt = snapshot === undefined ? null : (snapshot.at ?? Number.POSITIVE_INFINITY);
  const items = log?.items ?? [];
  const input: WorkerInput = { plan, shared, inbox, record: onRecord !== undefined, log: items, from, saveAt };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: input, transferList: [inbox] });
  outbox.unref();

  const viewListeners = new Set<(view: MachineView) => void>();
  const outputListeners = new Set<(output: ConsoleOutput) => void | Promise<void>>();
  const early = makeEarlyOutput(EARLY_BYTES);
  let view = firstView(plan);
  let over = false;

  function wake(): void {
    Atomics.add(shared, SHARED_WAKE, 1);
    Atomics.notify(shared, SHARED_WAKE);
  }

  function tell(message: ToWorker): void {
    if (over) return;
    outbox.postMessage(message);
    wake();
  }

  async function deliver(output: ConsoleOutput): Promise<void> {
    if (outputListeners.size === 0) early.hold(output);
    const slow = Array.from(outputListeners, (listener) => listener(output)).filter((done) => done !== undefined);
    if (slow.length > 0) await Promise.allSettled(slow);
    settle(output.bytes);
  }

  async function keep(bytes: Uint8Array): Promise<void> {
    await log?.take(bytes);
    settle(bytes);
  }

  function settle(bytes: Uint8Array): void {
    Atomics.sub(shared, SHARED_OUTSTANDING, bytes.length);
    wake();
  }

  function show(next: MachineView): void {
    view = next;
    for (const listener of viewListeners) listener(next);
  }

  const finished = new Promise<{ view: MachineView; report: Report }>((resolve, reject) => {
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "view") show(message.view);
      else if (message.kind === "output") void deliver(message);
      else if (message.kind === "log") void keep(message.bytes);
      else if (message.kind === "recorded") onRecord?.(message.line);
      else if (message.kind === "snapshot") snapshot?.onSnapshot(message.bytes, message.step);
      else if (message.kind === "refused") reject(new InputError(message.message));
      else {
        over = true;
        show(message.view);
        resolve(message);
      }
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`the machine's worker ended with code ${code} before the run did`)));
  });
  const close = () => {
    over = true;
    outbox.close();
  };
  finished.then(close, close);
  const ended = finished.then((end) => end.view);
  const report = finished.then((end) => end.report);
  // Whoever does not wait for one of these must not be ended by it.
  for (const promise of [ended, report]) promise.catch(() => undefined);

  return {
    get view() {
      return view;
    },
    onView: (listener) => subscribe(viewListeners, listener),
    onOutput: (listener) => {
      for (const output of early.take()) listener(output);
      return subscribe(outputListeners, listener);
    },
    input: (console, bytes) => tell({ kind: "input", console, bytes }),
    pause: () => tell({ kind: "pause" }),
    resume: () => tell({ kind: "resume" }),
    reset: () => tell({ kind: "reset" }),
    async stop(exitCode = 0) {
      tell({ kind: "stop", exitCode });
      await finished.catch(() => undefined);
    },
    ended,
    report,
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The machine before the Worker first showed it. */
function firstView(plan: RunPlan): MachineView {
  const { scenario } = plan;
  return {
    scenario: plan.title,
    profile: scenario.profile.name,
    state: "running",
    outcome: null,
    steps: 0,
    guestNs: 0,
    mips: 0,
    harts: [],
    vms: [],
    consoles: scenario.consoles,
  };
}
