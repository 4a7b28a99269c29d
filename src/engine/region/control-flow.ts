// Structured control flow for a region: components become nested loops, and what follows them forward blocks, so that
// every branch inside the region is a direct one. A loop with several heads dispatches on a local.
import type { FunctionWriter, Label } from "../wasm/function-writer.js";
import type { Block, Region } from "./blocks.js";
import { components } from "./components.js";

/** What the writer of a block needs to know of the flow around it. */
export interface Flow {
  /** Branches to a block; false when it is not in reach, so that the region is to be left for it. */
  jump(block: number): boolean;
  /** Longest way in steps from this head to the next one, or out; null where the block is no head. */
  stepsFrom(block: number): number | null;
}

interface Place {
  readonly label: Label;
  /** The dispatch local must name the block first. */
  readonly dispatched: boolean;
}

/** Emits all blocks. On entry the local `dispatch` holds the index of the block to start at. */
export function emitFlow(
  code: FunctionWriter,
  region: Region,
  dispatch: number,
  emitBlock: (block: Block, flow: Flow) => void,
): void {
  const { blocks } = region;
  const places = blocks.map((): Place[] => []);
  const heads = loopHeads(region);
  const steps = longestWays(blocks, heads);

  const flow: Flow = {
    jump(block) {
      const place = places[block]!.at(-1);
      if (place === undefined) return false;
      if (place.dispatched) code.i32(block).set(dispatch);
      code.br(place.label);
      return true;
    },
    stepsFrom: (block) => (heads.has(block) ? steps[block]! : null),
  };

  function emitSequence(
    nodes: readonly number[],
    cutHeads: ReadonlySet<number>,
    entries: ReadonlySet<number>,
    dispatched: boolean,
  ): void {
    const inside = new Set(nodes);
    const successors = (node: number) => blocks[node]!.successors.filter((to) => inside.has(to) && !cutHeads.has(to));
    const items = components(nodes, successors).map((members) => ({
      members,
      heads: new Set<number>(),
      loop: members.length > 1 || successors(members[0]!).includes(members[0]!),
    }));
    const itemOf = new Map(items.flatMap((item) => item.members.map((node) => [node, item] as const)));
    for (const entry of entries) itemOf.get(entry)!.heads.add(entry);
    for (const node of nodes) {
      for (const to of successors(node)) if (itemOf.get(to) !== itemOf.get(node)) itemOf.get(to)!.heads.add(to);
    }
    const reached = items.filter((item) => item.heads.size > 0);
    // The first item needs no block to be jumped to when control falls into it.
    const first = dispatched ? 0 : 1;
    const labels = new Map<(typeof reached)[number], Label>();
    for (let i = reached.length - 1; i >= first; i--) {
      const item = reached[i]!;
      const label = code.block();
      labels.set(item, label);
      for (const head of item.heads) places[head]!.push({ label, dispatched: item.loop && item.heads.size > 1 });
    }
    if (dispatched) emitDispatch(entries);
    for (const item of reached) {
      if (labels.has(item)) {
        code.end();
        for (const head of item.heads) places[head]!.pop();
      }
      if (!item.loop) {
        emitBlock(blocks[item.members[0]!]!, flow);
        continue;
      }
      const label = code.loop();
      const several = item.heads.size > 1;
      for (const head of item.heads) places[head]!.push({ label, dispatched: several });
      emitSequence(item.members, item.heads, item.heads, several);
      for (const head of item.heads) places[head]!.pop();
      code.end().unreachable();
    }
  }

  function emitDispatch(entries: ReadonlySet<number>): void {
    const sorted = [...entries].sort((a, b) => a - b);
    const low = sorted[0]!;
    const high = sorted.at(-1)!;
    const labelOf = (block: number) => places[block]!.at(-1)!.label;
    code.get(dispatch);
    if (low > 0) code.i32(low).op("i32.sub");
    const table: Label[] = [];
    for (let block = low; block <= high; block++) table.push(labelOf(entries.has(block) ? block : high));
    code.brTable([...table, labelOf(high)]);
  }

  emitSequence(
    blocks.map(({ index }) => index),
    new Set(),
    new Set(region.entries),
    true,
  );
}

/** Entries, and a set of blocks that every cycle goes through: targets of edges that lead backwards or into a component anew. */
function loopHeads({ blocks, entries }: Region): ReadonlySet<number> {
  const heads = new Set(entries);
  const visit = (nodes: readonly number[], cut: ReadonlySet<number>, starts: ReadonlySet<number>): void => {
    const inside = new Set(nodes);
    const successors = (node: number) => blocks[node]!.successors.filter((to) => inside.has(to) && !cut.has(to));
    for (const members of components(nodes, successors)) {
      const loop = members.length > 1 || successors(members[0]!).includes(members[0]!);
      if (!loop) continue;
      const own = new Set(members);
      const entered = new Set(members.filter((node) => starts.has(node)));
      for (const node of nodes) {
        if (!own.has(node)) for (const to of successors(node)) if (own.has(to)) entered.add(to);
      }
      if (entered.size === 0) continue;
      for (const head of entered) heads.add(head);
      visit(members, entered, entered);
    }
  };
  visit(
    blocks.map(({ index }) => index),
    new Set(),
    new Set(entries),
  );
  return heads;
}

/** Longest way in instructions from each block until a head or out. Without edges into heads the graph has no cycle. */
function longestWays(blocks: readonly Block[], heads: ReadonlySet<number>): readonly number[] {
  const ways: (number | undefined)[] = [];
  const wayFrom = (index: number): number => {
    const known = ways[index];
    if (known !== undefined) return known;
    const { instructions, successors } = blocks[index]!;
    const next = successors.filter((to) => !heads.has(to)).map(wayFrom);
    const way = instructions.length + Math.max(0, ...next);
    ways[index] = way;
    return way;
  };
  return blocks.map(({ index }) => wayFrom(index));
}
