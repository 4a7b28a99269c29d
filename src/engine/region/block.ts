// A basic block of translated code, and the region that blocks make up.
import type { Decoded } from "../../isa/decode.js";

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
  /** Blocks that may follow within the region: for a return, those to which it is expected to return. */
  readonly successors: readonly number[];
}

/** One block, or a loop. */
export interface Part {
  readonly members: readonly number[];
  /** One, unless the loop is irreducible. */
  readonly heads: readonly number[];
  /** Parts within a loop in topological order; null for a block that is no loop. */
  readonly inner: readonly Part[] | null;
}

export interface Region {
  readonly blocks: readonly Block[];
  /** Blocks at which the region may be entered; every loop has one. */
  readonly entries: ReadonlySet<number>;
  /** The loops. */
  readonly parts: readonly Part[];
  readonly byOffset: ReadonlyMap<number, number>;
}

export function isJump(terminator: Terminator): boolean {
  return terminator === "jal" || terminator === "jalr";
}

/** A jump that links: control comes back behind it. */
export function isLink({ operands }: Instruction): boolean {
  return operands.rd !== 0;
}

/** Control leaves with this last instruction of a block, and is expected behind it later. */
export function comesBack(terminator: Terminator, last: Instruction): boolean {
  return terminator === "system" || (isJump(terminator) && isLink(last));
}
