// A scenario as it was written: a tree whose every value knows its place. Merging and overriding keep the places.

/** A place in a file (1-based), or the command-line option that wrote the value. */
export type Origin =
  | { readonly kind: "file"; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: "option"; readonly text: string };

export type ScalarValue = string | number | bigint | boolean | null;

export interface ScalarNode {
  readonly kind: "scalar";
  readonly origin: Origin;
  readonly value: ScalarValue;
}

export interface ListNode {
  readonly kind: "list";
  readonly origin: Origin;
  readonly items: readonly SourceNode[];
}

export interface Entry {
  /** Where the key stands. */
  readonly key: Origin;
  readonly value: SourceNode;
}

export interface MapNode {
  readonly kind: "map";
  readonly origin: Origin;
  readonly entries: ReadonlyMap<string, Entry>;
}

export type SourceNode = ScalarNode | ListNode | MapNode;

export type Path = readonly (string | number)[];

export function emptyMap(origin: Origin): MapNode {
  return { kind: "map", origin, entries: new Map() };
}

/** The node at a path, or null when nothing is written there. */
export function nodeAt(root: SourceNode, path: Path): SourceNode | null {
  let node: SourceNode | null = root;
  for (const step of path) node = node === null ? null : childOf(node, step);
  return node;
}

export function childOf(node: SourceNode, step: string | number): SourceNode | null {
  if (node.kind === "list") return typeof step === "number" ? (node.items[step] ?? null) : null;
  return node.kind === "map" ? (node.entries.get(String(step))?.value ?? null) : null;
}

/** Where the value at a path stands; the nearest parent for what is not written. */
export function originAt(root: SourceNode, path: Path): Origin {
  for (let length = path.length; length > 0; length -= 1) {
    const node = nodeAt(root, path.slice(0, length));
    if (node !== null) return node.origin;
  }
  return root.origin;
}

/** Where the key that ends the path stands; as `originAt` for what has no key. */
export function keyOriginAt(root: SourceNode, path: Path): Origin {
  const parent = nodeAt(root, path.slice(0, -1));
  const key = parent?.kind === "map" ? parent.entries.get(String(path.at(-1)))?.key : undefined;
  return key ?? originAt(root, path);
}

/** The bare values. Integers beyond 2^53 stay bigint, so that no bit is lost. */
export function plainOf(node: SourceNode): unknown {
  if (node.kind === "list") return node.items.map(plainOf);
  if (node.kind === "map")
    return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainOf(value)]));
  const { value } = node;
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** `vms[1].disk`. A key that is no plain word is quoted: `facts["reset.henvcfg"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}["${step}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** Reads what `pathText` writes; null when the text is no path. */
export function parsePath(text: string): Path | null {
  const path: (string | number)[] = [];
  const step = /(?:^|\.)([\w-]+)|\[(\d+)\]|\["([^"]+)"\]/y;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return null;
    const [, word, index, quoted] = found;
    path.push(index === undefined ? (word ?? quoted ?? "") : Number(index));
  }
  return path.length === 0 ? null : path;
}
