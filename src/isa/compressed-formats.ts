// Formats of 16-bit instructions: unprivileged manual, "C" extension, "Compressed Instruction Formats".
import { bits, type Format, scaled, signed, signedScaled } from "./formats.js";
import type { FieldBits } from "./instruction-row.js";

/** A register field of three bits: x8 to x15, f8 to f15. */
function popular(high: number, low: number): FieldBits {
  return { pieces: [[high, low]], add: 8 };
}

const full = bits([11, 7]);
const r42 = popular(4, 2);
const r97 = popular(9, 7);
const source = bits([6, 2]);
const imm = signed([12, 12], [6, 2]);
const shamt = bits([12, 12], [6, 2]);
const offset4 = scaled(2, [5, 5], [12, 10], [6, 6]);
const offset8 = scaled(3, [6, 5], [12, 10]);
const offset1 = bits([5, 5], [6, 6]);
const offset2 = scaled(1, [5, 5]);
const loadSp4 = scaled(2, [3, 2], [12, 12], [6, 4]);
const loadSp8 = scaled(3, [4, 2], [12, 12], [6, 5]);
const storeSp4 = scaled(2, [8, 7], [12, 9]);
const storeSp8 = scaled(3, [9, 7], [12, 10]);
const immSp = signedScaled(4, [12, 12], [4, 3], [5, 5], [2, 2], [6, 6]);
const immWide = scaled(2, [10, 7], [12, 11], [5, 5], [6, 6]);
const jump = signedScaled(1, [12, 12], [8, 8], [10, 9], [6, 6], [7, 7], [2, 2], [11, 11], [5, 3]);
const branch = signedScaled(1, [12, 12], [6, 5], [2, 2], [11, 10], [4, 3]);

export const CI: Format = { fields: { rd: full, rs1: full, imm }, operands: "rd, imm" };
export const CI_NOP: Format = { fields: { rd: 0, rs1: 0, imm }, operands: "imm=0" };
export const CI_SHIFT: Format = { fields: { rd: full, rs1: full, imm: shamt }, operands: "rd, shamt" };
export const CI_LI: Format = { fields: { rd: full, rs1: 0, imm }, operands: "rd, imm" };
export const CI_LUI: Format = { fields: { rd: full, imm: signedScaled(12, [12, 12], [6, 2]) }, operands: "rd, upper" };
export const CI_SP: Format = { fields: { rd: 2, rs1: 2, imm: immSp }, operands: "sp, imm" };
export const CIW: Format = { fields: { rd: r42, rs1: 2, imm: immWide }, operands: "rd, sp, imm" };
export const CL4: Format = { fields: { rd: r42, rs1: r97, imm: offset4 }, operands: "rd, imm(rs1)" };
export const CL8: Format = { fields: { rd: r42, rs1: r97, imm: offset8 }, operands: "rd, imm(rs1)" };
export const CL8_FLOAT: Format = { ...CL8, operands: "fd, imm(rs1)" };
export const CS4: Format = { fields: { rs2: r42, rs1: r97, imm: offset4 }, operands: "rs2, imm(rs1)" };
export const CS8: Format = { fields: { rs2: r42, rs1: r97, imm: offset8 }, operands: "rs2, imm(rs1)" };
export const CS8_FLOAT: Format = { ...CS8, operands: "fs2, imm(rs1)" };
export const CL4_SP: Format = { fields: { rd: full, rs1: 2, imm: loadSp4 }, operands: "rd, imm(sp)" };
export const CL8_SP: Format = { fields: { rd: full, rs1: 2, imm: loadSp8 }, operands: "rd, imm(sp)" };
export const CL8_SP_FLOAT: Format = { ...CL8_SP, operands: "fd, imm(sp)" };
export const CS4_SP: Format = { fields: { rs2: source, rs1: 2, imm: storeSp4 }, operands: "rs2, imm(sp)" };
export const CS8_SP: Format = { fields: { rs2: source, rs1: 2, imm: storeSp8 }, operands: "rs2, imm(sp)" };
export const CS8_SP_FLOAT: Format = { ...CS8_SP, operands: "fs2, imm(sp)" };
export const CA: Format = { fields: { rd: r97, rs1: r97, rs2: r42 }, operands: "rd, rs2" };
export const CB: Format = { fields: { rs1: r97, rs2: 0, imm: branch }, operands: "rs1, target" };
export const CB_IMM: Format = { fields: { rd: r97, rs1: r97, imm }, operands: "rd, imm" };
export const CB_SHIFT: Format = { fields: { rd: r97, rs1: r97, imm: shamt }, operands: "rd, shamt" };
export const CJ: Format = { fields: { rd: 0, imm: jump }, operands: "target" };
export const CR: Format = { fields: { rd: full, rs1: full, rs2: source }, operands: "rd, rs2" };
export const CR_MOVE: Format = { fields: { rd: full, rs1: 0, rs2: source }, operands: "rd, rs2" };
export const CR_JUMP: Format = { fields: { rd: 0, rs1: full, imm: 0 }, operands: "rs1" };
export const CR_CALL: Format = { fields: { rd: 1, rs1: full, imm: 0 }, operands: "rs1" };
/** Zcb: byte and halfword accesses, and unary operations. */
export const CL1: Format = { fields: { rd: r42, rs1: r97, imm: offset1 }, operands: "rd, imm(rs1)" };
export const CL2: Format = { fields: { rd: r42, rs1: r97, imm: offset2 }, operands: "rd, imm(rs1)" };
export const CS1: Format = { fields: { rs2: r42, rs1: r97, imm: offset1 }, operands: "rs2, imm(rs1)" };
export const CS2: Format = { fields: { rs2: r42, rs1: r97, imm: offset2 }, operands: "rs2, imm(rs1)" };
export const CU: Format = { fields: { rd: r97, rs1: r97 }, operands: "rd" };
