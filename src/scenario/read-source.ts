// Reads a file and what it extends into one source tree.
import type { Files } from "./files.js";
import { isFile } from "./host-file.js";
import { fileName } from "./host-path.js";
import { mergeOver } from "./merge.js";
import type { Report } from "./problem.js";
import { emptyMap, type MapNode, nodeAt, type Origin, type Path } from "./source.js";
import { parseYaml } from "./yaml-source.js";

/** What a chain of files came to. */
export interface ReadSource {
  readonly root: MapNode;
  /** Absolute paths, the file itself first, then what it extends. */
  readonly files: readonly string[];
}

/** How a file names the one it extends. */
export type Locate = (name: string, from: Origin, at: Path) => string | null;

/**
 * @param locate Gives the absolute path for the value of `extends`; reports and returns null when there is none.
 * @param asked Who asked for the file, for the message when it cannot be read.
 * @returns null when something was reported.
 */
export function readSource(
  file: string,
  files: Files,
  locate: Locate,
  report: Report,
  asked: Origin,
  askedPath: Path = [],
  chain: readonly string[] = [],
): ReadSource | null {
  const text = readText(file, files, report, asked, askedPath);
  if (text === null) return null;
  const parsed = parseYaml(text, file);
  if ("problems" in parsed) {
    for (const problem of parsed.problems) report(problem);
    return null;
  }
  const { root } = parsed;
  if (root.kind !== "map") {
    report({
      origin: root.origin,
      path: [],
      found: root.kind === "list" ? "a list" : "a single value",
      expected: "a map",
    });
    return null;
  }
  const parent = nodeAt(root, ["extends"]);
  // A value of another type is the schema's to refuse.
  if (parent?.kind !== "scalar" || typeof parent.value !== "string") return { root, files: [file] };
  const base = locate(parent.value, parent.origin, ["extends"]);
  if (base === null) return null;
  const whole = [...chain, file];
  if (whole.includes(base)) {
    const circle = [...whole.slice(whole.indexOf(base)), base].map(fileName);
    report({
      origin: parent.origin,
      path: ["extends"],
      found: `a circle: ${circle.join(" -> ")}`,
      expected: "a chain that ends",
    });
    return null;
  }
  const below = readSource(base, files, locate, report, parent.origin, ["extends"], whole);
  if (below === null) return null;
  const merged = mergeOver(below.root, root);
  return { root: merged.kind === "map" ? merged : emptyMap(root.origin), files: [file, ...below.files] };
}

/** A file's text; reports what stands in its place otherwise. */
function readText(file: string, files: Files, report: Report, origin: Origin, path: Path): string | null {
  if (!isFile(file, files, report, origin, path)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(files.read(file));
  } catch (error) {
    const hint = error instanceof Error ? error.message : String(error);
    if (error instanceof TypeError)
      report({ origin, path, found: "bytes that are no text in", file, expected: "UTF-8" });
    else report({ origin, path, found: "cannot read", file, hint });
    return null;
  }
}
