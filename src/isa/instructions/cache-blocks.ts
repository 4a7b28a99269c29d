// Zicbom and Zicboz: unprivileged manual, "CMO" extensions. Zicbop's prefetches are hints: ORI with rd = x0.
import { BLOCK, extension } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { raw, rs1, system } from "../meaning.js";

const management = extension("Zicbom");
const zero = extension("Zicboz");

export const CACHE_BLOCKS: readonly InstructionRow[] = [
  management("cbo.inval", "000000000000 ..... 010 00000 0001111", BLOCK, system("cboInval", raw, rs1)),
  management("cbo.clean", "000000000001 ..... 010 00000 0001111", BLOCK, system("cboClean", raw, rs1)),
  management("cbo.flush", "000000000010 ..... 010 00000 0001111", BLOCK, system("cboFlush", raw, rs1)),
  zero("cbo.zero", "000000000100 ..... 010 00000 0001111", BLOCK, system("cboZero", raw, rs1)),
];
