// Zihintpause: unprivileged manual, "Zihintpause" extension. PAUSE is a FENCE with pred = W and succ = 0.
import { makeRow, NONE } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { system } from "../meaning.js";

export const ZIHINTPAUSE: readonly InstructionRow[] = [
  makeRow("Zihintpause", "pause", "0000 0001 0000 00000 000 00000 0001111", NONE, [system("pause")], {
    refines: "fence",
  }),
];
