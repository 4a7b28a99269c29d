// Structured control flow for a region: components become nested loops, and what follows them forward blocks, so that
// every branch inside the region is a direct one. A local names the block at which control begins until it is there; a
// loop with an entry further in asks it, and a loop with several heads is told by it where to go on.
import type { FunctionWriter, Label } from "../wasm/function-writer.js";
import type { Block, Part, Region } from "./block.js";

/** What the writer of a block needs to know of the flow around it. */
export interface Flow {
  /** Branches to a block; false when it is not in reach, so that the region is to be left for it. */
  jump(block: number): boolean;
  /** Longest way in steps from this entry to the next one, or out; null where the block is no entry. */
  stepsFrom(block: number): number | null;
}

interface Place {
  readonly label: Label;
  /** The dispatch local must name the block first. */
  readonly dispatched: boolean;
}

/** What `dispatch` holds while it names no block. */
const NONE = -1;

/** Emits all blocks. On entry the local `dispatch` holds the index of the block to start at. */
export function emitFlow(
  code: FunctionWriter,
  region: Region,
  dispatch: number,
  emitBlock: (block: Block, flow: Flow) => void,
): void {
  const { blocks, entries } = region;
  const places = blocks.map((): Place[] => []);
  const steps = longestWays(blocks, entries);
  /** Heads of loops before which dispatch was reset already. */
  const settled = new Set<number>();

  const flow: Flow = {
    jump(block) {
      const place = places[block]!.at(-1);
      if (place === undefined) return false;
      if (place.dispatched) code.i32(block).set(dispatch);
      code.br(place.label);
      return true;
    },
    stepsFrom: (block) => (entries.has(block) ? steps[block]! : null),
  };

  /** `first` is where control goes that dispatch says nothing to; null when it always says something. */
  function emitSequence(parts: readonly Part[], first: number | null): void {
    const inside = parts.flatMap(({ members }) => members).filter((node) => entries.has(node));
    const asked = first === null || inside.some((node) => node !== first);
    const labels = new Map<number, Label>();
    for (const part of [...parts].reverse()) {
      // Control falls into the head of a loop that nobody asks: it is first in topological order.
      if (!asked && part === parts[0]) continue;
      const label = code.block();
      for (const member of part.members) labels.set(member, label);
      for (const head of part.heads) places[head]!.push({ label, dispatched: part.heads.length > 1 });
    }
    if (first !== null && asked) code.get(dispatch).i32(0).op("i32.lt_s").brIf(labels.get(first)!);
    if (asked) emitDispatch(inside, labels);
    for (const part of parts) {
      if (labels.has(part.members[0]!)) {
        code.end();
        for (const head of part.heads) places[head]!.pop();
      }
      emitPart(part);
    }
  }

  function emitPart({ members, heads, inner }: Part): void {
    const [head] = heads as [number, ...number[]];
    if (inner === null) {
      if (entries.has(head) && !settled.has(head)) code.i32(NONE).set(dispatch);
      emitBlock(blocks[head]!, flow);
      return;
    }
    const several = heads.length > 1;
    if (!several && !members.some((node) => node !== head && entries.has(node))) {
      code.i32(NONE).set(dispatch);
      settled.add(head);
    }
    const label = code.loop();
    for (const target of heads) places[target]!.push({ label, dispatched: several });
    emitSequence(inner, several ? null : head);
    for (const target of heads) places[target]!.pop();
    code.end().unreachable();
  }

  /** Branches to the part that holds the block which `dispatch` names. */
  function emitDispatch(targets: readonly number[], labels: ReadonlyMap<number, Label>): void {
    const low = Math.min(...targets);
    const high = Math.max(...targets);
    code.get(dispatch);
    if (low > 0) code.i32(low).op("i32.sub");
    const known = new Set(targets);
    const table: Label[] = [];
    for (let block = low; block <= high; block++) table.push(labels.get(known.has(block) ? block : high)!);
    code.brTable([...table, labels.get(high)!]);
  }

  emitSequence(region.parts, null);
}

/** Longest way in instructions from each block until an entry or out. Without edges into entries there is no cycle. */
function longestWays(blocks: readonly Block[], entries: ReadonlySet<number>): readonly number[] {
  const ways: (number | undefined)[] = [];
  const wayFrom = (index: number): number => {
    const known = ways[index];
    if (known !== undefined) return known;
    const { instructions, successors } = blocks[index]!;
    const next = successors.filter((to) => !entries.has(to)).map(wayFrom);
    const way = instructions.length + Math.max(0, ...next);
    ways[index] = way;
    return way;
  };
  return blocks.map(({ index }) => wayFrom(index));
}
