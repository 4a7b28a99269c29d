// Loads scenarios for commands: real files, what ships with the package, errors as bad input.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { imageProblems } from "../runner/check-images.js";
import { InputError } from "../runner/input-error.js";
import { PACKAGE_ROOT, shippedPath } from "../runner/package-root.js";
import { parseRecording, type Recording } from "../runner/recording.js";
import type { Loaded } from "../scenario/load.js";
import type { Problem } from "../scenario/problem.js";
import type { Scenario } from "../scenario/scenario.js";
import type { MapNode } from "../scenario/source.js";
import { NODE_FILES } from "./node-files.js";

/** What the command line says about the scenario. */
export interface ScenarioFlags {
  readonly profile?: string | undefined;
  /** `path=value`, in order. */
  readonly set?: readonly string[];
}

/**
 * @param asked A file, or the name of a scenario that ships.
 * @throws InputError with every problem, a line each.
 */
export async function openScenario(asked: string, flags: ScenarioFlags = {}): Promise<Scenario> {
  const { loadScenario } = await import("../scenario/load.js");
  const loaded = loadScenario(asked, {
    files: NODE_FILES,
    shipped: PACKAGE_ROOT,
    directory: process.cwd(),
    ...flags,
  });
  return checked(loaded);
}

/**
 * A scenario that was written in another way than as a file.
 * @param problems What was wrong with the writing; reported with the rest.
 * @throws InputError with every problem, a line each.
 */
export async function openTree(root: MapNode, problems: readonly Problem[], title: string): Promise<Scenario> {
  const { loadTree } = await import("../scenario/load.js");
  const directory = process.cwd();
  const loaded = loadTree(root, problems, title, { files: NODE_FILES, shipped: PACKAGE_ROOT, directory });
  return checked(loaded);
}

function checked(loaded: Loaded): Scenario {
  if (!loaded.ok) throw new InputError(loaded.problems.join("\n"));
  const { scenario } = loaded;
  const problems = imageProblems(scenario);
  if (problems.length > 0) throw new InputError(problems.join("\n"));
  return scenario;
}

/** @throws InputError when the file cannot be read or is no recording for this scenario. */
export function openRecording(file: string, scenario: Scenario): Recording {
  let text: string;
  try {
    text = readFileSync(resolve(file), "utf8");
  } catch (error) {
    throw new InputError(`--replay-input ${file}: cannot read: ${(error as Error).message}`);
  }
  const names = scenario.consoles.map(({ name }) => name);
  return parseRecording(file, text, names);
}

/** Names in a folder of `configs/` that ships, without `.yaml`, sorted. */
export function shippedNames(...folder: string[]): readonly string[] {
  const names = readdirSync(shippedPath("configs", ...folder)).filter((name) => name.endsWith(".yaml"));
  return names.map((name) => name.replace(/\.yaml$/, "")).sort();
}

/** Path of a scenario or profile that ships. */
export function shippedConfig(...parts: string[]): string {
  return join(PACKAGE_ROOT, "configs", ...parts);
}
