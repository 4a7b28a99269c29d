// The loops of a region, nested: a component of its graph, its heads (the blocks at which it is reached from outside),
// and the components within that are left when no branch leads back to a head.
import type { Block, Part } from "./block.js";
import { components } from "./components.js";

/** The parts of the whole graph, in topological order. `entries`: where control may begin. */
export function loopTree(blocks: readonly Block[], entries: readonly number[]): readonly Part[] {
  const begins = new Set(entries);

  function partsOf(nodes: readonly number[], cut: ReadonlySet<number>): readonly Part[] {
    const inside = new Set(nodes);
    const successors = (node: number) => blocks[node]!.successors.filter((to) => inside.has(to) && !cut.has(to));
    const found = components(nodes, successors);
    const partOf = new Map(found.flatMap((members, part) => members.map((node) => [node, part] as const)));
    const reached = new Set(cut);
    for (const node of nodes) {
      for (const to of successors(node)) if (partOf.get(to) !== partOf.get(node)) reached.add(to);
    }
    return found.map((members): Part => {
      const [only] = members as [number, ...number[]];
      if (members.length === 1 && !successors(only).includes(only)) return { members, heads: [only], inner: null };
      const natural = members.filter((node) => reached.has(node));
      // A loop that only an entry leads to: any member may be its head, and the first in memory often is.
      const entered = members.filter((node) => begins.has(node));
      const heads = natural.length > 0 ? natural : [Math.min(...(entered.length > 0 ? entered : members))];
      return { members, heads, inner: partsOf(members, new Set(heads)) };
    });
  }

  return partsOf(
    blocks.map(({ index }) => index),
    new Set(),
  );
}

/** The heads of all loops. */
export function headsIn(parts: readonly Part[]): readonly number[] {
  return parts.flatMap(({ heads, inner }) => (inner === null ? [] : [...heads, ...headsIn(inner)]));
}
