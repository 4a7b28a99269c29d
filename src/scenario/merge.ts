// `extends`: what the extending file says goes over what the extended file says.
import { childOf, type Entry, type ListNode, type MapNode, type SourceNode } from "./source.js";

/**
 * Maps merge key by key, and a null removes the key; lists whose entries all have a `name` merge entry by entry;
 * anything else is replaced. Every value keeps its place.
 */
export function mergeOver(below: SourceNode, above: SourceNode): SourceNode {
  if (below.kind === "map" && above.kind === "map") return mergeMaps(below, above);
  if (below.kind === "list" && above.kind === "list" && isNamed(below) && isNamed(above))
    return mergeNamed(below, above);
  return above;
}

function mergeMaps(below: MapNode, above: MapNode): MapNode {
  const entries = new Map<string, Entry>(below.entries);
  for (const [key, entry] of above.entries) {
    const old = entries.get(key);
    if (entry.value.kind === "scalar" && entry.value.value === null && old !== undefined) entries.delete(key);
    else entries.set(key, old === undefined ? entry : { key: entry.key, value: mergeOver(old.value, entry.value) });
  }
  return { kind: "map", origin: above.origin, entries };
}

function mergeNamed(below: ListNode, above: ListNode): ListNode {
  const items = [...below.items];
  for (const item of above.items) {
    const index = items.findIndex((other) => nameOf(other) === nameOf(item));
    const old = items[index];
    if (old === undefined) items.push(item);
    else items[index] = mergeOver(old, item);
  }
  return { kind: "list", origin: above.origin, items };
}

function isNamed(list: ListNode): boolean {
  return list.items.every((item) => nameOf(item) !== null);
}

/** The `name` of a list's entry, or null. */
export function nameOf(node: SourceNode): string | null {
  const name = childOf(node, "name");
  return name?.kind === "scalar" && typeof name.value === "string" ? name.value : null;
}
