// Zifencei: unprivileged manual, "Zifencei" extension. The unused imm, rs1 and rd are ignored.
import { extension, NONE } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { system } from "../meaning.js";

const row = extension("Zifencei");

export const ZIFENCEI: readonly InstructionRow[] = [
  row("fence.i", "............ ..... 001 ..... 0001111", NONE, system("fenceI")),
];
