// A scenario made ready for the Worker: plain data, with every file it names read.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Scenario } from "../scenario/scenario.js";
import type { Placed } from "./expectation.js";
import { InputError } from "./input-error.js";
import { PACKAGE_ROOT } from "./package-root.js";
import type { RecordedEvent } from "./recording.js";

export interface RunPlan {
  readonly scenario: Omit<Scenario, "origin">;
  /** The scenario's file as reports name it: relative to the working directory where it lies below that. */
  readonly title: string;
  /** Contents of every image by its absolute path, without those of disks that stay in their files. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Empty when the run does not follow them. */
  readonly expectations: readonly Placed[];
  readonly interactive: boolean;
  readonly replay: readonly RecordedEvent[] | null;
  /** `dist/hart.wasm`. */
  readonly hartWasm: Uint8Array;
}

export interface PlanOptions {
  readonly interactive: boolean;
  readonly followExpectations: boolean;
  readonly replay: readonly RecordedEvent[] | null;
  readonly hartWasm: Uint8Array;
}

/** @throws InputError when a file cannot be read; it names the place in the scenario. */
export function makeRunPlan(scenario: Scenario, options: PlanOptions): RunPlan {
  const { origin, ...data } = scenario;
  const files = new Map<string, Uint8Array>();
  for (const [path, file] of imagesOf(scenario)) {
    if (!files.has(file)) files.set(file, readImage(file, origin(path)));
  }
  const expectations = scenario.expect.map((expectation, index) => {
    return { index, where: origin(expectation.path), expectation };
  });
  return {
    scenario: data,
    title: displayPath(scenario.file),
    files,
    expectations: options.followExpectations ? expectations : [],
    interactive: options.interactive,
    replay: options.replay,
    hartWasm: options.hartWasm,
  };
}

/** A path as the user would type it here; what ships with the package is named from its root, on every machine alike. */
export function displayPath(file: string): string {
  const near = [process.cwd(), PACKAGE_ROOT].map((root) => relative(root, file)).find((path) => !path.startsWith(".."));
  return near ?? file;
}

/** Every image that is read as a whole, with its path in the scenario. */
function imagesOf(scenario: Scenario): readonly (readonly [string, string])[] {
  const { firmware, kernel, initrd, symbols, deviceTree, disks, vms } = scenario;
  const machine = [
    ["firmware", firmware],
    ["kernel", kernel],
    ["initrd", initrd],
    ["symbols", symbols],
    ["device_tree", deviceTree],
  ] as const;
  const ofVms = vms.flatMap((vm, index) => {
    return (["kernel", "initrd", "symbols"] as const).map((key) => [`vms[${index}].${key}`, vm[key]] as const);
  });
  const inMemory = disks.filter(({ persist }) => !persist);
  const ofDisks = inMemory.map(({ name, image }) => [`disks.${name}.image`, image] as const);
  return [...machine, ...ofVms, ...ofDisks].flatMap(([path, file]) => (file === null ? [] : [[path, file] as const]));
}

function readImage(file: string, where: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new InputError(`${where}: cannot read ${file}: ${(error as Error).message}`);
  }
}
