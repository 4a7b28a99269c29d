// Loads a profile for a command that has no scenario.
import { manualFacts } from "../isa/facts.js";
import type { Problem } from "../scenario/problem.js";
import type { Profile } from "../scenario/profile.js";
import { InputError } from "./input-error.js";
import { NODE_FILES } from "./node-files.js";
import { PACKAGE_ROOT } from "./package-root.js";

/** Every fact as the ratified manual has it, which is what the profile `spec` says; without reading any file. */
export function manualProfile(): Profile {
  return {
    name: "spec",
    description: null,
    extends: [],
    facts: manualFacts(),
    extensions: {},
  };
}

/**
 * @param name Of a profile that ships, or a file.
 * @throws InputError with every problem, a line each.
 */
export async function openProfile(name: string): Promise<Profile> {
  return await openProfileFor(`--profile ${name}`, name);
}

/**
 * @param asked What the user typed, for messages: `--good qemu-9.1`.
 * @param name Of a profile that ships, or a file.
 * @throws InputError with every problem, a line each.
 */
export async function openProfileFor(asked: string, name: string): Promise<Profile> {
  // The schema library is worth a third of a short program's time.
  const [{ loadProfile }, { problemText }] = await Promise.all([
    import("../scenario/load-profile.js"),
    import("../scenario/problem.js"),
  ]);
  const directory = process.cwd();
  const problems: Problem[] = [];
  const shelf = { files: NODE_FILES, shipped: PACKAGE_ROOT, directory };
  const from = { kind: "option", text: asked } as const;
  const loaded = loadProfile(name, shelf, (problem) => problems.push(problem), from, []);
  const lines = problems.map((problem) => problemText(problem, directory));
  if (loaded !== null && lines.length === 0) return loaded.profile;
  throw new InputError(lines.join("\n"));
}
