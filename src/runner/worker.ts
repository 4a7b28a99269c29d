// Entry of the machine's Worker: builds the machine of a plan, runs it to its end, reports.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { InputError } from "./input-error.js";
import { makeViewer } from "./machine-view.js";
import { type FromWorker, SHARED_WAKE, type ToWorker } from "./messages.js";
import { makePlanMachine, type PlanMachine } from "./plan-machine.js";
import { recordingLine } from "./recording.js";
import { makeReport } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import { makeSession, type Session } from "./session.js";
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
}

const { plan, shared, inbox, record } = workerData as WorkerInput;

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function start(): { readonly session: Session; readonly machine: PlanMachine } {
  let machine: PlanMachine | undefined;
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
  };
  const session = makeSession(options, (onConsole) => {
    machine = makePlanMachine(plan, onConsole);
    return machine;
  });
  return { session, machine: machine as PlanMachine };
}

function recorded(line: string): void {
  send({ kind: "recorded", line });
}

function run(): void {
  const { session, machine } = start();
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
    { interactive: plan.interactive, sendView: (state) => send({ kind: "view", view: view(state, null) }) },
  );

  const { end } = session;
  if (end === null) throw new Error("the run's loop came back before the run had ended");
  const last = view("stopped", end.outcome);
  const verdict = judgeRun(end, plan.expectations, session.matched, last);
  const { outcome, exitCode, detail, expectations } = verdict;
  const wallMs = performance.now() - began;
  const final: MachineView = { ...last, outcome };
  const consoles = session.logs;
  const report = makeReport({ view: final, outcome, detail, exitCode, consoles, expectations, wallMs });
  send({ kind: "ended", view: final, report });
}

try {
  run();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  send({ kind: "refused", message: error.message });
}
