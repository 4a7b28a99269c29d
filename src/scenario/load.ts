// Loads a scenario: reads, merges, overrides, checks, resolves. Reports everything that is wrong, not the first thing.
import { checkExtensions } from "./check-extensions.js";
import { resolveConsoles } from "./consoles.js";
import { writeOutCounts } from "./counted-vms.js";
import { resolveDevices } from "./devices.js";
import { resolveDisks } from "./disks.js";
import { limitsOf, resolveExpectations } from "./expectations.js";
import type { Files } from "./files.js";
import { directoryOf, resolvePath } from "./host-path.js";
import { reportIssues } from "./issues.js";
import { type LoadedProfile, loadProfile } from "./load-profile.js";
import { checkMemory } from "./memory.js";
import { applyOverride, type Override, parseOverride } from "./override.js";
import { originText, type Problem, problemText, type Report } from "./problem.js";
import type { Profile } from "./profile.js";
import { type ReadSource, readSource } from "./read-source.js";
import { makeResolving, type Resolving } from "./resolving.js";
import type { Scenario } from "./scenario.js";
import { type ScenarioInput, scenario as schema } from "./schema/scenario.js";
import { type MapNode, nodeAt, type Origin, originAt, parsePath, plainOf, type SourceNode } from "./source.js";
import { didYouMean } from "./suggest.js";
import { resolveVms } from "./vms.js";

export interface LoadOptions {
  readonly files: Files;
  /** Absolute path of the installed package: what ships lies in `configs/` and `guests/prebuilt/` below it. */
  readonly shipped: string;
  /** Absolute path of the working directory. */
  readonly directory: string;
  /** Texts behind `--set`, in order. */
  readonly set?: readonly string[];
  /** Text behind `--profile`. */
  readonly profile?: string | undefined;
}

/** A scenario, or what is wrong: a line each, `file:line:column: path: found; expected ... (hint)`. */
export type Loaded =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly string[] };

/** @param asked The scenario as the user names it: a file, or the name of one that ships. */
export function loadScenario(asked: string, options: LoadOptions): Loaded {
  return gather(options, (report) => load(asked, options, report));
}

/**
 * Loads a scenario that was written in another way than as a file, with the same checks.
 * @param root Its tree; every value knows the option that wrote it.
 * @param problems What was wrong with the writing; reported with the rest.
 * @param title Stands for the name of its file, in the working directory.
 */
export function loadTree(root: MapNode, problems: readonly Problem[], title: string, options: LoadOptions): Loaded {
  const source = { root, files: [resolvePath(options.directory, title)] };
  return gather(options, (report) => {
    for (const problem of problems) report(problem);
    return loadSource(source, options, report);
  });
}

function gather({ directory }: LoadOptions, loading: (report: Report) => Scenario | null): Loaded {
  const problems: Problem[] = [];
  const scenario = loading((problem) => problems.push(problem));
  if (scenario !== null && problems.length === 0) return { ok: true, scenario };
  const lines = problems.sort(byPlace).map((problem) => problemText(problem, directory));
  return { ok: false, problems: [...new Set(lines)] };
}

function load(asked: string, options: LoadOptions, report: Report): Scenario | null {
  const { files, directory } = options;
  const file = locateScenario(asked, options);
  if (isUnknownName(asked, file, options, report)) return readOverridesOnly(options, report);
  const from: Origin = { kind: "option", text: asked };
  const locate = (name: string, origin: Origin) => {
    return resolvePath(origin.kind === "file" ? directoryOf(origin.file) : directory, name);
  };
  const source = readSource(file, files, locate, report, from);
  return source === null ? readOverridesOnly(options, report) : loadSource(source, options, report);
}

/** So that one check reports a file that is not there and an option that is wrong. */
function readOverridesOnly(options: LoadOptions, report: Report): null {
  readOverrides(options, report);
  return null;
}

function loadSource(source: ReadSource, options: LoadOptions, report: Report): Scenario | null {
  const { files, directory } = options;
  const overrides = readOverrides(options, report);
  const root = overrides.reduce<SourceNode>((below, override) => {
    const applied = applyOverride(below, override);
    if ("root" in applied) return applied.root;
    report(applied.problem);
    return below;
  }, source.root);
  const parsed = schema.safeParse(plainOf(root));
  if (!parsed.success) reportIssues(parsed.error.issues, root, report);
  const profile = profileOf(root, source.files[0] ?? directory, options, report);
  if (!parsed.success || profile === null) return null;
  const switched = { ...profile, profile: withExtensions(profile.profile, parsed.data.extensions) };
  checkExtensions(switched.profile.extensions, [root, profile.root], report);
  const whole = writeOutCounts(root, parsed.data, report);
  if (whole === null) return null;
  const asWritten: Report = (problem) => report({ ...problem, path: whole.written(problem.path) });
  const resolving = makeResolving(whole.root, files, directory, asWritten);
  return resolve(whole.input, whole.root, source, switched, options, resolving);
}

function resolve(
  input: ScenarioInput,
  root: SourceNode,
  source: ReadSource,
  profile: LoadedProfile,
  { directory, shipped }: LoadOptions,
  resolving: Resolving,
): Scenario {
  const consoles = resolveConsoles(input, resolving);
  const vms = resolveVms(input, consoles, resolving);
  const kernel = kernelOf(input, resolving);
  const scenario: Scenario = {
    file: source.files[0] ?? "",
    name: input.name,
    description: input.description ?? null,
    profile: profile.profile,
    seed: input.seed,
    clock: { instructionsPerTick: input.clock.instructions_per_tick, rtcMs: input.clock.rtc },
    machine: {
      harts: input.machine.harts,
      memory: input.machine.memory,
      virtioMmio: input.machine.virtio_mmio === 1 ? 1 : 2,
      reboot: input.machine.reboot,
    },
    firmware: firmwareOf(input.firmware, shipped, resolving),
    kernel,
    initrd: resolving.fileOrNull(["initrd"]),
    bootargs: input.bootargs ?? null,
    symbols: resolving.fileOrNull(["symbols"]) ?? kernel,
    deviceTree: resolving.fileOrNull(["device_tree"]),
    consoles: consoles.list,
    disks: resolveDisks(input, resolving),
    devices: resolveDevices(input, resolving),
    vms,
    expect: resolveExpectations(input.expect, { consoles: consoles.list, vms, harts: input.machine.harts }, resolving),
    results: Object.entries(input.results).map(([profile, { expectations, prints }]) => {
      return { profile, expectations, prints: prints ?? null };
    }),
    limits: limitsOf(input.limits),
    ui: input.ui,
    sources: [...source.files, ...profile.files],
    origin: (path) => originText(originAt(root, parsePath(path) ?? []), directory),
  };
  checkMemory(scenario, resolving);
  return scenario;
}

function kernelOf({ kernel, firmware }: ScenarioInput, resolving: Resolving): string | null {
  if (kernel !== undefined) return resolving.file(["kernel"]);
  const alone = firmware !== "builtin" && firmware !== "none";
  if (!alone) resolving.at(["kernel"], "missing", "a file");
  return null;
}

/** The profile with what the scenario itself switches. */
function withExtensions(profile: Profile, extensions: ScenarioInput["extensions"]): Profile {
  const switched = Object.entries(extensions).map(([name, on]) => [name, on ? "on" : "off"] as const);
  return { ...profile, extensions: { ...profile.extensions, ...Object.fromEntries(switched) } };
}

function firmwareOf(firmware: string, shipped: string, resolving: Resolving): string | null {
  if (firmware === "none") return null;
  if (firmware !== "builtin") return resolving.file(["firmware"]);
  const file = `${shipped}/guests/prebuilt/firmware.elf`;
  if (resolving.files.facts(file) === null)
    resolving.at(["firmware"], `no file ${file}`, "the firmware that ships", "npm run guests");
  return file;
}

/** Folders of scenarios that ship, under `configs/`. */
const SHELVES = [".", "regressions"];

/** A file that is there; else a scenario that ships, by its name without `.yaml`. */
function locateScenario(asked: string, { files, shipped, directory }: LoadOptions): string {
  const file = resolvePath(directory, asked);
  if (files.facts(file) !== null || asked.includes("/")) return file;
  const ships = shelvesOf(shipped).map((shelf) => `${shelf}/${asked.replace(/\.yaml$/, "")}.yaml`);
  return ships.find((path) => files.facts(path) !== null) ?? file;
}

function shelvesOf(shipped: string): readonly string[] {
  return SHELVES.map((shelf) => resolvePath(`${shipped}/configs`, shelf));
}

/** Reports a word that is neither a file nor the name of a scenario that ships. */
function isUnknownName(asked: string, file: string, { files, shipped }: LoadOptions, report: Report): boolean {
  if (/[/.]/.test(asked) || files.facts(file) !== null) return false;
  const names = shelvesOf(shipped).flatMap((shelf) => files.list(shelf));
  report({
    origin: { kind: "option", text: asked },
    path: [],
    found: "no scenario of this name, and no such file",
    expected: "a file, or a name that `hartbed list` shows",
    hint: didYouMean(
      asked,
      names.flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -5)] : [])),
    ),
  });
  return true;
}

function readOverrides({ set = [], profile }: LoadOptions, report: Report): readonly Override[] {
  const overrides: Override[] = [];
  for (const text of set) {
    const parsed = parseOverride(text);
    if ("override" in parsed) overrides.push(parsed.override);
    else report(parsed.problem);
  }
  if (profile !== undefined) {
    const origin: Origin = { kind: "option", text: `--profile ${profile}` };
    overrides.push({ path: ["profile"], origin, value: { kind: "scalar", origin, value: profile } });
  }
  return overrides;
}

/** Looked up even when the schema refuses the rest, so that one check reports both. */
function profileOf(root: SourceNode, file: string, options: LoadOptions, report: Report): LoadedProfile | null {
  const node = nodeAt(root, ["profile"]);
  if (node !== null && (node.kind !== "scalar" || typeof node.value !== "string")) return null;
  const shelf = { ...options, beside: directoryOf(file) };
  return loadProfile(node === null ? "spec" : String(node.value), shelf, report, node?.origin ?? root.origin, [
    "profile",
  ]);
}

/** Options first, then by file, line and column. */
function byPlace({ origin: a }: Problem, { origin: b }: Problem): number {
  if (a.kind === "option" || b.kind === "option") return Number(b.kind === "option") - Number(a.kind === "option");
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
