// What the steps from checked YAML to a Scenario share: where values stand, how to report, which files there are.
import type { Files } from "./files.js";
import { isFile, pathOf } from "./host-file.js";
import type { Report } from "./problem.js";
import { keyOriginAt, nodeAt, originAt, type Path, type SourceNode } from "./source.js";

/** What is wrong, what was expected, a hint. */
export type Words = readonly [found: string, expected?: string | undefined, hint?: string | undefined];

export interface Resolving {
  readonly files: Files;
  /** Reports at the value of a path. */
  at(path: Path, ...words: Words): void;
  /** Reports at the key that ends a path. */
  atKey(path: Path, ...words: Words): void;
  /** The absolute path of the file that a value names; reports when there is none. */
  file(path: Path): string;
  /** The same for a value that may be absent. */
  fileOrNull(path: Path): string | null;
}

/** @param directory Working directory, for files named on the command line. */
export function makeResolving(root: SourceNode, files: Files, directory: string, report: Report): Resolving {
  function fileOrNull(path: Path): string | null {
    const node = nodeAt(root, path);
    if (node?.kind !== "scalar") return null;
    const file = pathOf(node, files, directory, report, path);
    if (file === null) return null;
    isFile(file, files, report, node.origin, path);
    return file;
  }

  return {
    files,
    at: (path, found, expected, hint) => report({ origin: originAt(root, path), path, found, expected, hint }),
    atKey: (path, found, expected, hint) => report({ origin: keyOriginAt(root, path), path, found, expected, hint }),
    file: (path) => fileOrNull(path) ?? "",
    fileOrNull,
  };
}
