// One row per instruction: encoding, assembly form and meaning. Everything else about it is derived.
import type { Meaning } from "./meaning.js";
import type { Words } from "./reserved.js";

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
export type FieldName = "rd" | "rs1" | "rs2" | "rs3" | "imm" | "rm" | "csr" | "pred" | "succ" | "ordering";

export type Fields = { readonly [name in FieldName]?: FieldBits | number };

/** One instruction. */
export interface InstructionRow {
  /** The manual's mnemonic, for example `hlv.bu` or `c.addi4spn`. */
  readonly name: string;
  /** The extension that adds it, as the manual spells it. */
  readonly extension: string;
  /** Other extensions that bring it too. */
  readonly also?: readonly string[];
  /** Extensions that have to be there besides. */
  readonly requires?: readonly string[];
  /** The word from bit 31 (or 15) to 0: `0`, `1`, and `.` for an operand bit; spaces are for reading. */
  readonly encoding: string;
  readonly fields: Fields;
  /**
   * Operand form in assembly: kinds of operand-text.ts with punctuation, for example `rd, imm(rs1)`. `rm=7` may be
   * left out and is then 7; a name that is no kind is that register, as in `imm(sp)`. The field `ordering` (aq, rl)
   * stands in no form: it is a suffix of the mnemonic.
   */
  readonly operands: string;
  readonly meaning: Meaning;
  /** Values of operand bits for which the encoding is reserved or means another row (for example rd = 2 in c.lui). */
  readonly reserved?: readonly Words[];
  /** Name of the row among whose words (hints, as a rule) this one's stand; the decoder tries this one first. */
  readonly refines?: string;
  /** True when it touches f registers or fcsr: illegal when FS is Off. */
  readonly float?: boolean;
  /** True when its helper reads or writes x registers in the hart's block; translated code leaves it to the interpreter. */
  readonly registersInMemory?: boolean;
}
