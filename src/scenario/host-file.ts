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

/** The absolute path that a value names: relative to the file it is written in, or to the working directory. */
export function pathOf(node: ScalarNode, directory: string): string {
  const base = node.origin.kind === "file" ? directoryOf(node.origin.file) : directory;
  return resolvePath(base, String(node.value));
}
