// `count`: one entry of `vms` that stands for several. It is written out in the source tree, before the rest of the
// loading looks at it: VMs with UARTs and disks of their own, and expectations for each. Every value keeps its place.
import type { Report } from "./problem.js";
import { MAX_UARTS } from "./schema/console.js";
import { type ScenarioInput, scenario as schema } from "./schema/scenario.js";
import {
  type Entry,
  type ListNode,
  type MapNode,
  nodeAt,
  originAt,
  type Path,
  plainOf,
  type SourceNode,
} from "./source.js";

/** A scenario's tree in which no VM has a count any more, and where each of its entries was written. */
export interface WrittenOut {
  readonly root: SourceNode;
  readonly input: ScenarioInput;
  /** The path of the tree that was given for a path of `root`. */
  readonly written: (path: Path) => Path;
}

interface Group {
  readonly name: string;
  /** Names of its VMs. */
  readonly names: readonly string[];
  /** Number of its first UART; null when it has none. */
  readonly uart: number | null;
  /** Disk of which each VM has a copy. */
  readonly disk: string | null;
}

/**
 * @param input What the schema made of `root`.
 * @returns null when something was reported.
 */
export function writeOutCounts(root: SourceNode, input: ScenarioInput, report: Report): WrittenOut | null {
  const groups = input.vms.map(({ count }, index) => (count === undefined ? null : groupOf(input, index, count)));
  if (groups.every((group) => group === null)) return { root, input, written: (path) => path };
  const faults = groups.map((group, index) => (group === null ? 0 : check(input, index, group, root, report)));
  if (root.kind !== "map" || faults.some((count) => count > 0)) return null;

  const vms = copies(nodeAt(root, ["vms"]), (item, index) => {
    const group = groups[index];
    return group == null ? [item] : group.names.map((_, copy) => vmCopy(item, group, copy));
  });
  const expect = copies(nodeAt(root, ["expect"]), (item) => {
    for (const group of groups) {
      const key = group === null ? undefined : SUBJECTS.find((subject) => isAbout(item, subject, group.name));
      if (group !== null && key !== undefined) return group.names.map((name) => renamed(item, key, group.name, name));
    }
    return [item];
  });
  const disks = diskCopies(nodeAt(root, ["disks"]), groups);
  const entries = new Map(root.entries);
  for (const [key, list] of [["vms", vms.list] as const, ["expect", expect.list] as const]) {
    if (list !== null) replace(entries, key, list);
  }
  if (disks.map !== null) replace(entries, "disks", disks.map);
  const whole: MapNode = { ...root, entries };
  return {
    root: whole,
    input: schema.parse(plainOf(whole)),
    written([head, step, ...rest]) {
      if (head === undefined || step === undefined) return head === undefined ? [] : [head];
      if (head === "vms") return [head, vms.from[Number(step)] ?? step, ...rest];
      if (head === "expect") return [head, expect.from[Number(step)] ?? step, ...rest];
      if (head === "disks") return [head, disks.from.get(String(step)) ?? step, ...rest];
      return [head, step, ...rest];
    },
  };
}

function groupOf({ vms, disks }: ScenarioInput, index: number, count: number): Group {
  const { name, console, disk } = vms[index] as ScenarioInput["vms"][number];
  const uart = /^uart(\d+)$/.exec(console ?? "")?.[1];
  // A disk that is not there, or is given twice, stays as it is: the check of disks says so.
  const own = disk !== undefined && Object.hasOwn(disks, disk) && vms.filter((vm) => vm.disk === disk).length === 1;
  return {
    name,
    names: Array.from({ length: count }, (_, copy) => `${name}-${copy + 1}`),
    uart: uart === undefined ? null : Number(uart),
    disk: own ? disk : null,
  };
}

function check(
  { vms, disks }: ScenarioInput,
  index: number,
  { names, uart, disk }: Group,
  root: SourceNode,
  report: Report,
): number {
  let faults = 0;
  const at = (path: Path, found: string, expected: string, hint?: string) => {
    faults += 1;
    report({ origin: originAt(root, path), path, found, expected, hint });
  };
  const { console } = vms[index] as ScenarioInput["vms"][number];
  const several = `${names.length} VMs`;
  if (console !== undefined && uart === null) {
    const hint = "the others take those that follow";
    at(["vms", index, "console"], `console ${console} for ${several}`, "the UART of the first, such as uart1", hint);
  } else if (uart !== null && uart + names.length > MAX_UARTS) {
    const found = `uart${uart} to uart${uart + names.length - 1}`;
    at(["vms", index, "console"], found, `UARTs up to uart${MAX_UARTS - 1}`);
  }
  if (disk === null) return faults;
  for (const key of ["transport", "slot"] as const) {
    if (disks[disk]?.[key] === undefined) continue;
    at(["disks", disk, key], `a ${key} for the disks of ${several}`, "none: each gets a transport of its own");
  }
  if (disks[disk]?.persist) {
    at(["disks", disk, "persist"], `${several} that write to the same image`, "off: writes stay in memory");
  }
  return faults;
}

function vmCopy(item: SourceNode, { names, uart, disk }: Group, copy: number): SourceNode {
  if (item.kind !== "map") return item;
  const entries = new Map(item.entries);
  entries.delete("count");
  put(entries, "name", names[copy] as string);
  if (uart !== null) put(entries, "console", `uart${uart + copy}`);
  if (disk !== null) put(entries, "disk", `${disk}-${copy + 1}`);
  return { ...item, entries };
}

/** Keys of an expectation that name a VM or what is called as it is. */
const SUBJECTS = ["console", "vm", "counter"] as const;
type Subject = (typeof SUBJECTS)[number];

function isAbout(item: SourceNode, key: Subject, group: string): boolean {
  const subject = nodeAt(item, [key]);
  if (subject?.kind !== "scalar" || typeof subject.value !== "string") return false;
  return key === "counter" ? subject.value.startsWith(`${group}.`) : subject.value === group;
}

function renamed(item: SourceNode, key: Subject, group: string, name: string): SourceNode {
  if (item.kind !== "map") return item;
  const entries = new Map(item.entries);
  const subject = nodeAt(item, [key]);
  const old = subject?.kind === "scalar" ? String(subject.value) : "";
  put(entries, key, name + old.slice(group.length));
  return { ...item, entries };
}

/** The disks, and in place of one that a group has a copy for each of its VMs. */
function diskCopies(node: SourceNode | null, groups: readonly (Group | null)[]) {
  const from = new Map<string, string>();
  if (node?.kind !== "map") return { map: null, from };
  const entries = new Map<string, Entry>();
  for (const [name, entry] of node.entries) {
    const group = groups.find((each) => each?.disk === name);
    const names = group?.names.map((_, copy) => `${name}-${copy + 1}`) ?? [name];
    for (const each of names) {
      entries.set(each, entry);
      from.set(each, name);
    }
  }
  return { map: { ...node, entries }, from };
}

/** A list with each item replaced by what `write` makes of it, and which item each came from. */
function copies(node: SourceNode | null, write: (item: SourceNode, index: number) => readonly SourceNode[]) {
  if (node?.kind !== "list") return { list: null, from: [] };
  const made = node.items.map(write);
  const list: ListNode = { ...node, items: made.flat() };
  return { list, from: made.flatMap((items, index) => items.map(() => index)) };
}

function put(entries: Map<string, Entry>, key: string, value: string): void {
  const old = entries.get(key);
  if (old !== undefined) entries.set(key, { ...old, value: { kind: "scalar", origin: old.value.origin, value } });
}

function replace(entries: Map<string, Entry>, key: string, value: SourceNode): void {
  const old = entries.get(key);
  if (old !== undefined) entries.set(key, { ...old, value });
}
