// Files that values name: whether they are there, and what may have been meant.
import type { Files } from "./files.js";
import { directoryOf, fileName, resolvePath } from "./host-path.js";
import type { Report } from "./problem.js";
import type { Origin, Path, ScalarNode } from "./source.js";
import { didYouMean } from "./suggest.js";

/** Whether a regular file is there; reports when not. */
export function isFile(file: string, files: Files, report: Report, origin: Origin, path: Path): boolean {
  const facts = files.facts(file);
  if (facts?.kind === "file") return true;
  if (facts === null) report({ origin, path, found: "no file", file, expected: "a file", hint: fileHint(file, files) });
  else report({ origin, path, found: "directory", file, expected: "a file" });
  return false;
}

function fileHint(file: string, files: Files): string | undefined {
  const directory = directoryOf(file);
  if (files.facts(directory) === null) return "its directory is not there either";
  return didYouMean(fileName(file), files.list(directory));
}

/**
 * The absolute path that a value names: relative to the file it is written in, or to the working directory. `${NAME}` is
 * an environment variable; reports and returns null when it is not set.
 */
export function pathOf(node: ScalarNode, files: Files, directory: string, report: Report, path: Path): string | null {
  const base = node.origin.kind === "file" ? directoryOf(node.origin.file) : directory;
  let missing: string | undefined;
  const text = String(node.value).replace(VARIABLE, (_, name: string) => {
    const value = files.variable?.(name);
    if (value === undefined || value === "") missing ??= name;
    return value ?? "";
  });
  if (missing === undefined) return resolvePath(base, text);
  const found = `environment variable ${missing} is not set`;
  report({ origin: node.origin, path, found, expected: "the path of what the scenario runs", hint: `${missing}=PATH` });
  return null;
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
