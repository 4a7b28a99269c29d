// Zicsr: unprivileged manual, "Zicsr" extension. Hart code reads the CSR's number, rd and rs1 from the word,
// since rd = x0 and rs1 = x0 (or uimm = 0) decide whether the CSR is read or written at all.
import { CSR, CSR_IMM, extension } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { type Effect, fallible, imm, type Node, raw, rs1, setX } from "../meaning.js";

const row = extension("Zicsr");

function access(helper: string, source: Node): Effect {
  return setX(fallible(helper, "i64", raw, source));
}

export const ZICSR: readonly InstructionRow[] = [
  row("csrrw", "............ ..... 001 ..... 1110011", CSR, access("csrReadWrite", rs1)),
  row("csrrs", "............ ..... 010 ..... 1110011", CSR, access("csrReadSet", rs1)),
  row("csrrc", "............ ..... 011 ..... 1110011", CSR, access("csrReadClear", rs1)),
  row("csrrwi", "............ ..... 101 ..... 1110011", CSR_IMM, access("csrReadWrite", imm)),
  row("csrrsi", "............ ..... 110 ..... 1110011", CSR_IMM, access("csrReadSet", imm)),
  row("csrrci", "............ ..... 111 ..... 1110011", CSR_IMM, access("csrReadClear", imm)),
];
