// What the harness prints, read back: a digest for each program, and in full dumps every trap and the end by name.
import { DATA, DATA_BYTES } from "./arena.js";
import { DATA_PART, END_CSRS, TRAP_CSRS } from "./harness-layout.js";
import { PTE_ADDRESSES } from "./page-tables.js";
import { MODES } from "./program.js";

/** Names of the values of each kind of line. */
export const VALUE_NAMES: Readonly<Record<string, readonly string[]>> = {
  T: [...Array.from({ length: 31 }, (_, n) => `x${n + 1}`), "mstatus", ...TRAP_CSRS],
  E: END_CSRS,
  F: [
    ...Array.from({ length: 32 }, (_, n) => `f${n}`),
    ...PTE_ADDRESSES.map((address) => `PTE at 0x${address.toString(16)}`),
    ...Array.from(
      { length: DATA_BYTES / DATA_PART },
      (_, part) => `data at 0x${(DATA + part * DATA_PART).toString(16)}`,
    ),
  ],
};

/** What one program printed. */
export interface ProgramOutput {
  /** Digest and number of traps: all that is compared. */
  readonly digest: string;
  readonly traps: number;
  /** Instructions between traps, the harness's own among them. */
  readonly instructions: number;
  /** The program wrote into its own code. */
  readonly wroteCode: boolean;
  /** Lines of a full dump. */
  readonly lines: readonly string[];
}

export interface ImageOutput {
  readonly programs: readonly ProgramOutput[];
  /** Instructions by mode, with those of the harness. */
  readonly modes: Readonly<Record<string, number>>;
}

export function parseOutput(text: string): ImageOutput {
  const programs: ProgramOutput[] = [];
  const modes: Record<string, number> = {};
  let lines: string[] = [];
  for (const line of text.split("\n")) {
    const words = line.trim().split(" ");
    if (words[0] === "D" && words.length === 5) {
      const [, digest = "", traps = "", instructions = "", codeBits = ""] = words;
      const count = Number.parseInt(traps, 16);
      programs.push({
        digest: `${digest} ${count}`,
        traps: count,
        instructions: Number.parseInt(instructions, 16),
        wroteCode: /[1-9a-f]/.test(codeBits),
        lines,
      });
      lines = [];
    } else if (words[0] === "M" && words.length === 6) {
      for (const [index, mode] of MODES.entries()) modes[mode] = Number.parseInt(words[index + 1] ?? "0", 16);
    } else if (line !== "") lines.push(line);
  }
  return { programs, modes };
}

/** Values of a line by name. */
export function valuesOf(line: string): ReadonlyMap<string, bigint> {
  const [kind = "", ...words] = line.trim().split(" ");
  const names = VALUE_NAMES[kind] ?? [];
  return new Map(words.map((word, index) => [names[index] ?? `value ${index}`, BigInt(`0x${word}`)]));
}
