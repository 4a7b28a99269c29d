// The basic blocks of a region: what can be reached from an instruction without leaving its page, a call's return
// point included. Calls, returns, traps and undecodable words leave the region.
import type { Decoded, Decoder } from "../../isa/decode.js";
import type { Effect } from "../../isa/meaning.js";

/** An instruction at a byte offset of its page. */
export interface Instruction extends Decoded {
  readonly offset: number;
  readonly word: number;
}

/** How a block ends, beyond falling through to its end. */
export type Terminator = "none" | "branch" | "jal" | "jalr" | "system" | "stop";

export interface Block {
  readonly index: number;
  readonly offset: number;
  /** Offset behind the last instruction: where it falls through to. */
  readonly end: number;
  readonly instructions: readonly Instruction[];
  /** `stop`: what stands at `end` is left to the interpreter. */
  readonly terminator: Terminator;
  /** Blocks that may follow within the region. */
  readonly successors: readonly number[];
}

export interface Region {
  readonly blocks: readonly Block[];
  /** Blocks at which the region may be entered. */
  readonly entries: readonly number[];
  readonly byOffset: ReadonlyMap<number, number>;
}

const PAGE = 4096;
/** Instructions of a region at the most. */
const MAX_INSTRUCTIONS = 600;

/** Discovers the region around the instruction at `entry`; null when it cannot be translated. */
export function discover(page: DataView, entry: number, decode: Decoder): Region | null {
  const found = new Map<number, Instruction>();
  const leaders = new Set([entry]);
  const entries = new Set([entry]);
  const work = [entry];
  for (let start = work.pop(); start !== undefined; start = work.pop()) {
    for (let offset = start; !found.has(offset); ) {
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
      const returns = terminator === "system" || (isLink(instruction) && terminator !== "branch");
      if (returns) entries.add(next);
      if ((terminator === "jal" || terminator === "jalr") && !isLink(instruction)) break;
      offset = next;
      if (offset >= PAGE) break;
    }
  }
  return found.has(entry) ? cut(found, leaders, entries) : null;
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
  return { blocks, byOffset, entries: [...entries].flatMap((offset) => byOffset.get(offset) ?? []) };
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

/** How an instruction ends its block, and where within the page it may jump to. */
function endOf({ row, operands, offset }: Instruction): {
  readonly terminator: Terminator;
  readonly target: number | null;
} {
  const last: Effect | undefined = row.meaning.at(-1);
  const terminator = last === undefined ? "none" : (TERMINATORS[last.effect] ?? "none");
  const target = offset + operands.imm;
  const direct = terminator === "branch" || (terminator === "jal" && operands.rd === 0);
  return { terminator, target: direct && target >= 0 && target < PAGE ? target : null };
}

const TERMINATORS: { readonly [effect in Effect["effect"]]?: Terminator } = {
  branch: "branch",
  jal: "jal",
  jalr: "jalr",
  system: "system",
};

/** A jump that links: control comes back behind it. */
function isLink({ operands }: Instruction): boolean {
  return operands.rd !== 0;
}
