// Instruction formats: where operands stand in the word, and how assembly writes them.
// Unprivileged manual, "Base Instruction Formats"; compressed ones stand in compressed-formats.ts.
import type { FieldBits, Fields, InstructionRow } from "./instruction-row.js";
import type { Effect, Meaning } from "./meaning.js";
import type { Words } from "./reserved.js";

/** Fields and assembly form that many rows share. */
export interface Format {
  readonly fields: Fields;
  readonly operands: string;
  readonly reserved?: readonly Words[];
}

type Piece = readonly [high: number, low: number];

/** An unsigned field in pieces, most significant first. */
export function bits(...pieces: readonly Piece[]): FieldBits {
  return { pieces };
}

/** An unsigned field in units of 2**shift. */
export function scaled(shift: number, ...pieces: readonly Piece[]): FieldBits {
  return { pieces, shift };
}

/** A field in two's complement. */
export function signed(...pieces: readonly Piece[]): FieldBits {
  return { pieces, signed: true };
}

/** A field in two's complement, in units of 2**shift. */
export function signedScaled(shift: number, ...pieces: readonly Piece[]): FieldBits {
  return { pieces, shift, signed: true };
}

const rd = bits([11, 7]);
const rs1 = bits([19, 15]);
const rs2 = bits([24, 20]);
const rs3 = bits([31, 27]);
const rm = bits([14, 12]);
const csr = bits([31, 20]);
const immI = signed([31, 20]);
const immS = signed([31, 25], [11, 7]);
const immB = signedScaled(1, [31, 31], [7, 7], [30, 25], [11, 8]);
const immU = signedScaled(12, [31, 12]);
const immJ = signedScaled(1, [31, 31], [19, 12], [20, 20], [30, 21]);
const ordering = bits([26, 25]);

export const NONE: Format = { fields: {}, operands: "" };
export const R: Format = { fields: { rd, rs1, rs2 }, operands: "rd, rs1, rs2" };
export const UNARY: Format = { fields: { rd, rs1 }, operands: "rd, rs1" };
export const I: Format = { fields: { rd, rs1, imm: immI }, operands: "rd, rs1, imm" };
export const SHIFT: Format = { fields: { rd, rs1, imm: bits([25, 20]) }, operands: "rd, rs1, shamt" };
export const SHIFT_W: Format = { fields: { rd, rs1, imm: rs2 }, operands: "rd, rs1, shamt" };
export const LOAD: Format = { fields: { rd, rs1, imm: immI }, operands: "rd, imm(rs1)" };
export const STORE: Format = { fields: { rs1, rs2, imm: immS }, operands: "rs2, imm(rs1)" };
export const BRANCH: Format = { fields: { rs1, rs2, imm: immB }, operands: "rs1, rs2, target" };
export const UPPER: Format = { fields: { rd, imm: immU }, operands: "rd, upper" };
export const JUMP: Format = { fields: { rd, imm: immJ }, operands: "rd, target" };
export const FENCE: Format = { fields: { pred: bits([27, 24]), succ: bits([23, 20]) }, operands: "pred, succ" };
export const CSR: Format = { fields: { rd, csr, rs1 }, operands: "rd, csr, rs1" };
export const CSR_IMM: Format = { fields: { rd, csr, imm: rs1 }, operands: "rd, csr, imm" };

/** An address in rs1 without offset. */
export const BLOCK: Format = { fields: { rs1 }, operands: "(rs1)" };
export const PREFETCH: Format = { fields: { rs1, imm: signedScaled(5, [31, 25]) }, operands: "imm(rs1)" };
export const LOAD_AT: Format = { fields: { rd, rs1 }, operands: "rd, (rs1)" };
export const STORE_AT: Format = { fields: { rs1, rs2 }, operands: "rs2, (rs1)" };
export const TWO_SOURCES: Format = { fields: { rs1, rs2 }, operands: "rs1, rs2" };

export const RESERVE: Format = { fields: { rd, rs1, ordering }, operands: "rd, (rs1)" };
export const AMO: Format = { fields: { rd, rs1, rs2, ordering }, operands: "rd, rs2, (rs1)" };

// Rounding modes 5 and 6 are reserved; 7 is frm's, and what an assembler means when none is written.
const RESERVED_MODES: readonly Words[] = [5, 6].map((mode) => ({ mask: 7 << 12, match: mode << 12 }));

function rounded(fields: Fields, operands: string, mode = 7): Format {
  return { fields: { ...fields, rm }, operands: `${operands}, rm=${mode}`, reserved: RESERVED_MODES };
}

export const FLOAT_LOAD: Format = { ...LOAD, operands: "fd, imm(rs1)" };
export const FLOAT_STORE: Format = { ...STORE, operands: "fs2, imm(rs1)" };
export const F_FF: Format = { fields: { rd, rs1, rs2 }, operands: "fd, fs1, fs2" };
export const X_FF: Format = { fields: { rd, rs1, rs2 }, operands: "rd, fs1, fs2" };
export const X_F: Format = { fields: { rd, rs1 }, operands: "rd, fs1" };
export const F_X: Format = { fields: { rd, rs1 }, operands: "fd, rs1" };
export const F_CONSTANT: Format = { fields: { rd, imm: rs1 }, operands: "fd, constant" };
export const X_F_TRUNCATED: Format = { fields: { rd, rs1 }, operands: "rd, fs1, rtz" };
export const F_FF_ROUNDED: Format = rounded({ rd, rs1, rs2 }, "fd, fs1, fs2");
export const F_FFF_ROUNDED: Format = rounded({ rd, rs1, rs2, rs3 }, "fd, fs1, fs2, fs3");
export const F_F_ROUNDED: Format = rounded({ rd, rs1 }, "fd, fs1");
export const X_F_ROUNDED: Format = rounded({ rd, rs1 }, "rd, fs1");
export const F_X_ROUNDED: Format = rounded({ rd, rs1 }, "fd, rs1");
/** Exact in every rounding mode: assemblers then write 0. */
export const F_F_EXACT: Format = rounded({ rd, rs1 }, "fd, fs1", 0);
export const F_X_EXACT: Format = rounded({ rd, rs1 }, "fd, rs1", 0);

/** What few rows have. */
type More = Pick<InstructionRow, "also" | "requires" | "float" | "refines" | "reserved" | "registersInMemory">;

/** A function that makes the rows of one extension: name, encoding, format, effects. */
export function extension(name: string, options: More = {}) {
  return (mnemonic: string, encoding: string, format: Format, ...meaning: readonly Effect[]): InstructionRow =>
    makeRow(name, mnemonic, encoding, format, meaning, options);
}

/** One row; `more` holds what few rows have. */
export function makeRow(
  extensionName: string,
  name: string,
  encoding: string,
  { fields, operands, reserved }: Format,
  meaning: Meaning,
  more: More = {},
): InstructionRow {
  return {
    name,
    extension: extensionName,
    encoding,
    fields,
    operands,
    meaning,
    ...(reserved && { reserved }),
    ...more,
  };
}
