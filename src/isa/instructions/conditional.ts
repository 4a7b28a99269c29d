// Zicond: unprivileged manual, "Zicond" extension.
import { extension, R } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { choose, i64, type Node, op, rs1, rs2, setX } from "../meaning.js";

const row = extension("Zicond");
const ZERO = i64(0);

const isZero: Node = op("i64.eqz", rs2);

export const CONDITIONAL: readonly InstructionRow[] = [
  row("czero.eqz", "0000111 ..... ..... 101 ..... 0110011", R, setX(choose(isZero, ZERO, rs1))),
  row("czero.nez", "0000111 ..... ..... 111 ..... 0110011", R, setX(choose(isZero, rs1, ZERO))),
];
