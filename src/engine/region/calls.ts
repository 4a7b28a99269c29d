// Calls within a region: which of its returns lead back behind which of its calls. A return is expected where the
// function that it belongs to is called from; translated code compares, so that a wrong guess costs only time.
import { type Block, comesBack, type Instruction, isLink } from "./block.js";

/** Places that one return is compared with, at the most. */
const MAX_RETURNS = 8;
/** Link registers of the standard calling convention: ra and t0. */
const LINKS = new Set([1, 5]);

/** The blocks, with the successors of their returns. */
export function linkReturns(blocks: readonly Block[], byOffset: ReadonlyMap<number, number>): readonly Block[] {
  const callers = new Map<number, number[]>();
  for (const block of blocks) {
    const behind = byOffset.get(block.end);
    const [function_] = block.successors;
    if (!isCall(block) || function_ === undefined || behind === undefined) continue;
    callers.set(function_, [...(callers.get(function_) ?? []), behind]);
  }
  const returns = new Map<number, Set<number>>();
  for (const [function_, places] of callers) {
    for (const block of bodyOf(function_, blocks, byOffset)) {
      if (!isReturn(blocks[block]!)) continue;
      const expected = returns.get(block) ?? new Set();
      for (const place of places) if (expected.size < MAX_RETURNS) expected.add(place);
      returns.set(block, expected);
    }
  }
  return blocks.map((block) => {
    const expected = returns.get(block.index);
    return expected === undefined ? block : { ...block, successors: [...expected] };
  });
}

/** Blocks of the function that begins at a block: calls are stepped over. */
function bodyOf(start: number, blocks: readonly Block[], byOffset: ReadonlyMap<number, number>): ReadonlySet<number> {
  const body = new Set([start]);
  // Grows while it is walked through.
  for (const index of body) {
    const block = blocks[index]!;
    const behind = byOffset.get(block.end);
    if (comesBack(block.terminator, lastOf(block))) {
      if (behind !== undefined) body.add(behind);
    } else for (const next of block.successors) body.add(next);
  }
  return body;
}

function lastOf(block: Block): Instruction {
  return block.instructions.at(-1)!;
}

function isCall(block: Block): boolean {
  return block.terminator === "jal" && isLink(lastOf(block));
}

function isReturn(block: Block): boolean {
  const { operands } = lastOf(block);
  return block.terminator === "jalr" && operands.rd === 0 && LINKS.has(operands.rs1);
}
