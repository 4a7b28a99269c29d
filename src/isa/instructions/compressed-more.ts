// Zcb: unprivileged manual, "Zc" extensions. Each means what its expansion means; some need that one's extension.
import * as format from "../compressed-formats.js";
import { type Format, makeRow } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { type Effect, i64, type Meaning, op, rs1, setX } from "../meaning.js";
import { BIT_MANIPULATION } from "./bit-manipulation.js";
import { INTEGER } from "./integer.js";
import { MULTIPLY_DIVIDE } from "./multiply-divide.js";

const EXPANSIONS = new Map(
  [...INTEGER, ...MULTIPLY_DIVIDE, ...BIT_MANIPULATION].map((row) => [row.name, row] as const),
);

function expansion(name: string): InstructionRow {
  const row = EXPANSIONS.get(name);
  if (row === undefined) throw new TypeError(`no instruction ${name} to expand a compressed one to`);
  return row;
}

/** A row with its expansion's meaning, and its extension where that is not I. */
function row(name: string, encoding: string, form: Format, base: string): InstructionRow {
  const { extension, meaning } = expansion(base);
  const needed = extension === "M" ? "Zmmul" : extension;
  return makeRow("Zcb", name, encoding, form, meaning, needed === "I" ? {} : { requires: [needed] });
}

function own(name: string, encoding: string, form: Format, ...meaning: Meaning): InstructionRow {
  return makeRow("Zcb", name, encoding, form, meaning);
}

function masked(mask: number): Effect {
  return setX(op("i64.and", rs1, i64(mask)));
}

const zextWord: Effect = setX(op("i64.and", rs1, i64(0xffff_ffff)));
const not: Effect = setX(op("i64.xor", rs1, i64(-1)));

export const COMPRESSED_MORE: readonly InstructionRow[] = [
  row("c.lbu", "100 000 ... .. ... 00", format.CL1, "lbu"),
  row("c.lhu", "100 001 ... 0 . ... 00", format.CL2, "lhu"),
  row("c.lh", "100 001 ... 1 . ... 00", format.CL2, "lh"),
  row("c.sb", "100 010 ... .. ... 00", format.CS1, "sb"),
  row("c.sh", "100 011 ... 0 . ... 00", format.CS2, "sh"),
  own("c.zext.b", "100 1 11 ... 11 000 01", format.CU, masked(0xff)),
  row("c.sext.b", "100 1 11 ... 11 001 01", format.CU, "sext.b"),
  row("c.zext.h", "100 1 11 ... 11 010 01", format.CU, "zext.h"),
  row("c.sext.h", "100 1 11 ... 11 011 01", format.CU, "sext.h"),
  makeRow("Zcb", "c.zext.w", "100 1 11 ... 11 100 01", format.CU, [zextWord], { requires: ["Zba"] }),
  own("c.not", "100 1 11 ... 11 101 01", format.CU, not),
  row("c.mul", "100 1 11 ... 10 ... 01", format.CA, "mul"),
];
