// Instruction rows by what a random program has to care for: jumps, CSRs, privileged ones, memory, and all the others.
import { makeDecoder } from "../../isa/decode.js";
import { extensionsOf, instructionsOf } from "../../isa/extensions.js";
import type { FieldName, InstructionRow } from "../../isa/instruction-row.js";
import { INSTRUCTIONS } from "../../isa/instructions/index.js";
import type { Profile } from "../../scenario/profile.js";

/** What an operand stands for. */
export type OperandUse = "x" | "f" | "number";

export interface InstructionClasses {
  readonly all: readonly InstructionRow[];
  /** BRANCH and JAL forms: the immediate is where they lead. */
  readonly branches: readonly InstructionRow[];
  /** JALR forms. */
  readonly jumps: readonly InstructionRow[];
  readonly csr: readonly InstructionRow[];
  /** With an address in a register. */
  readonly memory: readonly InstructionRow[];
  /** Any operands will do. */
  readonly plain: readonly InstructionRow[];
  readonly byName: ReadonlyMap<string, InstructionRow>;
  /** What other profiles have: it has to trap. */
  readonly foreign: readonly InstructionRow[];
  /** Whether a word is an instruction of the profile. */
  readonly decodes: (word: number) => boolean;
}

/**
 * They change the mode, or wait, or (LR and SC of different widths) may fail as the machine likes: pieces of their own.
 */
const ALONE = new Set(["mret", "sret", "wfi", "lr.w", "lr.d", "sc.w", "sc.d"]);

export function classify(profile: Profile): InstructionClasses {
  const all = instructionsOf(extensionsOf(profile.extensions).present);
  const has = (row: InstructionRow, ...effects: string[]) => row.meaning.some(({ effect }) => effects.includes(effect));
  const branches = all.filter((row) => has(row, "branch", "jal"));
  const jumps = all.filter((row) => has(row, "jalr"));
  const csr = all.filter((row) => row.extension === "Zicsr");
  const apart = new Set([...branches, ...jumps, ...csr]);
  const others = all.filter((row) => !apart.has(row) && !ALONE.has(row.name));
  const memory = others.filter((row) => row.operands.includes("("));
  const plain = others.filter((row) => !memory.includes(row));
  const byName = new Map(all.map((row) => [row.name, row]));
  const decode = makeDecoder(all);
  const decodes = (word: number) => decode(word) !== undefined;
  const foreign = INSTRUCTIONS.filter((row) => !all.includes(row));
  return { foreign, decodes, all, branches, jumps, csr, memory, plain, byName };
}

/** Whether a register field names an x or an f register, by the row's assembly form. */
export function operandUse(row: InstructionRow, field: FieldName): OperandUse {
  if (field !== "rd" && field !== "rs1" && field !== "rs2" && field !== "rs3") return "number";
  return row.operands.includes(field.replace(/^r/, "f")) ? "f" : "x";
}
