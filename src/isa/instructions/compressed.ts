// C (RV64): unprivileged manual, "C" extension. A compressed instruction means what its expansion means, with fields
// of its own. The float loads and stores also need D: the manual calls them Zcd.
import * as format from "../compressed-formats.js";
import { type Format, makeRow, NONE } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import type { Meaning } from "../meaning.js";
import type { Words } from "../reserved.js";
import { FLOAT } from "./float.js";
import { INTEGER } from "./integer.js";

const EXPANSIONS = new Map([...INTEGER, ...FLOAT].map(({ name, meaning }) => [name, meaning]));

function meaningOf(name: string): Meaning {
  const meaning = EXPANSIONS.get(name);
  if (meaning === undefined) throw new TypeError(`no instruction ${name} to expand a compressed one to`);
  return meaning;
}

function row(name: string, encoding: string, form: Format, expansion: string, ...reserved: Words[]): InstructionRow {
  return makeRow("C", name, encoding, form, meaningOf(expansion), reserved.length > 0 ? { reserved } : {});
}

function float(name: string, encoding: string, form: Format, expansion: string): InstructionRow {
  return makeRow("Zcd", name, encoding, form, meaningOf(expansion), { float: true });
}

// rd and rs1 of the full-width formats, rs2, the six bits of an immediate, and that of c.addi4spn.
const noRd: Words = { mask: 0x0f80, match: 0 };
const noRs2: Words = { mask: 0x007c, match: 0 };
const noImm6: Words = { mask: 0x107c, match: 0 };
const noImm8: Words = { mask: 0x1fe0, match: 0 };
const isSp: Words = { mask: 0x0f80, match: 0x0100 };

export const COMPRESSED: readonly InstructionRow[] = [
  row("c.addi4spn", "000 ........ ... 00", format.CIW, "addi", noImm8),
  float("c.fld", "001 ... ... .. ... 00", format.CL8_FLOAT, "fld"),
  row("c.lw", "010 ... ... .. ... 00", format.CL4, "lw"),
  row("c.ld", "011 ... ... .. ... 00", format.CL8, "ld"),
  float("c.fsd", "101 ... ... .. ... 00", format.CS8_FLOAT, "fsd"),
  row("c.sw", "110 ... ... .. ... 00", format.CS4, "sw"),
  row("c.sd", "111 ... ... .. ... 00", format.CS8, "sd"),

  row("c.nop", "000 . 00000 ..... 01", format.CI_NOP, "addi"),
  row("c.addi", "000 . ..... ..... 01", format.CI, "addi", noRd),
  row("c.addiw", "001 . ..... ..... 01", format.CI, "addiw", noRd),
  row("c.li", "010 . ..... ..... 01", format.CI_LI, "addi"),
  row("c.addi16sp", "011 . 00010 ..... 01", format.CI_SP, "addi", noImm6),
  row("c.lui", "011 . ..... ..... 01", format.CI_LUI, "lui", isSp, noImm6),
  row("c.srli", "100 . 00 ... ..... 01", format.CB_SHIFT, "srli"),
  row("c.srai", "100 . 01 ... ..... 01", format.CB_SHIFT, "srai"),
  row("c.andi", "100 . 10 ... ..... 01", format.CB_IMM, "andi"),
  row("c.sub", "100 0 11 ... 00 ... 01", format.CA, "sub"),
  row("c.xor", "100 0 11 ... 01 ... 01", format.CA, "xor"),
  row("c.or", "100 0 11 ... 10 ... 01", format.CA, "or"),
  row("c.and", "100 0 11 ... 11 ... 01", format.CA, "and"),
  row("c.subw", "100 1 11 ... 00 ... 01", format.CA, "subw"),
  row("c.addw", "100 1 11 ... 01 ... 01", format.CA, "addw"),
  row("c.j", "101 ........... 01", format.CJ, "jal"),
  row("c.beqz", "110 ... ... ..... 01", format.CB, "beq"),
  row("c.bnez", "111 ... ... ..... 01", format.CB, "bne"),

  row("c.slli", "000 . ..... ..... 10", format.CI_SHIFT, "slli"),
  float("c.fldsp", "001 . ..... ..... 10", format.CL8_SP_FLOAT, "fld"),
  row("c.lwsp", "010 . ..... ..... 10", format.CL4_SP, "lw", noRd),
  row("c.ldsp", "011 . ..... ..... 10", format.CL8_SP, "ld", noRd),
  row("c.jr", "100 0 ..... 00000 10", format.CR_JUMP, "jalr", noRd),
  row("c.mv", "100 0 ..... ..... 10", format.CR_MOVE, "add", noRs2),
  row("c.ebreak", "100 1 00000 00000 10", NONE, "ebreak"),
  row("c.jalr", "100 1 ..... 00000 10", format.CR_CALL, "jalr", noRd),
  row("c.add", "100 1 ..... ..... 10", format.CR, "add", noRs2),
  float("c.fsdsp", "101 ...... ..... 10", format.CS8_SP_FLOAT, "fsd"),
  row("c.swsp", "110 ...... ..... 10", format.CS4_SP, "sw"),
  row("c.sdsp", "111 ...... ..... 10", format.CS8_SP, "sd"),
];
