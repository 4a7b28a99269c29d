// The basic blocks of a region: what can be reached within one page from the instructions at which it is entered. Calls
// and returns inside the page stay in the region; those that leave the page, traps and undecodable words leave it.
import type { Decoder } from "../../isa/decode.js";
import type { Effect } from "../../isa/meaning.js";
import { type Block, comesBack, type Instruction, isJump, isLink, type Region, type Terminator } from "./block.js";
import { linkReturns } from "./calls.js";
import { headsIn, loopTree } from "./loop-tree.js";

const PAGE = 4096;
/** Instructions of a region at the most. */
export const MAX_INSTRUCTIONS = 400;

/** What the interpreter knows of the instruction at an offset. */
export interface Experience {
  /** It was executed. What never was is left out: most code has ways that it hardly ever takes. */
  executed(offset: number): boolean;
  /** Another region is entered there. */
  entersAnother(offset: number): boolean;
}

/** Discovers the region around the instructions at `starts`; null when there is nothing to translate. */
export function discover(
  page: DataView,
  starts: readonly number[],
  decode: Decoder,
  { executed, entersAnother }: Experience,
): Region | null {
  const found = new Map<number, Instruction>();
  const entries = new Set(starts);
  const leaders = new Set(starts);
  const work = [...starts].reverse();
  for (let start = work.pop(); start !== undefined; start = work.pop()) {
    for (let offset = start; !found.has(offset); ) {
      if (!executed(offset) || (!entries.has(offset) && entersAnother(offset))) break;
      const instruction = found.size < MAX_INSTRUCTIONS ? readInstruction(page, offset, decode) : null;
      if (instruction === null) break;
      found.set(offset, instruction);
      const next = offset + instruction.length;
      const { terminator, target } = endOf(instruction);
      if (target !== null) {
        leaders.add(target);
        work.push(target);
      }
      if (terminator !== "none") leaders.add(next);
      if (comesBack(terminator, instruction)) entries.add(next);
      if (isJump(terminator) && !isLink(instruction)) break;
      offset = next;
      if (offset >= PAGE) break;
      // Instructions may overlap, and then ways meet where neither the order in memory nor a jump tells.
      if (found.has(offset)) leaders.add(offset);
    }
  }
  return found.size === 0 ? null : cut(found, leaders, entries);
}

/** Cuts the instructions into blocks at the leaders. */
function cut(
  found: ReadonlyMap<number, Instruction>,
  leaders: ReadonlySet<number>,
  entries: ReadonlySet<number>,
): Region {
  const sorted = [...found.values()].sort((a, b) => a.offset - b.offset);
  const lists: Instruction[][] = [];
  let open: Instruction[] | null = null;
  for (const instruction of sorted) {
    const previous = open?.at(-1);
    if (
      open === null ||
      previous === undefined ||
      leaders.has(instruction.offset) ||
      behind(previous) !== instruction.offset
    ) {
      open = [];
      lists.push(open);
    }
    open.push(instruction);
    if (endOf(instruction).terminator !== "none") open = null;
  }
  const byOffset = new Map(lists.map((list, index) => [list[0]!.offset, index]));
  const blocks = lists.map((instructions, index): Block => {
    const last = instructions.at(-1)!;
    const end = behind(last);
    const { terminator, target } = endOf(last);
    const falls = terminator === "none" || terminator === "branch";
    const next = [target, falls ? end : null].flatMap((at) => (at === null ? [] : (byOffset.get(at) ?? [])));
    const stop = terminator === "none" && !byOffset.has(end);
    return {
      index,
      offset: instructions[0]!.offset,
      end,
      instructions,
      terminator: stop ? "stop" : terminator,
      successors: [...new Set(next)],
    };
  });
  const linked = linkReturns(blocks, byOffset);
  const begins = [...entries].flatMap((offset) => byOffset.get(offset) ?? []);
  const parts = loopTree(linked, begins);
  return { blocks: linked, byOffset, entries: new Set([...begins, ...headsIn(parts)]), parts };
}

function behind({ offset, length }: Instruction): number {
  return offset + length;
}

/** The instruction at an offset; null when its word reaches beyond the page, is none, or is the interpreter's. */
function readInstruction(page: DataView, offset: number, decode: Decoder): Instruction | null {
  if (offset >= PAGE) return null;
  const low = page.getUint16(offset, true);
  if ((low & 3) === 3 && offset + 4 > PAGE) return null;
  const word = (low & 3) === 3 ? page.getInt32(offset, true) : low;
  const decoded = decode(word);
  return decoded === undefined || decoded.row.registersInMemory === true ? null : { ...decoded, offset, word };
}

/** How an instruction ends its block, and where within the page it may go on. */
function endOf({ row, operands, offset }: Instruction): {
  readonly terminator: Terminator;
  readonly target: number | null;
} {
  const last: Effect | undefined = row.meaning.at(-1);
  const terminator = last === undefined ? "none" : (TERMINATORS[last.effect] ?? "none");
  const target = offset + operands.imm;
  const direct = terminator === "branch" || terminator === "jal";
  return { terminator, target: direct && target >= 0 && target < PAGE ? target : null };
}

const TERMINATORS: { readonly [effect in Effect["effect"]]?: Terminator } = {
  branch: "branch",
  jal: "jal",
  jalr: "jalr",
  system: "system",
};
