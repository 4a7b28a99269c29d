// QEMU's command line as another way to write a scenario.
import type { Problem } from "../problem.js";
import { VERSION } from "../schema/scenario.js";
import type { MapNode, Origin } from "../source.js";
import { didYouMean } from "../suggest.js";
import { type Chardev, ChardevError, shortChardev } from "./chardev.js";
import { placeDevices } from "./devices.js";
import { type Attachment, type Draft, refuse, write } from "./draft.js";
import type { LogItem } from "./log-items.js";
import { findOption, helpText, OPTIONS } from "./options.js";
import { makeTreeWriter } from "./tree.js";

/** What a command line asks for. */
export interface QemuMachine {
  readonly kind: "machine";
  /** The scenario, every value with the option that wrote it. */
  readonly root: MapNode;
  /** Where consoles go, by the names that they have in the scenario. */
  readonly consoles: ReadonlyMap<string, Chardev>;
  /** Where the monitor is, beside the terminal's escape key; null for nowhere. */
  readonly monitor: Chardev | null;
  readonly paused: boolean;
  /** The device tree goes to this file, and nothing runs. */
  readonly dumpDeviceTree: string | null;
  /** What is logged, and the file for it; null for stderr. */
  readonly log: { readonly items: readonly LogItem[]; readonly file: string | null };
}

/** Or a question to be answered: the text for stdout. */
export interface QemuAnswer {
  readonly kind: "answer";
  readonly text: string;
}

export type QemuCommand = {
  readonly warnings: readonly string[];
  readonly problems: readonly Problem[];
  readonly asked: QemuMachine | QemuAnswer;
};

export interface QemuOptions {
  /** Name of the profile, or a file. */
  readonly profile: string;
  /** Text behind `-version`. */
  readonly version: string;
}

/** Reads the arguments behind `qemu-system-riscv64`. */
export function readQemuCommand(args: readonly string[], { profile, version }: QemuOptions): QemuCommand {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const whole: Origin = { kind: "option", text: "QEMU's command line" };
  const draft: Draft = {
    tree: makeTreeWriter(whole),
    report: (problem) => problems.push(problem),
    warn: (origin, text) => warnings.push(`${origin.kind === "option" ? origin.text : origin.file}: warning: ${text}`),
    drives: [],
    nodes: new Map(),
    devices: [],
    chardevs: new Map(),
    serials: [],
    monitors: [],
    legacyVirtio: { value: true, origin: whole },
    snapshot: false,
    nographic: false,
    paused: false,
    dumpDeviceTree: null,
    logged: new Set(),
    logFile: null,
    answer: null,
  };
  write(draft, ["version"], VERSION, whole);
  write(draft, ["name"], "QEMU command line", whole);
  write(draft, ["profile"], profile, { kind: "option", text: `--profile ${profile}` });
  readArguments(args, draft, version);
  if (draft.answer !== null) return { warnings: [], problems: [], asked: { kind: "answer", text: draft.answer } };
  const asked = finish(draft);
  return { warnings, problems, asked };
}

function readArguments(args: readonly string[], draft: Draft, version: string): void {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const name = word.replace(/^--?/, "");
    const origin: Origin = { kind: "option", text: word };
    const row = word.startsWith("-") ? findOption(name) : undefined;
    if (!word.startsWith("-")) draft.warn(origin, "no device takes this disk image: left out");
    else if (name === "h" || name === "help") draft.answer = `${version}\n${helpText()}`;
    else if (name === "version") draft.answer = `${version}\n`;
    else if (row === undefined) {
      const names = OPTIONS.flatMap(({ names: all }) => all);
      refuse(draft, origin, "invalid option", "an option of -help", didYouMean(name, names));
    } else if (row.form === null) row.take(draft, "", origin);
    else if (at + 1 === args.length) refuse(draft, origin, "requires an argument", row.form);
    else {
      at += 1;
      const value = args[at] ?? "";
      row.take(draft, value, { kind: "option", text: `${word} ${value}` });
    }
    if (draft.answer !== null) return;
  }
}

function finish(draft: Draft): QemuMachine {
  const { value, origin } = draft.legacyVirtio;
  if (value) write(draft, ["machine", "virtio_mmio"], 1, origin);
  const devices = placeDevices(draft);
  const consoles = new Map<string, Chardev>();
  const serial = serialChardev(draft);
  write(draft, ["consoles", "serial0"], "uart0", draft.serials[0]?.origin ?? origin);
  if (serial !== null) consoles.set("serial0", serial);
  for (const [device, { chardev, origin: from }] of devices.consoles) {
    const found = draft.chardevs.get(chardev);
    if (found === undefined) refuse(draft, from, `no chardev ${chardev}`, `-chardev ...,id=${chardev}`);
    else {
      write(draft, ["consoles", nameOf(chardev)], device, from);
      consoles.set(nameOf(chardev), found);
    }
  }
  const monitor = monitorChardev(draft, [...consoles.values()]);
  const terminals = [...consoles.values(), monitor].filter((each) => each?.kind === "stdio" && !each.mux);
  if (terminals.length > 1) refuse(draft, origin, "two that take the terminal", "stdio once, or mux=on");
  return {
    kind: "machine",
    root: draft.tree.build(),
    consoles,
    monitor,
    paused: draft.paused,
    dumpDeviceTree: draft.dumpDeviceTree,
    log: { items: [...draft.logged], file: draft.logFile },
  };
}

function serialChardev(draft: Draft): Chardev | null {
  const [first, ...others] = draft.serials;
  for (const { origin, spec } of others) {
    if (spec !== "null" && spec !== "none") draft.warn(origin, "the board has one UART: left out");
  }
  if (first !== undefined) return attached(draft, first);
  // As -nographic has it: together with the monitor, unless that was given another place.
  const alone = draft.monitors.length > 0;
  return { kind: "stdio", mux: !alone, signal: false };
}

function monitorChardev(draft: Draft, consoles: readonly Chardev[]): Chardev | null {
  const [first] = draft.monitors;
  if (first !== undefined) return attached(draft, first);
  const taken = consoles.some(({ kind }) => kind === "stdio");
  return draft.nographic && !taken ? { kind: "stdio", mux: false, signal: false } : null;
}

function attached(draft: Draft, { spec, origin }: Attachment): Chardev | null {
  const id = spec.startsWith("chardev:") ? spec.slice("chardev:".length) : null;
  if (id !== null) {
    const found = draft.chardevs.get(id);
    if (found === undefined) refuse(draft, origin, `no chardev ${id}`, `-chardev ...,id=${id}`);
    return found ?? null;
  }
  try {
    return shortChardev(spec);
  } catch (error) {
    if (!(error instanceof ChardevError)) throw error;
    refuse(draft, origin, error.message, error.expected);
    return null;
  }
}

/** An id as a name of the scenario. */
function nameOf(id: string): string {
  const clean = id.replace(/[^A-Za-z0-9_-]/g, "_");
  return /^[A-Za-z]/.test(clean) ? clean : `console${clean}`;
}
