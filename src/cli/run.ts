// `hartbed run`: a scenario in the terminal, or headless.
import { EXIT_BAD_INPUT, EXIT_CLOSED_PIPE, EXIT_DONE } from "../runner/exit-codes.js";
import { openScenario, type ScenarioFlags } from "../runner/open-scenario.js";
import type { Report } from "../runner/report.js";
import { openRun, type Run, type RunOptions } from "../runner/run.js";
import type { Scenario } from "../scenario/scenario.js";
import { printConsoles } from "./headless.js";
import { checkWritable, writeJson } from "./json-output.js";
import { openRecording, openRecordingFile } from "./recording-files.js";
import { onSignals } from "./signals.js";
import { openSnapshots, type SnapshotFlags } from "./snapshots.js";

export interface RunFlags extends ScenarioFlags, SnapshotFlags {
  readonly headless?: boolean;
  readonly json?: string;
  readonly recordInput?: string;
  readonly replayInput?: string;
}

/** Runs the scenario to its end; returns the exit code. */
export async function runScenario(asked: string, flags: RunFlags): Promise<number> {
  const scenario = await openScenario(asked, flags);
  if (flags.json !== undefined) checkWritable(flags.json, "--json");
  const interactive = wantsTerminal(flags);
  const snapshots = await openSnapshots(flags, scenario);
  const recording = flags.recordInput === undefined ? null : openRecordingFile(flags.recordInput);
  const options: RunOptions = {
    interactive,
    ...snapshots.options,
    ...(flags.replayInput === undefined ? {} : { replay: openRecording(flags.replayInput, scenario) }),
    ...(recording === null ? {} : { onRecord: recording.write }),
  };
  const run = openRun(scenario, options);
  const pipe = watchPipe(run);
  const forget = onSignals((exitCode) => void run.stop(exitCode));
  try {
    await (interactive
      ? showTerminal(run, scenario)
      : printConsoles(run, flags.json === "-" ? process.stderr : process.stdout));
    const report = await run.report;
    if (flags.json !== undefined) writeJson(flags.json, report);
    if (pipe.closed()) return EXIT_CLOSED_PIPE;
    summarize(report);
    const early = !snapshots.conclude();
    return early && report.exit_code === EXIT_DONE ? EXIT_BAD_INPUT : report.exit_code;
  } finally {
    forget();
    recording?.close();
  }
}

/** The terminal UI needs a terminal on both sides. */
function wantsTerminal({ headless, json }: RunFlags): boolean {
  if (headless === true) return false;
  if (process.stdin.isTTY && process.stdout.isTTY && json !== "-") return true;
  process.stderr.write("hartbed: no terminal: running headless (--headless says so without this line)\n");
  return false;
}

async function showTerminal(run: Run, scenario: Scenario): Promise<void> {
  const { startTui } = await import("../tui/start.js");
  const { stdin, stdout, env } = process;
  await startTui(run, { prefix: scenario.ui.prefix, stdin, stdout, env });
  await run.stop();
}

/** A reader of stdout that goes away ends the run; the report is still written. */
function watchPipe(run: Run): { closed(): boolean } {
  let closed = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" || closed) return;
    closed = true;
    void run.stop(EXIT_CLOSED_PIPE);
  });
  return { closed: () => closed };
}

/** How it ended, on stderr. */
function summarize(report: Report): void {
  const { outcome, detail, guest_ns: guestNs, host } = report;
  const seconds = (Number(guestNs) / 1e9).toFixed(3);
  const failures = report.expectations.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  // Whoever ends a run knows that the rest of it is missing.
  const more = outcome === "interrupted" ? [] : failures.filter((failure) => failure !== detail);
  for (const line of more) process.stderr.write(`${line}\n`);
  const speed = `${seconds} s of guest time in ${(host.wall_ms / 1000).toFixed(3)} s, ${host.mips} MIPS`;
  process.stderr.write(`hartbed: ${outcome}: ${detail} (${speed})\n`);
}
