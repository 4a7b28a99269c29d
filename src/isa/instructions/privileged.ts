// Privileged instructions: privileged manual, "Machine-Mode Privileged Instructions" and "Supervisor Instructions".
import { extension, NONE, TWO_SOURCES } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { raw, rs1, rs2, system } from "../meaning.js";

const machine = extension("Sm");
const supervisor = extension("S");

export const PRIVILEGED: readonly InstructionRow[] = [
  machine("mret", "0011000 00010 00000 000 00000 1110011", NONE, system("mret", raw)),
  machine("wfi", "0001000 00101 00000 000 00000 1110011", NONE, system("wfi", raw)),
  supervisor("sret", "0001000 00010 00000 000 00000 1110011", NONE, system("sret", raw)),
  supervisor("sfence.vma", "0001001 ..... ..... 000 00000 1110011", TWO_SOURCES, system("sfenceVma", raw, rs1, rs2)),
];
