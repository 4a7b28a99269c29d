// Worker processes for trials, as many as are asked for; each runs one trial at a time.
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { InputError } from "./input-error.js";
import type { Report } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import type { TrialAnswer } from "./trial-process.js";

export interface TrialPool {
  /** How many trials run at a time. */
  readonly size: number;
  /**
   * Runs a plan to its end; waits for a process that is free.
   * Rejects with an InputError when the machine cannot be built, with an Error when the process failed.
   */
  run(plan: RunPlan): Promise<Report>;
  /** Ends the processes. */
  close(): void;
}

/** Trials after which a process makes room for a fresh one: memories of old machines are given back late. */
const TRIALS_PER_PROCESS = 12;

interface Waiting {
  readonly plan: RunPlan;
  readonly resolve: (report: Report) => void;
  readonly reject: (error: Error) => void;
}

/** @param size Processes; as many as the host has cores when left out. They start when they are needed. */
export function openTrialPool(size: number = availableParallelism()): TrialPool {
  const entry = fileURLToPath(new URL("./trial-process.js", import.meta.url));
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const queue: Waiting[] = [];
  const taken = new Map<ChildProcess, number>();
  let closed = false;

  function start(): ChildProcess {
    // Plans hold Maps, bytes and BigInts.
    const child = fork(entry, [], { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
    all.add(child);
    child.once("exit", () => {
      all.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
    });
    return child;
  }

  function retire(child: ChildProcess): void {
    all.delete(child);
    child.disconnect();
  }

  function dispatch(): void {
    while (queue.length > 0 && !closed) {
      const child = idle.pop() ?? (all.size < size ? start() : undefined);
      if (child === undefined) return;
      give(child, queue.shift() as Waiting);
    }
  }

  function give(child: ChildProcess, { plan, resolve, reject }: Waiting): void {
    const forget = () => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", onExit);
    };
    const onMessage = (answer: TrialAnswer) => {
      forget();
      const trials = (taken.get(child) ?? 0) + 1;
      taken.set(child, trials);
      if (trials < TRIALS_PER_PROCESS) idle.push(child);
      else retire(child);
      if (answer.kind === "report") resolve(answer.report);
      else reject(answer.kind === "refused" ? new InputError(answer.message) : new Error(answer.message));
      dispatch();
    };
    const onExit = () => {
      forget();
      reject(new Error("a worker process ended before its trial did"));
      dispatch();
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.on("error", onExit);
    child.send(plan);
  }

  return {
    size,
    run(plan) {
      return new Promise((resolve, reject) => {
        queue.push({ plan, resolve, reject });
        dispatch();
      });
    },
    close() {
      closed = true;
      for (const child of all) child.kill("SIGKILL");
    },
  };
}
