// Zbc, and what Zbkb, Zbkc and Zbkx have beyond B: unprivileged manual, "B" extension and "Scalar Cryptography".
// Zbkb's rotations, ANDN, ORN, XNOR and REV8 stand with Zbb.
import { extension, R, UNARY } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { bind, type Effect, i64, type Node, op, pure, rs1, rs2, setX } from "../meaning.js";

const reversed = extension("Zbc");
const product = extension("Zbc", { also: ["Zbkc"] });
const packing = extension("Zbkb");
const crossbar = extension("Zbkx");

function call(helper: string): Effect {
  return setX(pure(helper, "i64", rs1, rs2));
}

function low(value: Node, mask: number): Node {
  return op("i64.and", value, i64(mask));
}

function packed(bits: number, mask: number): Node {
  return op("i64.or", low(rs1, mask), op("i64.shl", low(rs2, mask), i64(bits)));
}

/** Swaps neighbours of `width` bits within a byte; `mask` covers the lower of each pair. */
function swap(value: Node, width: number, mask: bigint): Node {
  const up = op("i64.shl", op("i64.and", value, i64(mask)), i64(width));
  const down = op("i64.and", op("i64.shr_u", value, i64(width)), i64(mask));
  return op("i64.or", up, down);
}

function reverseBits(): readonly Effect[] {
  const ones = bind(swap(rs1, 1, 0x5555_5555_5555_5555n));
  const pairs = bind(swap(ones.value, 2, 0x3333_3333_3333_3333n));
  return [ones.binding, pairs.binding, setX(swap(pairs.value, 4, 0x0f0f_0f0f_0f0f_0f0fn))];
}

export const CRYPTOGRAPHY: readonly InstructionRow[] = [
  product("clmul", "0000101 ..... ..... 001 ..... 0110011", R, call("clmul")),
  product("clmulh", "0000101 ..... ..... 011 ..... 0110011", R, call("clmulh")),
  reversed("clmulr", "0000101 ..... ..... 010 ..... 0110011", R, call("clmulr")),

  packing("pack", "0000100 ..... ..... 100 ..... 0110011", R, setX(packed(32, 0xffff_ffff))),
  packing("packh", "0000100 ..... ..... 111 ..... 0110011", R, setX(packed(8, 0xff))),
  packing("packw", "0000100 ..... ..... 100 ..... 0111011", R, setX(op("i64.extend32_s", packed(16, 0xffff)))),
  packing("brev8", "0110100 00111 ..... 101 ..... 0010011", UNARY, ...reverseBits()),

  crossbar("xperm4", "0010100 ..... ..... 010 ..... 0110011", R, call("xperm4")),
  crossbar("xperm8", "0010100 ..... ..... 100 ..... 0110011", R, call("xperm8")),
];
