// Zimop and Zcmop: unprivileged manual, "May-Be-Operations". Until an extension redefines them, MOPs write zero to rd and
// compressed ones do nothing.
import { extension, NONE, R, UNARY } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { i64, setX } from "../meaning.js";

const row = extension("Zimop");
const compressed = extension("Zcmop");

/** `value` in binary, `length` digits. */
function digits(value: number, length: number): string {
  return value.toString(2).padStart(length, "0");
}

function unary(n: number): InstructionRow {
  const [a, bc, de] = [n >> 4, (n >> 2) & 3, n & 3];
  const encoding = `1${digits(a, 1)}00${digits(bc, 2)}0 111${digits(de, 2)} ..... 100 ..... 1110011`;
  return row(`mop.r.${n}`, encoding, UNARY, setX(i64(0)));
}

function binary(n: number): InstructionRow {
  const encoding = `1${digits(n >> 2, 1)}00${digits(n & 3, 2)}1 ..... ..... 100 ..... 1110011`;
  return row(`mop.rr.${n}`, encoding, R, setX(i64(0)));
}

/** They stand where C.LUI has rd = x1, x3 to x15 and immediate 0. */
function short(n: number): InstructionRow {
  return compressed(`c.mop.${n}`, `011 0 0${digits(n, 4)} 00000 01`, NONE);
}

function series(count: number, make: (n: number) => InstructionRow): readonly InstructionRow[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

export const MAY_BE_OPERATIONS: readonly InstructionRow[] = [
  ...series(32, unary),
  ...series(8, binary),
  ...series(8, (n) => short(2 * n + 1)),
];
