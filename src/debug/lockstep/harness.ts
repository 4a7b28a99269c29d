// The harness as assembly: M-mode code that sets up one program after the other, takes every trap, folds what the trap
// shows into a digest, skips the instruction, and prints the digest at the end.
import { each, lines } from "./harness-lines.js";
import { OUTPUT_LINES } from "./harness-output.js";
import { START_LINES } from "./harness-start.js";
import { TRAP_LINES } from "./harness-traps.js";
import { PTE_ADDRESSES } from "./page-tables.js";

/** M-mode code, from HARNESS on. */
export const HARNESS_SOURCE: readonly string[] = lines(
  "j start",
  TRAP_LINES,
  OUTPUT_LINES,
  START_LINES,
  ".align 3",
  "pteAddresses:",
  ...each(PTE_ADDRESSES, (address) => `.word ${address}`),
);

/** Vectors of HS and VS, by the instruction with which they trap to M. */
export const STUBS_SOURCE: readonly string[] = each(["HS", "VS"], () =>
  lines(
    each(["ecall", "ebreak"], (trap) => [".align 8", ...Array.from({ length: 16 }, () => trap), "sret"]),
    ".align 10",
  ),
);
