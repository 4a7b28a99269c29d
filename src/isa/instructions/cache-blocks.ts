// Zicbom, Zicbop and Zicboz: unprivileged manual, "CMO" extensions. There is no cache to prefetch into: prefetches, which
// stand where ORI has rd = x0, do nothing.
import { BLOCK, extension, PREFETCH } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { raw, rs1, system } from "../meaning.js";

const management = extension("Zicbom");
const prefetch = extension("Zicbop", { refines: "ori" });
const zero = extension("Zicboz");

export const CACHE_BLOCKS: readonly InstructionRow[] = [
  management("cbo.inval", "000000000000 ..... 010 00000 0001111", BLOCK, system("cboInval", raw, rs1)),
  management("cbo.clean", "000000000001 ..... 010 00000 0001111", BLOCK, system("cboClean", raw, rs1)),
  management("cbo.flush", "000000000010 ..... 010 00000 0001111", BLOCK, system("cboFlush", raw, rs1)),
  prefetch("prefetch.i", "....... 00000 ..... 110 00000 0010011", PREFETCH),
  prefetch("prefetch.r", "....... 00001 ..... 110 00000 0010011", PREFETCH),
  prefetch("prefetch.w", "....... 00011 ..... 110 00000 0010011", PREFETCH),
  zero("cbo.zero", "000000000100 ..... 010 00000 0001111", BLOCK, system("cboZero", raw, rs1)),
];
