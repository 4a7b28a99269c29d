// Computational instructions of the "D" extension.
import { addDouble } from "./add";
import { divideDouble } from "./divide";
import { DOUBLE_SIGN } from "./format";
import { fuseDouble } from "./fused";
import { multiplyDouble } from "./multiply";
import { squareRootDouble } from "./square-root";

/** FADD.D */
export function fadd_d(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return addDouble(hart, a, b, rm);
}

/** FSUB.D */
export function fsub_d(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return addDouble(hart, a, b ^ DOUBLE_SIGN, rm);
}

/** FMUL.D */
export function fmul_d(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return multiplyDouble(hart, a, b, rm);
}

/** FDIV.D */
export function fdiv_d(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return divideDouble(hart, a, b, rm);
}

/** FSQRT.D */
export function fsqrt_d(hart: u32, a: u64, rm: i32): u64 {
  return squareRootDouble(hart, a, rm);
}

/** FMADD.D: a * b + c */
export function fmadd_d(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  return fuseDouble(hart, a, b, c, rm);
}

/** FMSUB.D: a * b - c */
export function fmsub_d(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  return fuseDouble(hart, a, b, c ^ DOUBLE_SIGN, rm);
}

/** FNMSUB.D: -(a * b) + c */
export function fnmsub_d(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  return fuseDouble(hart, a ^ DOUBLE_SIGN, b, c, rm);
}

/** FNMADD.D: -(a * b) - c */
export function fnmadd_d(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  return fuseDouble(hart, a ^ DOUBLE_SIGN, b, c ^ DOUBLE_SIGN, rm);
}
