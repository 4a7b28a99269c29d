// Zfh and Zfhmin: unprivileged manual, "Zfh" and "Zfhmin" extensions. Halves have fmt = 10.
import * as format from "../formats.js";
import { extension } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { f1, f2, i64, imm, load, type Node, op, rm, rs1, setF, setX, store } from "../meaning.js";
import { arithmetic, call } from "./float.js";

const half = extension("Zfh", { float: true });
const minimal = extension("Zfhmin", { float: true });
const minimalDouble = extension("Zfhmin", { float: true, requires: ["D"] });

const address = op("i64.add", rs1, imm);

/** A NaN box around the low 16 bits, whatever stands above them. */
function box(value: Node): Node {
  return op("i64.or", value, i64(-(2n ** 16n)));
}

function convert(mnemonic: string) {
  return setF(call(mnemonic, f1, rm));
}

function sign(mnemonic: string) {
  return setF(call(mnemonic, f1, f2));
}

export const HALF_FLOAT: readonly InstructionRow[] = [
  minimal("flh", "............ ..... 001 ..... 0000111", format.FLOAT_LOAD, setF(box(load(2, false, address)))),
  minimal("fsh", "....... ..... ..... 001 ..... 0100111", format.FLOAT_STORE, store(2, address, f2)),
  minimal("fmv.x.h", "1110010 00000 ..... 000 ..... 1010011", format.X_F, setX(op("i64.extend16_s", f1))),
  minimal("fmv.h.x", "1111010 00000 ..... 000 ..... 1010011", format.F_X, setF(box(rs1))),
  minimal("fcvt.s.h", "0100000 00010 ..... ... ..... 1010011", format.F_F_EXACT, convert("fcvt.s.h")),
  minimal("fcvt.h.s", "0100010 00000 ..... ... ..... 1010011", format.F_F_ROUNDED, convert("fcvt.h.s")),
  minimalDouble("fcvt.d.h", "0100001 00010 ..... ... ..... 1010011", format.F_F_EXACT, convert("fcvt.d.h")),
  minimalDouble("fcvt.h.d", "0100010 00001 ..... ... ..... 1010011", format.F_F_ROUNDED, convert("fcvt.h.d")),
  half("fsgnj.h", "0010010 ..... ..... 000 ..... 1010011", format.F_FF, sign("fsgnj.h")),
  half("fsgnjn.h", "0010010 ..... ..... 001 ..... 1010011", format.F_FF, sign("fsgnjn.h")),
  half("fsgnjx.h", "0010010 ..... ..... 010 ..... 1010011", format.F_FF, sign("fsgnjx.h")),
  ...arithmetic("h", half),
];
