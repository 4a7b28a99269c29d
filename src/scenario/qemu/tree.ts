// A scenario tree that is written value by value, each with the option that wrote it.
import { scenario } from "../schema/scenario.js";
import type { Entry, MapNode, Origin, ScalarValue, SourceNode } from "../source.js";

/** A value as `write` takes it: scalars, lists and maps of them. */
export type Value = ScalarValue | readonly Value[] | { readonly [key: string]: Value };

export interface TreeWriter {
  /** Puts a value at a path; what was there goes. */
  write(path: readonly string[], value: Value, origin: Origin): void;
  /** The tree, its first level in the order of the schema. */
  build(): MapNode;
}

interface Branch {
  readonly origin: Origin;
  readonly below: Map<string, Branch | SourceNode>;
}

/** @param origin Of what no option wrote. */
export function makeTreeWriter(origin: Origin): TreeWriter {
  const root: Branch = { origin, below: new Map() };
  return {
    write(path, value, from) {
      let branch = root;
      for (const step of path.slice(0, -1)) branch = branchOf(branch, step, from);
      branch.below.set(path.at(-1) ?? "", nodeOf(value, from));
    },
    build() {
      const order = Object.keys(scenario.shape);
      const { entries, ...node } = freeze(root);
      const sorted = [...entries].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
      return { ...node, entries: new Map(sorted) };
    },
  };
}

function branchOf(branch: Branch, step: string, origin: Origin): Branch {
  const there = branch.below.get(step);
  if (there !== undefined && "below" in there) return there;
  const made: Branch = { origin, below: new Map() };
  branch.below.set(step, made);
  return made;
}

function freeze({ origin, below }: Branch): MapNode {
  const entries = Array.from(below, ([key, value]): [string, Entry] => {
    return [key, { key: value.origin, value: "below" in value ? freeze(value) : value }];
  });
  return { kind: "map", origin, entries: new Map(entries) };
}

function nodeOf(value: Value, origin: Origin): SourceNode {
  if (isList(value)) return { kind: "list", origin, items: value.map((item) => nodeOf(item, origin)) };
  if (typeof value !== "object" || value === null) return { kind: "scalar", origin, value };
  const entries = Object.entries(value).map(([key, below]): [string, Entry] => {
    return [key, { key: origin, value: nodeOf(below, origin) }];
  });
  return { kind: "map", origin, entries: new Map(entries) };
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
