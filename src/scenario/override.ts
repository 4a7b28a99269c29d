// `--set path=value` on a source tree: `machine.harts=4`, `vms[0].memory=32MiB`, `vms.alpha.memory=32MiB`.
import { nameOf } from "./merge.js";
import { oneOf, type Problem } from "./problem.js";
import { childOf, emptyMap, type Origin, type Path, parsePath, pathText, type SourceNode } from "./source.js";
import { didYouMean } from "./suggest.js";
import { parseYamlValue } from "./yaml-source.js";

/** A value from the command line, for the place that `path` names. */
export interface Override {
  readonly path: Path;
  readonly value: SourceNode;
  readonly origin: Origin;
}

/** Reads the text behind `--set`. The value is YAML: `4`, `32MiB`, `[0, 1]`, `{ADUE: off}`. */
export function parseOverride(text: string): { override: Override } | { problem: Problem } {
  const origin: Origin = { kind: "option", text: `--set ${text}` };
  const split = text.indexOf("=");
  const path = split < 0 ? null : parsePath(text.slice(0, split));
  if (path === null) {
    const found = split < 0 ? "no =" : "not a path before the =";
    return { problem: { origin, path: [], found, expected: "PATH=VALUE", hint: "for example machine.harts=4" } };
  }
  const value = parseYamlValue(text.slice(split + 1), origin);
  if (value === null) {
    const hint = "quote text with special characters: 'PATH=\"...\"'";
    return {
      problem: {
        origin,
        path: [],
        found: "a value that is no YAML",
        expected: "a number, text, [list] or {map}",
        hint,
      },
    };
  }
  return { override: { path, value, origin } };
}

/** The tree with the override's value in its place. Maps on the way are made; entries of lists must be there. */
export function applyOverride(
  root: SourceNode,
  { path, value, origin }: Override,
): { root: SourceNode } | { problem: Problem } {
  function put(node: SourceNode, depth: number): SourceNode {
    const step = path[depth];
    if (step === undefined) return value;
    if (node.kind === "list") {
      const index = indexIn(node.items, step, depth);
      return { ...node, items: node.items.map((item, at) => (at === index ? put(item, depth + 1) : item)) };
    }
    if (node.kind === "scalar" || typeof step === "number") throw new Misplaced(notA(step, depth));
    const entries = new Map(node.entries);
    const old = entries.get(step);
    entries.set(step, { key: old?.key ?? origin, value: put(childOf(node, step) ?? emptyMap(origin), depth + 1) });
    if (value.kind === "scalar" && value.value === null && depth === path.length - 1) entries.delete(step);
    return { ...node, entries };
  }

  function indexIn(items: readonly SourceNode[], step: string | number, depth: number): number {
    const list = pathText(path.slice(0, depth));
    if (typeof step === "number") {
      if (step < items.length) return step;
      const found = `${list} has ${items.length} ${items.length === 1 ? "entry" : "entries"}`;
      throw new Misplaced({
        origin,
        path,
        found,
        expected: items.length === 0 ? undefined : `[0] to [${items.length - 1}]`,
      });
    }
    const names = items.map(nameOf).filter((name) => name !== null);
    const index = items.findIndex((item) => nameOf(item) === step);
    if (index >= 0) return index;
    const expected = names.length === 0 ? `${list}[0] and so on` : oneOf(names);
    throw new Misplaced({
      origin,
      path,
      found: `no entry ${step} in ${list}`,
      expected,
      hint: didYouMean(step, names),
    });
  }

  function notA(step: string | number, depth: number): Problem {
    const parent = pathText(path.slice(0, depth));
    const found = typeof step === "number" ? `${parent} is no list` : `${parent} is a single value`;
    return { origin, path, found, expected: typeof step === "number" ? "a key" : "no key below it" };
  }

  try {
    return { root: put(root, 0) };
  } catch (error) {
    if (error instanceof Misplaced) return { problem: error.problem };
    throw error;
  }
}

class Misplaced extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.found);
    this.problem = problem;
  }
}
