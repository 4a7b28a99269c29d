// Conversions between formats and between numbers and integers (manual: "F" and "D" Extensions, conversion and move
// instructions). Integers are whole registers; 32-bit results are sign-extended, those of the unsigned kind too.
import { box, DOUBLE_NAN, isNaNDouble, isNaNSingle, SINGLE_NAN, unbox, widen } from "./format";
import { nanOfDouble, nanOfSingle, quietDouble, quietSingle } from "./invalid-operands";
import { narrow } from "./narrow";
import { roundDouble, roundSingle } from "./rounding";
import { magnitude, toLong, toUnsignedLong, toUnsignedWord, toWord } from "./to-integer";

/** FCVT.S.D */
export function fcvt_s_d(hart: u32, a: u64, rm: i32): u64 {
  if (isNaNDouble(a)) return nanOfDouble(hart, a, box(SINGLE_NAN));
  return box(narrow(hart, reinterpret<f64>(a), rm));
}

/** FCVT.D.S: exact. */
export function fcvt_d_s(hart: u32, a: u64, _rm: i32): u64 {
  const bits = unbox(a);
  return isNaNSingle(bits) ? nanOfSingle(hart, bits, DOUBLE_NAN) : reinterpret<u64>(widen(bits));
}

/** A single as a number; that it is a signaling NaN does not show in it. */
function number(hart: u32, bits: u32): f64 {
  quietSingle(hart, bits, bits);
  return widen(bits);
}

/** FCVT.W.S */
export function fcvt_w_s(hart: u32, a: u64, rm: i32): u64 {
  return toWord(hart, number(hart, unbox(a)), rm);
}

/** FCVT.WU.S */
export function fcvt_wu_s(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedWord(hart, number(hart, unbox(a)), rm);
}

/** FCVT.L.S */
export function fcvt_l_s(hart: u32, a: u64, rm: i32): u64 {
  return toLong(hart, number(hart, unbox(a)), rm);
}

/** FCVT.LU.S */
export function fcvt_lu_s(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedLong(hart, number(hart, unbox(a)), rm);
}

/** FCVT.W.D */
export function fcvt_w_d(hart: u32, a: u64, rm: i32): u64 {
  quietDouble(hart, a, a);
  return toWord(hart, reinterpret<f64>(a), rm);
}

/** FCVT.WU.D */
export function fcvt_wu_d(hart: u32, a: u64, rm: i32): u64 {
  quietDouble(hart, a, a);
  return toUnsignedWord(hart, reinterpret<f64>(a), rm);
}

/** FCVT.L.D */
export function fcvt_l_d(hart: u32, a: u64, rm: i32): u64 {
  quietDouble(hart, a, a);
  return toLong(hart, reinterpret<f64>(a), rm);
}

/** FCVT.LU.D */
export function fcvt_lu_d(hart: u32, a: u64, rm: i32): u64 {
  quietDouble(hart, a, a);
  return toUnsignedLong(hart, reinterpret<f64>(a), rm);
}

function singleOf(hart: u32, sign: u64, value: u64, rm: i32): u64 {
  if (value == 0) return box(0);
  const leading = clz<u64>(value);
  return box(roundSingle(hart, sign, 63 - <i32>leading, value << leading, rm));
}

function doubleOf(hart: u32, sign: u64, value: u64, rm: i32): u64 {
  if (value == 0) return 0;
  const leading = clz<u64>(value);
  return roundDouble(hart, sign, 63 - <i32>leading, value << leading, rm);
}

/** FCVT.S.W */
export function fcvt_s_w(hart: u32, x: u64, rm: i32): u64 {
  return box(narrow(hart, <f64>(<i32>x), rm));
}

/** FCVT.S.WU */
export function fcvt_s_wu(hart: u32, x: u64, rm: i32): u64 {
  return box(narrow(hart, <f64>(<u32>x), rm));
}

/** FCVT.S.L */
export function fcvt_s_l(hart: u32, x: u64, rm: i32): u64 {
  return singleOf(hart, x >> 63, magnitude(<i64>x), rm);
}

/** FCVT.S.LU */
export function fcvt_s_lu(hart: u32, x: u64, rm: i32): u64 {
  return singleOf(hart, 0, x, rm);
}

/** FCVT.D.W: exact. */
export function fcvt_d_w(_hart: u32, x: u64, _rm: i32): u64 {
  return reinterpret<u64>(<f64>(<i32>x));
}

/** FCVT.D.WU: exact. */
export function fcvt_d_wu(_hart: u32, x: u64, _rm: i32): u64 {
  return reinterpret<u64>(<f64>(<u32>x));
}

/** FCVT.D.L */
export function fcvt_d_l(hart: u32, x: u64, rm: i32): u64 {
  return doubleOf(hart, x >> 63, magnitude(<i64>x), rm);
}

/** FCVT.D.LU */
export function fcvt_d_lu(hart: u32, x: u64, rm: i32): u64 {
  return doubleOf(hart, 0, x, rm);
}
