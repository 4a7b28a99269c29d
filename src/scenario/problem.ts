// What is wrong with a scenario or a profile, in one line that names the place, what was found and what was expected.
import { type Origin, type Path, pathText } from "./source.js";

export interface Problem {
  readonly origin: Origin;
  /** Empty for what concerns the whole file. */
  readonly path: Path;
  readonly found: string;
  /** Absolute path of a file that ends `found`; shown as the reader would type it. */
  readonly file?: string;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
}

/** Gathers problems, so that one check reports them all. */
export type Report = (problem: Problem) => void;

/**
 * `configs/three.yaml:7:3: machine.hart: unknown key; expected harts or memory (did you mean harts?)`
 * @param directory Files below it are shown relative to it.
 */
export function problemText(problem: Problem, directory: string): string {
  const where = originText(problem.origin, directory);
  const path = pathText(problem.path);
  const shown = path === "" || (problem.origin.kind === "option" && namesPath(problem.origin.text, path));
  const subject = shown ? where : `${where}: ${path}`;
  const file = problem.file === undefined ? "" : ` ${relativePath(problem.file, directory)}`;
  const expected = problem.expected === undefined ? "" : `; expected ${problem.expected}`;
  const hint = problem.hint === undefined ? "" : ` (${problem.hint})`;
  return `${subject}: ${problem.found}${file}${expected}${hint}`;
}

export function originText(origin: Origin, directory: string): string {
  if (origin.kind === "option") return origin.text;
  return `${relativePath(origin.file, directory)}:${origin.line}:${origin.column}`;
}

/** A path as the reader of a message would type it in `directory`. */
function relativePath(file: string, directory: string): string {
  const prefix = directory.endsWith("/") ? directory : `${directory}/`;
  return file.startsWith(prefix) ? file.slice(prefix.length) : file;
}

function namesPath(option: string, path: string): boolean {
  return [`--set ${path}=`, `--${path} `, `-${path} `].some((start) => option.startsWith(start));
}

/** `harts or memory`, `a, b or c`. */
export function oneOf(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? "nothing";
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
