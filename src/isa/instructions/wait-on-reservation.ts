// Zawrs: unprivileged manual, "Zawrs" extension.
import { extension, NONE } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { raw, system } from "../meaning.js";

const row = extension("Zawrs");

export const WAIT_ON_RESERVATION: readonly InstructionRow[] = [
  row("wrs.nto", "000000001101 00000 000 00000 1110011", NONE, system("wrsNto", raw)),
  row("wrs.sto", "000000011101 00000 000 00000 1110011", NONE, system("wrsSto")),
];
