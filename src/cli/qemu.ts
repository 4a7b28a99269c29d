// `hartbed qemu`: QEMU's own command line. It becomes a scenario; consoles go where the command line says.
import { writeFileSync } from "node:fs";
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_STOPPED } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";
import { openTree } from "../runner/open-scenario.js";
import type { Report } from "../runner/report.js";
import { openRun, type Run } from "../runner/run.js";
import type { Chardev } from "../scenario/qemu/chardev.js";
import { type QemuMachine, readQemuCommand } from "../scenario/qemu/command-line.js";
import type { Scenario } from "../scenario/scenario.js";
import { type Endpoint, NOWHERE, openEndpoint } from "./qemu/endpoint.js";
import { makeMonitor } from "./qemu/monitor.js";
import { openTerminal } from "./qemu/terminal.js";
import { onSignals } from "./signals.js";

export interface QemuFlags {
  readonly profile: string;
  readonly print?: boolean;
  /** Address, hexadecimal. */
  readonly stopAt?: string;
  readonly dumpState?: string;
}

/** Title of the run in reports. */
const TITLE = "qemu";

/** Does what the command line asks for; returns the exit code. */
export async function runQemu(args: readonly string[], flags: QemuFlags, version: string): Promise<number> {
  const { asked, warnings, problems } = readQemuCommand(args, {
    profile: flags.profile,
    version: versionText(flags, version),
  });
  if (asked.kind === "answer") {
    process.stdout.write(asked.text);
    return EXIT_DONE;
  }
  for (const warning of warnings) say(warning);
  const scenario = await openTree(asked.root, problems, TITLE);
  if (flags.print === true) {
    const { scenarioText } = await import("./qemu/scenario-text.js");
    process.stdout.write(scenarioText(asked, scenario, args));
    return EXIT_DONE;
  }
  if (asked.dumpDeviceTree !== null) {
    const { deviceTreeBlob } = await import("../runner/device-tree-blob.js");
    writeFileSync(asked.dumpDeviceTree, deviceTreeBlob(scenario));
    return EXIT_DONE;
  }
  if (flags.stopAt !== undefined) return await dumpState(scenario, flags.stopAt, flags.dumpState);
  if (flags.dumpState !== undefined) throw new InputError("--dump-state: needs --stop-at PC");
  return await run(asked, scenario);
}

/** What the harts hold when one of them comes to an address; on stdout unless a file is named. */
async function dumpState(scenario: Scenario, at: string, file: string | undefined): Promise<number> {
  if (!/^(?:0x)?[0-9a-f]{1,16}$/i.test(at)) {
    throw new InputError(`--stop-at ${at}: not an address; expected a hexadecimal number such as 0x80200000`);
  }
  const { runToAddress } = await import("../runner/stop-at.js");
  const output = file === undefined ? process.stderr : process.stdout;
  const stop = runToAddress(scenario, BigInt(`0x${at.replace(/^0x/i, "")}`), (byte) =>
    output.write(Uint8Array.of(byte)),
  );
  if (!stop.reached) {
    say(`--stop-at ${at}: no hart came there: ${stop.why}`);
    return EXIT_STOPPED;
  }
  say(`hart ${stop.hart} is at ${at} after ${stop.step} steps`);
  if (file === undefined) process.stdout.write(stop.state);
  else writeFileSync(file, stop.state);
  return EXIT_DONE;
}

async function run(asked: QemuMachine, scenario: Scenario): Promise<number> {
  const opened: Endpoint[] = [];
  let running: Run | null = null;
  let forget = () => {};
  const quit = (exitCode: number) => void running?.stop(exitCode);
  try {
    const consoles = new Map<string, Endpoint>();
    let monitor: Endpoint | null = null;
    const open = async (chardev: Chardev, label: string): Promise<Endpoint> => {
      if (chardev.kind !== "stdio") return await openEndpoint(chardev, label, say);
      const terminal = openTerminal(chardev, { stdin: process.stdin, stdout: process.stdout, quit }, EXIT_INTERRUPTED);
      monitor ??= terminal.monitor;
      return terminal;
    };
    for (const [name, chardev] of asked.consoles) {
      const endpoint = await open(chardev, name);
      opened.push(endpoint);
      consoles.set(name, endpoint);
    }
    if (asked.monitor !== null) {
      monitor = await open(asked.monitor, "monitor");
      opened.push(monitor);
    }
    const { items, file } = asked.log;
    const log = items.length === 0 ? null : await openLog(file);
    if (log !== null) opened.push(log);
    running = openRun(scenario, {
      interactive: true,
      ...(log === null ? {} : { log: { items, take: (bytes) => log.write(bytes) } }),
    });
    if (asked.paused) {
      say("-S: the machine waits for `cont` in the monitor");
      running.pause();
    }
    forget = onSignals(quit);
    attach(running, consoles, monitor);
    const report = await running.report;
    conclude(report);
    return report.exit_code;
  } finally {
    forget();
    for (const endpoint of opened) endpoint.close();
  }
}

async function openLog(file: string | null): Promise<Endpoint> {
  if (file !== null) return await openEndpoint({ kind: "file", path: file, append: false }, `-D ${file}`, say);
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve) => void process.stderr.write(bytes, () => resolve()));
  return { ...NOWHERE, write };
}

function attach(running: Run, consoles: ReadonlyMap<string, Endpoint>, monitor: Endpoint | null): void {
  running.onOutput(({ console, bytes }) => (consoles.get(console) ?? NOWHERE).write(bytes));
  for (const [name, endpoint] of consoles) endpoint.listen((bytes) => running.input(name, bytes));
  if (monitor === null) return;
  const encoder = new TextEncoder();
  const session = makeMonitor(running, (text) => void monitor.write(encoder.encode(text)));
  monitor.listen((bytes) => session.input(bytes));
}

/** How it ended, when it did not end as the guest or the user wanted. */
function conclude({ outcome, detail }: Report): void {
  if (outcome !== "shutdown" && outcome !== "interrupted" && outcome !== "guest-failed") say(`${outcome}: ${detail}`);
}

function say(text: string): void {
  process.stderr.write(`hartbed qemu: ${text}\n`);
}

/** Scripts read the version of QEMU from it. */
function versionText({ profile }: QemuFlags, version: string): string {
  const [, ofProfile] = /^qemu-(\d+\.\d+\.\d+)$/.exec(profile) ?? [];
  if (ofProfile === undefined && !/^[\w.-]+$/.test(profile)) throw new InputError(`--profile ${profile}: not a name`);
  return `QEMU emulator version ${ofProfile ?? "9.2.0"} (hartbed ${version}, profile ${profile})`;
}
