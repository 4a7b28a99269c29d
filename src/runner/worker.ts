// Entry of the machine's Worker: builds the machine of a plan, runs it to its end, reports.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { StateError } from "../devices/state.js";
import type { LogItem } from "../scenario/qemu/log-items.js";
import { makeLogLines } from "./guest-log.js";
import { InputError } from "./input-error.js";
import { makeViewer } from "./machine-view.js";
import { type FromWorker, SHARED_WAKE, type ToWorker } from "./messages.js";
import { makePlanMachine, type PlanMachine } from "./plan-machine.js";
import { recordingLine } from "./recording.js";
import { makeReport } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import { makeSession, type Session } from "./session.js";
import { makeSnapshot, type Snapshot, snapshotBytes } from "./snapshot-file.js";
import { judgeRun } from "./verdict.js";
import type { MachineState, MachineView, Outcome } from "./view.js";
import { runLoop } from "./worker-loop.js";

/** What openRun starts the Worker with. */
export interface WorkerInput {
  readonly plan: RunPlan;
  /** Words of messages.ts, shared. */
  readonly shared: Int32Array;
  /** Messages arrive here; they are polled, because the machine's loop never goes back to the event loop. */
  readonly inbox: MessagePort;
  readonly record: boolean;
  /** What is logged. */
  readonly log: readonly LogItem[];
  /** Where to go on; power-on when null. */
  readonly from: Snapshot | null;
  /** A snapshot is taken at the first boundary from this step on; at the end of the run with Infinity; null: none. */
  readonly saveAt: number | null;
}

const { plan, shared, inbox, record, log, from, saveAt } = workerData as WorkerInput;
const logged = log.length === 0 ? null : makeLogLines(log);

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

interface Started {
  readonly session: Session;
  readonly machine: PlanMachine;
  /** Takes a snapshot. */
  save(step: number): void;
}

function start(): Started {
  let machine: PlanMachine | undefined;
  let saved = false;
  const { consoles, limits, clock, machine: board } = plan.scenario;
  const options = {
    consoles,
    limits: plan.interactive ? { guestNs: null, instructions: null } : limits,
    expectations: plan.expectations,
    instructionsPerTick: clock.instructionsPerTick,
    interactive: plan.interactive,
    endsAtReset: !board.reboot,
    replay: plan.replay,
    onRecord: record ? (event: Parameters<typeof recordingLine>[0]) => recorded(recordingLine(event)) : null,
    from: from?.session,
    onBoundary: (step: number) => {
      if (saveAt !== null && !saved && step >= saveAt) save(step);
    },
  };
  const session = makeSession(options, (onConsole) => {
    machine = makePlanMachine(plan, onConsole, logged?.log);
    if (from !== null) restore(machine, from);
    return machine;
  });
  function save(step: number): void {
    if (machine === undefined) return;
    saved = true;
    send({ kind: "snapshot", step, bytes: snapshotBytes(makeSnapshot(plan, step, session.save(), machine.save())) });
  }
  return { session, machine: machine as PlanMachine, save };
}

function restore(machine: PlanMachine, { machine: state }: Snapshot): void {
  try {
    machine.restore(state);
  } catch (error) {
    if (error instanceof StateError) throw new InputError(`${plan.title}: the snapshot does not fit: ${error.message}`);
    throw error;
  }
}

function recorded(line: string): void {
  send({ kind: "recorded", line });
}

function run(): void {
  const { session, machine, save } = start();
  const instructionsBefore = machine.instructions();
  const began = performance.now();
  const viewer = makeViewer(plan, machine);
  const view = (state: MachineState, outcome: Outcome | null): MachineView =>
    viewer({ state, outcome, steps: session.step, guestNs: session.guestNs, wallMs: performance.now() - began });

  runLoop(
    session,
    {
      now: () => performance.now() * 1e6,
      receive: () => (receiveMessageOnPort(inbox)?.message as ToWorker | undefined) ?? null,
      send,
      shared,
      sleep: (seen, ms) => void Atomics.wait(shared, SHARED_WAKE, seen, ms),
    },
    {
      interactive: plan.interactive,
      sendView: (state) => send({ kind: "view", view: view(state, null) }),
      takeLog: logged?.take,
    },
  );

  if (saveAt === Number.POSITIVE_INFINITY) save(session.step);
  const { end } = session;
  if (end === null) throw new Error("the run's loop came back before the run had ended");
  const last = view("stopped", end.outcome);
  const verdict = judgeRun(end, plan.expectations, session.matched, last);
  const { outcome, exitCode, detail, expectations } = verdict;
  const wallMs = performance.now() - began;
  const final: MachineView = { ...last, outcome };
  const consoles = session.logs;
  const parts = { view: final, outcome, detail, exitCode, consoles, expectations, wallMs, instructionsBefore };
  const report = makeReport(parts);
  send({ kind: "ended", view: final, report });
}

try {
  run();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  send({ kind: "refused", message: error.message });
}
