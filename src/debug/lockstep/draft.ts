// What pieces of a program are drawn with.
import type { InstructionRow } from "../../isa/instruction-row.js";
import type { CsrContext } from "./csr-rules.js";
import type { FieldValues } from "./encode.js";
import type { InstructionClasses } from "./instruction-classes.js";
import type { Mode, Step } from "./program.js";

export interface DraftOptions {
  readonly classes: InstructionClasses;
  readonly context: CsrContext;
  readonly reserved: number;
  readonly waits: boolean;
  readonly mode: Mode;
  readonly csrs: Readonly<Record<string, bigint>>;
  /** Most accesses are not translated. */
  readonly physical: boolean;
}

/** What a piece is drawn with. */
export interface Draft extends DraftOptions {
  /** The mode that the program is probably in by now. */
  now: Mode;
  /** A register that a sequence may use: not kept, not one of addresses. */
  scratch(): number;
  kept(register: number): boolean;
  step(name: string, values: FieldValues): Step;
  /** A row with drawn operands. */
  any(row: InstructionRow, base?: boolean): Step | undefined;
}
