// One line of assembly to a word, driven by the instruction rows.

import { AssemblyError } from "./assembly-error.js";
import { ORDERINGS } from "./disassemble.js";
import { encodingBits } from "./encoding.js";
import type { Scope } from "./expression.js";
import type { FieldBits, FieldName, InstructionRow } from "./instruction-row.js";
import { INSTRUCTIONS } from "./instructions/index.js";
import { type FormPart, formParts, isOptional } from "./operand-text.js";
import { PSEUDO_INSTRUCTIONS } from "./pseudo-instructions.js";
import { xNumber } from "./registers.js";
import { isReserved } from "./reserved.js";

const ROWS = new Map(INSTRUCTIONS.map((row) => [row.name, row]));

/**
 * The word of one instruction or one-word pseudoinstruction, unsigned (16 bits for `c.` mnemonics). `pc` is its address
 * in bytes, for branch targets; targets are labels or absolute addresses. Throws an AssemblyError.
 */
export function assemble(text: string, { pc = 0, labels = new Map() }: Partial<Scope> = {}): number {
  const [mnemonic, operands] = splitLine(text);
  const expansion = pseudo(mnemonic, operands);
  if (expansion !== undefined) return assemble(expansion, { pc, labels });
  const found = findRow(mnemonic);
  if (found === undefined) throw new AssemblyError(`unknown instruction ${mnemonic}${similar(mnemonic)}`);
  return assembleRow(found.row, operands, found.ordering, { pc, labels });
}

/** The mnemonic and the operands' text; both may be empty. */
export function splitLine(text: string): readonly [mnemonic: string, operands: string] {
  const [, mnemonic = "", operands = ""] = /^\s*(\S*)\s*(.*?)\s*$/.exec(text) ?? [];
  return [mnemonic, operands];
}

function pseudo(mnemonic: string, operands: string): string | undefined {
  const given = operands === "" ? [] : operands.split(",").map((operand) => operand.trim());
  const row = PSEUDO_INSTRUCTIONS.find(({ name, operands: count }) => name === mnemonic && count === given.length);
  // `jalr 0(a0)` and `jalr a0` differ in no count: only a plain register stands for itself.
  if (row === undefined || (mnemonic === "jalr" && given[0]!.includes("("))) return undefined;
  return row.expansion.replaceAll(/\$(\d)/g, (_, index) => given[Number(index) - 1]!);
}

function findRow(mnemonic: string): { readonly row: InstructionRow; readonly ordering: number } | undefined {
  const row = ROWS.get(mnemonic);
  if (row !== undefined) return { row, ordering: 0 };
  for (const [ordering, suffix] of ORDERINGS.entries()) {
    const base = ordering > 0 && mnemonic.endsWith(suffix) ? ROWS.get(mnemonic.slice(0, -suffix.length)) : undefined;
    if (base?.fields.ordering !== undefined) return { row: base, ordering };
  }
  return undefined;
}

function similar(mnemonic: string): string {
  const start = mnemonic.slice(0, 3);
  const names = [...ROWS.keys()].filter((name) => name.startsWith(start)).slice(0, 4);
  return names.length === 0 || start.length < 2 ? "" : `; did you mean ${names.join(", ")}?`;
}

function assembleRow(row: InstructionRow, operands: string, ordering: number, scope: Scope): number {
  const parts = formParts(row.operands);
  const texts = matchForm(parts, operands);
  if (texts === undefined) {
    throw new AssemblyError(`${row.name} ${operands}: expected ${row.operands === "" ? "no operands" : row.operands}`);
  }
  let word = encodingBits(row.encoding).match | insert(row, "ordering", ordering);
  let index = 0;
  for (const part of parts) {
    if (part.part !== "operand") continue;
    const text = texts[index++];
    const { kind, preset = 0 } = part;
    const value = text === undefined || text === "" ? preset : kind.read(text, scope);
    // An operand written once may stand in two fields: c.addi's rd is its rs1, but in the same bits.
    word |= insert(row, kind.field, value);
  }
  if (isReserved(row, word)) throw new AssemblyError(`${row.name} ${operands}: this encoding is reserved`);
  return (row.encoding.replaceAll(" ", "").length === 16 ? word & 0xffff : word) >>> 0;
}

/** The text of each operand, or undefined when the punctuation differs from the form's. */
function matchForm(parts: readonly FormPart[], text: string): readonly (string | undefined)[] | undefined {
  const pattern = parts.map((part, index) => partPattern(part, parts[index - 1], parts[index + 1])).join("\\s*");
  const match = new RegExp(`^${pattern}$`).exec(text);
  return match?.slice(1).map((operand) => operand?.trim());
}

function partPattern(part: FormPart, previous: FormPart | undefined, next: FormPart | undefined): string {
  if (part.part === "operand") {
    if (part.preset !== undefined) return `(?:${previous === undefined ? "" : ","}([^,()]+))?`;
    // An offset may be left out: (a0) is 0(a0).
    return next?.part === "text" && next.text === "(" ? "([^,()]*)" : "([^,()]+)";
  }
  switch (part.text) {
    case "(":
      return previous?.part === "operand" ? "\\(" : "0?\\(";
    case ")":
      return "\\)";
    case ",":
      // The comma before an operand that may be left out goes with it.
      return isOptional(next) ? "" : ",";
    default:
      return `(?:${part.text}|x${xNumber(part.text)})`;
  }
}

/** A field's value as bits of the word; throws an AssemblyError when it does not fit. */
function insert(row: InstructionRow, name: FieldName, value: number): number {
  const field = row.fields[name];
  if (field === undefined || typeof field === "number") return 0;
  const { pieces, shift = 0, add = 0 } = field;
  check(row, name, field, value);
  let rest = Math.floor((value - add) / 2 ** shift);
  let word = 0;
  for (const [high, low] of pieces.toReversed()) {
    const size = 2 ** (high - low + 1);
    word |= (((rest % size) + size) % size) << low;
    rest = Math.floor(rest / size);
  }
  return word;
}

function check(
  row: InstructionRow,
  name: FieldName,
  { pieces, shift = 0, signed = false, add = 0 }: FieldBits,
  value: number,
): void {
  const width = shift + pieces.reduce((sum, [high, low]) => sum + high - low + 1, 0);
  const unit = 2 ** shift;
  const least = signed ? -(2 ** (width - 1)) : add;
  const most = signed ? 2 ** (width - 1) - unit : 2 ** width - unit + add;
  if (value >= least && value <= most && value % unit === 0) return;
  const step = unit === 1 ? "" : ` in steps of ${unit}`;
  const what = name === "imm" ? String(value) : `${name} number ${value}`;
  throw new AssemblyError(`${row.name}: ${what} does not fit; expected ${least} to ${most}${step}`);
}
