// Profiles: found by name or by file, their chains of `extends` followed, checked against the table of facts.
import { FACTS, type FactKey } from "../isa/facts.js";
import { checkExtensions } from "./check-extensions.js";
import type { Files } from "./files.js";
import { isFile } from "./host-file.js";
import { directoryOf, fileName, resolvePath } from "./host-path.js";
import { reportIssues } from "./issues.js";
import { oneOf, type Report } from "./problem.js";
import type { Profile } from "./profile.js";
import { readSource } from "./read-source.js";
import { profile as schema } from "./schema/profile.js";
import { type MapNode, type Origin, type Path, plainOf } from "./source.js";
import { didYouMean } from "./suggest.js";

/** Where profiles are looked for. */
export interface ProfileShelf {
  readonly files: Files;
  /** Root of the installed package: `configs/profiles/` below it holds the profiles that ship. */
  readonly shipped: string;
  /** Working directory, for files given on the command line. */
  readonly directory: string;
  /** Directory whose `profiles/` is looked into first for names given on the command line. */
  readonly beside?: string;
}

export interface LoadedProfile {
  readonly profile: Profile;
  readonly files: readonly string[];
  /** Its chain of files, merged. */
  readonly root: MapNode;
}

/**
 * A name is looked for in `profiles/` beside the file that says it, then among those that ship; a text with `/` or
 * `.yaml` is a file. Reports and returns null when the profile cannot be used.
 */
export function loadProfile(
  name: string,
  shelf: ProfileShelf,
  report: Report,
  from: Origin,
  at: Path,
): LoadedProfile | null {
  const locate = (text: string, origin: Origin, path: Path) => locateProfile(text, origin, path, shelf, report);
  const file = locate(name, from, at);
  const source = file === null ? null : readSource(file, shelf.files, locate, report, from, at);
  if (source === null) return null;
  const parsed = schema.safeParse(plainOf(source.root));
  if (!parsed.success) {
    reportIssues(parsed.error.issues, source.root, report);
    return null;
  }
  const { description, extensions, facts } = parsed.data;
  const given: Readonly<Record<string, bigint | undefined>> = facts;
  const values = FACTS.map((row) => [row.key, `0x${(given[row.key] ?? row.default).toString(16)}`] as const);
  const [, ...below] = source.files;
  const { root } = source;
  const switches = Object.fromEntries(Object.entries(extensions).map(([key, on]) => [key, on ? "on" : "off"] as const));
  checkExtensions(switches, [root], report);
  return {
    files: source.files,
    root,
    profile: {
      name: profileName(source.files[0] ?? name),
      description: description ?? null,
      extends: below.map(profileName),
      facts: Object.fromEntries(values) as Record<FactKey, string>,
      extensions: switches,
    },
  };
}

/** Names of the profiles that a file in `directory` can use, sorted. */
function profileNames(shelf: ProfileShelf, directory: string): readonly string[] {
  const names = shelves(shelf, directory).flatMap((each) => shelf.files.list(each));
  const yaml = names.filter((name) => name.endsWith(".yaml")).map(profileName);
  return [...new Set(yaml)].sort();
}

function locateProfile(name: string, origin: Origin, path: Path, shelf: ProfileShelf, report: Report): string | null {
  const directory = origin.kind === "file" ? directoryOf(origin.file) : shelf.directory;
  if (name.includes("/") || name.endsWith(".yaml")) {
    const file = resolvePath(directory, name);
    return isFile(file, shelf.files, report, origin, path) ? file : null;
  }
  const beside = origin.kind === "file" ? directory : (shelf.beside ?? directory);
  for (const place of shelves(shelf, beside)) {
    const file = `${place}/${name}.yaml`;
    if (shelf.files.facts(file)?.kind === "file") return file;
  }
  const names = profileNames(shelf, beside);
  report({ origin, path, found: `no profile ${name}`, expected: oneOf(names), hint: didYouMean(name, names) });
  return null;
}

/** Beside a scenario, beside a profile, and in the package. */
function shelves(shelf: ProfileShelf, directory: string): readonly string[] {
  const beside = fileName(directory) === "profiles" ? directory : `${directory}/profiles`;
  return [...new Set([beside, `${shelf.shipped}/configs/profiles`])];
}

function profileName(file: string): string {
  return fileName(file).replace(/\.yaml$/, "");
}
