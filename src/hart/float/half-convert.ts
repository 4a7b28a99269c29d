// Conversions and comparisons of halves (manual: "Zfh" and "Zfhmin" Extensions).
import {
  box,
  boxHalf,
  DOUBLE_NAN,
  HALF_NAN,
  isNaNDouble,
  isNaNHalf,
  isNaNSingle,
  SINGLE_NAN,
  unbox,
  unboxHalf,
  widen,
  widenHalf,
} from "./format";
import { nanOfDouble, nanOfHalf, nanOfSingle, quietHalf, signalingHalf } from "./invalid-operands";
import { narrowHalf } from "./narrow";
import { roundHalf } from "./rounding";
import { magnitude, toLong, toUnsignedLong, toUnsignedWord, toWord } from "./to-integer";

/** FCVT.S.H: exact. */
export function fcvt_s_h(hart: u32, a: u64, _rm: i32): u64 {
  const bits = unboxHalf(a);
  return isNaNHalf(bits) ? nanOfHalf(hart, bits, box(SINGLE_NAN)) : box(reinterpret<u32>(<f32>widenHalf(bits)));
}

/** FCVT.D.H: exact. */
export function fcvt_d_h(hart: u32, a: u64, _rm: i32): u64 {
  const bits = unboxHalf(a);
  return isNaNHalf(bits) ? nanOfHalf(hart, bits, DOUBLE_NAN) : reinterpret<u64>(widenHalf(bits));
}

/** FCVT.H.S */
export function fcvt_h_s(hart: u32, a: u64, rm: i32): u64 {
  const bits = unbox(a);
  return isNaNSingle(bits) ? nanOfSingle(hart, bits, boxHalf(HALF_NAN)) : boxHalf(narrowHalf(hart, widen(bits), rm));
}

/** FCVT.H.D */
export function fcvt_h_d(hart: u32, a: u64, rm: i32): u64 {
  return isNaNDouble(a) ? nanOfDouble(hart, a, boxHalf(HALF_NAN)) : boxHalf(narrowHalf(hart, reinterpret<f64>(a), rm));
}

/** FCVT.W.H */
export function fcvt_w_h(hart: u32, a: u64, rm: i32): u64 {
  return toWord(hart, widenHalf(unboxHalf(a)), rm);
}

/** FCVT.WU.H */
export function fcvt_wu_h(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedWord(hart, widenHalf(unboxHalf(a)), rm);
}

/** FCVT.L.H */
export function fcvt_l_h(hart: u32, a: u64, rm: i32): u64 {
  return toLong(hart, widenHalf(unboxHalf(a)), rm);
}

/** FCVT.LU.H */
export function fcvt_lu_h(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedLong(hart, widenHalf(unboxHalf(a)), rm);
}

function halfOf(hart: u32, sign: u64, value: u64, rm: i32): u64 {
  if (value == 0) return boxHalf(0);
  const leading = clz<u64>(value);
  return boxHalf(roundHalf(hart, sign, 63 - <i32>leading, value << leading, rm));
}

/** FCVT.H.W */
export function fcvt_h_w(hart: u32, x: u64, rm: i32): u64 {
  return boxHalf(narrowHalf(hart, <f64>(<i32>x), rm));
}

/** FCVT.H.WU */
export function fcvt_h_wu(hart: u32, x: u64, rm: i32): u64 {
  return boxHalf(narrowHalf(hart, <f64>(<u32>x), rm));
}

/** FCVT.H.L */
export function fcvt_h_l(hart: u32, x: u64, rm: i32): u64 {
  return halfOf(hart, x >> 63, magnitude(<i64>x), rm);
}

/** FCVT.H.LU */
export function fcvt_h_lu(hart: u32, x: u64, rm: i32): u64 {
  return halfOf(hart, 0, x, rm);
}

/** FEQ.H: quiet. */
export function feq_h(hart: u32, a: u64, b: u64): u64 {
  quietHalf(hart, unboxHalf(a), unboxHalf(b));
  return u64(widenHalf(unboxHalf(a)) == widenHalf(unboxHalf(b)));
}

/** FLT.H: any NaN is invalid. */
export function flt_h(hart: u32, a: u64, b: u64): u64 {
  signalingHalf(hart, unboxHalf(a), unboxHalf(b));
  return u64(widenHalf(unboxHalf(a)) < widenHalf(unboxHalf(b)));
}

/** FLE.H: any NaN is invalid. */
export function fle_h(hart: u32, a: u64, b: u64): u64 {
  signalingHalf(hart, unboxHalf(a), unboxHalf(b));
  return u64(widenHalf(unboxHalf(a)) <= widenHalf(unboxHalf(b)));
}

/** FLTQ.H: quiet. */
export function fltq_h(hart: u32, a: u64, b: u64): u64 {
  quietHalf(hart, unboxHalf(a), unboxHalf(b));
  return u64(widenHalf(unboxHalf(a)) < widenHalf(unboxHalf(b)));
}

/** FLEQ.H: quiet. */
export function fleq_h(hart: u32, a: u64, b: u64): u64 {
  quietHalf(hart, unboxHalf(a), unboxHalf(b));
  return u64(widenHalf(unboxHalf(a)) <= widenHalf(unboxHalf(b)));
}

/** The half of a minimum or maximum, which is one of the operands. */
function exactHalf(hart: u32, x: f64): u64 {
  return boxHalf(narrowHalf(hart, x, 0));
}

/** Of a NaN and a number the number; of two NaNs the canonical one. */
function number(a: u32, b: u32): u64 {
  if (!isNaNHalf(a)) return boxHalf(a);
  return boxHalf(isNaNHalf(b) ? HALF_NAN : b);
}

/** FMIN.H: -0 is less than +0. */
export function fmin_h(hart: u32, a: u64, b: u64): u64 {
  const x = unboxHalf(a);
  const y = unboxHalf(b);
  quietHalf(hart, x, y);
  if (isNaNHalf(x) || isNaNHalf(y)) return number(x, y);
  return exactHalf(hart, min<f64>(widenHalf(x), widenHalf(y)));
}

/** FMAX.H: -0 is less than +0. */
export function fmax_h(hart: u32, a: u64, b: u64): u64 {
  const x = unboxHalf(a);
  const y = unboxHalf(b);
  quietHalf(hart, x, y);
  if (isNaNHalf(x) || isNaNHalf(y)) return number(x, y);
  return exactHalf(hart, max<f64>(widenHalf(x), widenHalf(y)));
}

/** FMINM.H: any NaN gives the canonical one. */
export function fminm_h(hart: u32, a: u64, b: u64): u64 {
  if (!isNaNHalf(unboxHalf(a)) && !isNaNHalf(unboxHalf(b))) return fmin_h(hart, a, b);
  quietHalf(hart, unboxHalf(a), unboxHalf(b));
  return boxHalf(HALF_NAN);
}

/** FMAXM.H: any NaN gives the canonical one. */
export function fmaxm_h(hart: u32, a: u64, b: u64): u64 {
  if (!isNaNHalf(unboxHalf(a)) && !isNaNHalf(unboxHalf(b))) return fmax_h(hart, a, b);
  quietHalf(hart, unboxHalf(a), unboxHalf(b));
  return boxHalf(HALF_NAN);
}
