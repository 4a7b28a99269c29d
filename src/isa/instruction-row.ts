// One row per instruction: encoding, assembly form and meaning. Everything else about it is derived.
import type { Meaning } from "./meaning.js";

/** Where an operand stands in the word: pieces from most to least significant, then shifted left; signed or not. */
export interface FieldBits {
  /** Each piece is [high bit, low bit]. */
  readonly pieces: readonly (readonly [number, number])[];
  /** Zero bits below the lowest piece. */
  readonly shift?: number;
  readonly signed?: boolean;
  /** Added to the value: 8 for the compressed register fields rd', rs1', rs2'. */
  readonly add?: number;
}

/** Names of operand fields. A fixed register (such as sp in c.lwsp) is given as a number. */
export type FieldName = "rd" | "rs1" | "rs2" | "rs3" | "imm" | "rm" | "csr";

export type Fields = { readonly [name in FieldName]?: FieldBits | number };

/** One instruction. */
export interface InstructionRow {
  /** The manual's mnemonic, for example `hlv.bu` or `c.addi4spn`. */
  readonly name: string;
  /** The extension that adds it, as the manual spells it. */
  readonly extension: string;
  /** The word from bit 31 (or 15) to 0: `0`, `1`, and `.` for an operand bit; spaces are for reading. */
  readonly encoding: string;
  readonly fields: Fields;
  /** Operand form in assembly: names of fields with punctuation, f-registers as `fd`, `fs1`, `fs2`, `fs3`. */
  readonly operands: string;
  readonly meaning: Meaning;
  /** Values of operand bits for which the encoding is reserved or means another row (for example rd = 0 in c.lui). */
  readonly reserved?: (word: number) => boolean;
  /** True when it touches f registers or fcsr: illegal when FS is Off. */
  readonly float?: boolean;
}
