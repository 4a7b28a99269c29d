// Zba, Zbb and Zbs: unprivileged manual, "B" extension.
import { extension, R, SHIFT, SHIFT_W, UNARY } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { bind, choose, type Effect, i64, imm, type Node, type OperatorName, op, rs1, rs2, setX } from "../meaning.js";

const address = extension("Zba");
const basic = extension("Zbb");
const zeroExtend = extension("Zbb", { refines: "packw" });
/** Zbkb has these too. */
const shared = extension("Zbb", { also: ["Zbkb"] });
const single = extension("Zbs");

const NOT = i64(-1);

function unsignedWord(value: Node): Node {
  return op("i64.and", value, i64(0xffff_ffff));
}

function low(value: Node): Node {
  return op("i32.wrap_i64", value);
}

function shiftedAdd(shift: number, index: Node): Effect {
  return setX(op("i64.add", op("i64.shl", index, i64(shift)), rs2));
}

function rotateWord(name: OperatorName, amount: Node): Effect {
  return setX(op("i64.extend_i32_s", op(name, low(rs1), low(amount))));
}

function countWord(name: OperatorName): Effect {
  return setX(op("i64.extend_i32_u", op(name, low(rs1))));
}

function pick(condition: OperatorName): Effect {
  return setX(choose(op(condition, rs1, rs2), rs1, rs2));
}

/** 1 << (amount mod 64). */
function bit(amount: Node): Node {
  return op("i64.shl", i64(1), amount);
}

/** Each byte becomes 0x00 when it is zero, else 0xff. */
function orCombine(): Effect {
  const low7 = i64(0x7f7f_7f7f_7f7f_7f7fn);
  // The sum carries into bit 7 of a byte when any of bits 6 to 0 is set.
  const carried = op("i64.or", op("i64.add", op("i64.and", rs1, low7), low7), rs1);
  const ones = op("i64.and", op("i64.shr_u", carried, i64(7)), i64(0x0101_0101_0101_0101n));
  return setX(op("i64.mul", ones, i64(0xff)));
}

/** Swaps neighbours of `width` bits; `mask` covers the lower of each pair. */
function swap(value: Node, width: number, mask: bigint): Node {
  const up = op("i64.shl", op("i64.and", value, i64(mask)), i64(width));
  const down = op("i64.and", op("i64.shr_u", value, i64(width)), i64(mask));
  return op("i64.or", up, down);
}

function reverseBytes(): readonly Effect[] {
  const halves = bind(swap(rs1, 8, 0x00ff_00ff_00ff_00ffn));
  const words = bind(swap(halves.value, 16, 0x0000_ffff_0000_ffffn));
  return [halves.binding, words.binding, setX(op("i64.rotl", words.value, i64(32)))];
}

const inverted = op("i64.xor", rs2, NOT);

export const BIT_MANIPULATION: readonly InstructionRow[] = [
  address("add.uw", "0000100 ..... ..... 000 ..... 0111011", R, shiftedAdd(0, unsignedWord(rs1))),
  address("sh1add", "0010000 ..... ..... 010 ..... 0110011", R, shiftedAdd(1, rs1)),
  address("sh2add", "0010000 ..... ..... 100 ..... 0110011", R, shiftedAdd(2, rs1)),
  address("sh3add", "0010000 ..... ..... 110 ..... 0110011", R, shiftedAdd(3, rs1)),
  address("sh1add.uw", "0010000 ..... ..... 010 ..... 0111011", R, shiftedAdd(1, unsignedWord(rs1))),
  address("sh2add.uw", "0010000 ..... ..... 100 ..... 0111011", R, shiftedAdd(2, unsignedWord(rs1))),
  address("sh3add.uw", "0010000 ..... ..... 110 ..... 0111011", R, shiftedAdd(3, unsignedWord(rs1))),
  address("slli.uw", "000010 ...... ..... 001 ..... 0011011", SHIFT, setX(op("i64.shl", unsignedWord(rs1), imm))),

  shared("andn", "0100000 ..... ..... 111 ..... 0110011", R, setX(op("i64.and", rs1, inverted))),
  shared("orn", "0100000 ..... ..... 110 ..... 0110011", R, setX(op("i64.or", rs1, inverted))),
  shared("xnor", "0100000 ..... ..... 100 ..... 0110011", R, setX(op("i64.xor", rs1, inverted))),
  basic("clz", "0110000 00000 ..... 001 ..... 0010011", UNARY, setX(op("i64.clz", rs1))),
  basic("ctz", "0110000 00001 ..... 001 ..... 0010011", UNARY, setX(op("i64.ctz", rs1))),
  basic("cpop", "0110000 00010 ..... 001 ..... 0010011", UNARY, setX(op("i64.popcnt", rs1))),
  basic("clzw", "0110000 00000 ..... 001 ..... 0011011", UNARY, countWord("i32.clz")),
  basic("ctzw", "0110000 00001 ..... 001 ..... 0011011", UNARY, countWord("i32.ctz")),
  basic("cpopw", "0110000 00010 ..... 001 ..... 0011011", UNARY, countWord("i32.popcnt")),
  basic("max", "0000101 ..... ..... 110 ..... 0110011", R, pick("i64.gt_s")),
  basic("maxu", "0000101 ..... ..... 111 ..... 0110011", R, pick("i64.gt_u")),
  basic("min", "0000101 ..... ..... 100 ..... 0110011", R, pick("i64.lt_s")),
  basic("minu", "0000101 ..... ..... 101 ..... 0110011", R, pick("i64.lt_u")),
  basic("sext.b", "0110000 00100 ..... 001 ..... 0010011", UNARY, setX(op("i64.extend8_s", rs1))),
  basic("sext.h", "0110000 00101 ..... 001 ..... 0010011", UNARY, setX(op("i64.extend16_s", rs1))),
  // PACKW with rs2 = x0.
  zeroExtend("zext.h", "0000100 00000 ..... 100 ..... 0111011", UNARY, setX(op("i64.and", rs1, i64(0xffff)))),
  shared("rol", "0110000 ..... ..... 001 ..... 0110011", R, setX(op("i64.rotl", rs1, rs2))),
  shared("ror", "0110000 ..... ..... 101 ..... 0110011", R, setX(op("i64.rotr", rs1, rs2))),
  shared("rori", "011000 ...... ..... 101 ..... 0010011", SHIFT, setX(op("i64.rotr", rs1, imm))),
  shared("rolw", "0110000 ..... ..... 001 ..... 0111011", R, rotateWord("i32.rotl", rs2)),
  shared("rorw", "0110000 ..... ..... 101 ..... 0111011", R, rotateWord("i32.rotr", rs2)),
  shared("roriw", "0110000 ..... ..... 101 ..... 0011011", SHIFT_W, rotateWord("i32.rotr", imm)),
  basic("orc.b", "001010 000111 ..... 101 ..... 0010011", UNARY, orCombine()),
  shared("rev8", "011010 111000 ..... 101 ..... 0010011", UNARY, ...reverseBytes()),

  single("bclr", "0100100 ..... ..... 001 ..... 0110011", R, setX(op("i64.and", rs1, op("i64.xor", bit(rs2), NOT)))),
  single(
    "bclri",
    "010010 ...... ..... 001 ..... 0010011",
    SHIFT,
    setX(op("i64.and", rs1, op("i64.xor", bit(imm), NOT))),
  ),
  single("bext", "0100100 ..... ..... 101 ..... 0110011", R, setX(op("i64.and", op("i64.shr_u", rs1, rs2), i64(1)))),
  single(
    "bexti",
    "010010 ...... ..... 101 ..... 0010011",
    SHIFT,
    setX(op("i64.and", op("i64.shr_u", rs1, imm), i64(1))),
  ),
  single("binv", "0110100 ..... ..... 001 ..... 0110011", R, setX(op("i64.xor", rs1, bit(rs2)))),
  single("binvi", "011010 ...... ..... 001 ..... 0010011", SHIFT, setX(op("i64.xor", rs1, bit(imm)))),
  single("bset", "0010100 ..... ..... 001 ..... 0110011", R, setX(op("i64.or", rs1, bit(rs2)))),
  single("bseti", "001010 ...... ..... 001 ..... 0010011", SHIFT, setX(op("i64.or", rs1, bit(imm)))),
];

/** CTZW that counts in all 64 bits, but gives 32 for zero: see the fact ctzw-counts. */
export const CTZW_OF_LONG: InstructionRow = basic(
  "ctzw",
  "0110000 00001 ..... 001 ..... 0011011",
  UNARY,
  setX(choose(op("i64.eqz", rs1), i64(32), op("i64.ctz", rs1))),
);
