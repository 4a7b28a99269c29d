// M: unprivileged manual, "M" extension. Division by zero and overflow give values, never traps.
import { extension, R } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { choose, i64, type Node, type OperatorName, op, pure, rs1, rs2, setX } from "../meaning.js";

const row = extension("M");

const MOST_NEGATIVE = i64(-(2n ** 63n));
const ALL_ONES = i64(-1);

function word(value: Node): Node {
  return op("i64.extend32_s", value);
}

function unsignedWord(value: Node): Node {
  return op("i64.and", value, i64(0xffff_ffff));
}

/** dividend / divisor; WebAssembly traps where `otherwise` stands. */
function unlessZero(divisor: Node, otherwise: Node, value: Node): Node {
  return choose(op("i64.eqz", divisor), otherwise, value);
}

/** A 32-bit division in 64 bits, where it cannot overflow. */
function divideWord(name: OperatorName, extend: (value: Node) => Node, byZero: Node): Node {
  const divisor = extend(rs2);
  return unlessZero(divisor, byZero, word(op(name, extend(rs1), divisor)));
}

const overflows = op("i32.and", op("i64.eq", rs1, MOST_NEGATIVE), op("i64.eq", rs2, ALL_ONES));

export const MULTIPLY_DIVIDE: readonly InstructionRow[] = [
  row("mul", "0000001 ..... ..... 000 ..... 0110011", R, setX(op("i64.mul", rs1, rs2))),
  row("mulh", "0000001 ..... ..... 001 ..... 0110011", R, setX(pure("mulh", "i64", rs1, rs2))),
  row("mulhsu", "0000001 ..... ..... 010 ..... 0110011", R, setX(pure("mulhsu", "i64", rs1, rs2))),
  row("mulhu", "0000001 ..... ..... 011 ..... 0110011", R, setX(pure("mulhu", "i64", rs1, rs2))),
  row(
    "div",
    "0000001 ..... ..... 100 ..... 0110011",
    R,
    setX(unlessZero(rs2, ALL_ONES, choose(overflows, MOST_NEGATIVE, op("i64.div_s", rs1, rs2)))),
  ),
  row("divu", "0000001 ..... ..... 101 ..... 0110011", R, setX(unlessZero(rs2, ALL_ONES, op("i64.div_u", rs1, rs2)))),
  row("rem", "0000001 ..... ..... 110 ..... 0110011", R, setX(unlessZero(rs2, rs1, op("i64.rem_s", rs1, rs2)))),
  row("remu", "0000001 ..... ..... 111 ..... 0110011", R, setX(unlessZero(rs2, rs1, op("i64.rem_u", rs1, rs2)))),

  row("mulw", "0000001 ..... ..... 000 ..... 0111011", R, setX(word(op("i64.mul", rs1, rs2)))),
  row("divw", "0000001 ..... ..... 100 ..... 0111011", R, setX(divideWord("i64.div_s", word, ALL_ONES))),
  row("divuw", "0000001 ..... ..... 101 ..... 0111011", R, setX(divideWord("i64.div_u", unsignedWord, ALL_ONES))),
  row("remw", "0000001 ..... ..... 110 ..... 0111011", R, setX(divideWord("i64.rem_s", word, word(rs1)))),
  row("remuw", "0000001 ..... ..... 111 ..... 0111011", R, setX(divideWord("i64.rem_u", unsignedWord, word(rs1)))),
];
