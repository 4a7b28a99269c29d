// Loads scenarios from the host: real files, what ships with the package, errors as bad input.

import type { Loaded } from "../scenario/load.js";
import type { Problem } from "../scenario/problem.js";
import type { Scenario } from "../scenario/scenario.js";
import type { MapNode } from "../scenario/source.js";
import { imageProblems } from "./check-images.js";
import { InputError } from "./input-error.js";
import { NODE_FILES } from "./node-files.js";
import { PACKAGE_ROOT } from "./package-root.js";

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
