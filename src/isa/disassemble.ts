// Words as text, in the style of GNU objdump with `-M no-aliases`; branch targets are absolute addresses.
import { type Decoded, decode, readField } from "./decode.js";
import type { InstructionRow } from "./instruction-row.js";
import { type FormPart, formParts, isOptional } from "./operand-text.js";

/** Suffixes of the mnemonic by aq and rl. */
export const ORDERINGS: readonly string[] = ["", ".rl", ".aq", ".aqrl"];

/** The text of an instruction at `pc`; a word that is none becomes `.half` or `.word`. */
export function disassemble(word: number, pc: number | bigint = 0): string {
  const decoded = decode(word);
  if (decoded !== undefined) return describe(decoded, word, BigInt(pc));
  return (word & 3) === 3 ? `.word 0x${hex(word >>> 0, 8)}` : `.half 0x${hex(word & 0xffff, 4)}`;
}

function describe({ row }: Decoded, word: number, pc: bigint): string {
  const mnemonic = row.name + ORDERINGS[readField(row.fields.ordering, word)]!;
  const operands = operandText(row, word, pc);
  return operands === "" ? mnemonic : `${mnemonic} ${operands}`;
}

function operandText(row: InstructionRow, word: number, pc: bigint): string {
  const parts = formParts(row.operands);
  return parts.map((part, index) => partText(part, parts[index + 1], row, word, pc)).join("");
}

function partText(part: FormPart, next: FormPart | undefined, row: InstructionRow, word: number, pc: bigint): string {
  if (part.part === "text") return part.text === "," && isPreset(next, row, word) ? "" : part.text;
  return isPreset(part, row, word) ? "" : part.kind.show(readField(row.fields[part.kind.field], word), pc);
}

/** True for an operand that need not be written, since it is what is meant without it. */
function isPreset(part: FormPart | undefined, row: InstructionRow, word: number): boolean {
  return isOptional(part) && readField(row.fields[part.kind.field], word) === part.preset;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
