// CSR instructions on plain CSRs of the S and HS levels, done in place when the hart is in HS or M: what trap handlers
// do most. Everything else goes to hart.wasm.
import type { Node } from "../../isa/meaning.js";
import * as hart from "../../layout/hart.js";
import { HART } from "../lowering.js";
import type { FunctionWriter } from "../wasm/function-writer.js";

/** What a write to a plain CSR changes: the mask of its row; null when the CSR is not plain. */
export type PlainCsrMask = (number: number) => bigint | null;

export interface CsrOperands {
  readonly word: number;
  readonly maskOf: PlainCsrMask;
  /** Pushes rs1's value or the immediate (i64). */
  source(): void;
  /** Pushes the result of the call to hart code. */
  otherwise(): void;
}

const ALL = (1n << 64n) - 1n;
/** PRIVILEGE and VIRTUAL as one i64: S or M with V=0, but for bit 1. */
const NATIVE_S_OR_M = 1n;

/** Pushes the old value of a CSR instruction in place and returns true, or does nothing and returns false. */
export function inlineCsr(c: FunctionWriter, value: Node, operands: CsrOperands): boolean {
  if (value.node !== "call" || !value.helper.startsWith("csrRead")) return false;
  const number = operands.word >>> 20;
  const level = (number >> 8) & 3;
  const mask = operands.maskOf(number);
  if (mask === null || level === 0 || level === 3 || number >>> 10 === 3) return false;
  const at = hart.CSR + 8 * number;
  const writes = value.helper === "csrReadWrite" || ((operands.word >>> 15) & 31) !== 0;
  const old = c.scratch("i64", 0);
  c.get(HART).memory("i64.load", hart.PRIVILEGE).i64(-3n).op("i64.and").i64(NATIVE_S_OR_M).op("i64.eq").if("i64");
  c.get(HART).memory("i64.load", at).set(old);
  if (writes) {
    c.get(HART);
    if (mask !== ALL) c.get(old).i64(BigInt.asIntN(64, ~mask)).op("i64.and");
    pushWritten(c, value.helper, old, operands);
    if (mask !== ALL) c.i64(BigInt.asIntN(64, mask)).op("i64.and").op("i64.or");
    c.memory("i64.store", at);
  }
  if (((operands.word >>> 7) & 31) !== 0) foldIntoDigest(c, old);
  c.get(old).else();
  operands.otherwise();
  c.end();
  return true;
}

/** What `fold` of the hart does with a value that a CSR instruction gave. */
function foldIntoDigest(c: FunctionWriter, value: number): void {
  c.get(HART);
  c.get(HART).memory("i64.load", hart.DIGEST).i64(BigInt(hart.DIGEST_TURN)).op("i64.rotl");
  c.get(value).op("i64.xor").i64(BigInt(hart.DIGEST_FACTOR)).op("i64.mul").memory("i64.store", hart.DIGEST);
}

/** Pushes what the instruction writes, before the mask. */
function pushWritten(c: FunctionWriter, helper: string, old: number, { source }: CsrOperands): void {
  if (helper === "csrReadWrite") return source();
  c.get(old);
  source();
  if (helper === "csrReadSet") c.op("i64.or");
  else c.i64(-1n).op("i64.xor").op("i64.and");
}
