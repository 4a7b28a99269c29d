// Conversions between formats and between numbers and integers (manual: "F" and "D" Extensions, conversion and move
// instructions). Integers are whole registers; 32-bit results are sign-extended, those of the unsigned kind too.
import { NV, NX, raise } from "./flags";
import {
  box,
  DOUBLE_NAN,
  isNaNDouble,
  isNaNSingle,
  isSignalingDouble,
  isSignalingSingle,
  SINGLE_NAN,
  unbox,
  widen,
} from "./format";
import { narrow } from "./narrow";
import { RDN, RNE, RTZ, RUP, roundDouble, roundSingle } from "./rounding";

const TWO_TO_63: f64 = 9.223372036854775808e18;
const TWO_TO_64: f64 = 1.8446744073709551616e19;

/** FCVT.S.D */
export function fcvt_s_d(hart: u32, a: u64, rm: i32): u64 {
  if (isNaNDouble(a)) {
    if (isSignalingDouble(a)) raise(hart, NV);
    return box(SINGLE_NAN);
  }
  return box(narrow(hart, reinterpret<f64>(a), rm));
}

/** FCVT.D.S: exact. */
export function fcvt_d_s(hart: u32, a: u64, _rm: i32): u64 {
  const bits = unbox(a);
  if (!isNaNSingle(bits)) return reinterpret<u64>(widen(bits));
  if (isSignalingSingle(bits)) raise(hart, NV);
  return DOUBLE_NAN;
}

/** x rounded to an integer of the same format; the steps are exact. */
function toIntegral(x: f64, rm: i32): f64 {
  if (rm == RTZ) return trunc<f64>(x);
  if (rm == RNE) return nearest<f64>(x);
  if (rm == RDN) return floor<f64>(x);
  if (rm == RUP) return ceil<f64>(x);
  const whole = trunc<f64>(x);
  return abs<f64>(x - whole) >= 0.5 ? whole + copysign<f64>(1, x) : whole;
}

/** The outcome of a conversion of x to the integer that `whole` is: it raises NX when they differ. */
function exactness(hart: u32, x: f64, whole: f64): void {
  if (whole != x) raise(hart, NX);
}

/** The nearest end of an integer's range, for numbers outside; NaNs go to the upper end. */
function saturate(hart: u32, x: f64, lowest: u64, highest: u64): u64 {
  raise(hart, NV);
  return x < 0 ? lowest : highest;
}

function toWord(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= -2147483648 && whole < 2147483648)) return saturate(hart, x, 0xffffffff80000000, 0x7fffffff);
  exactness(hart, x, whole);
  return <u64>(<i64>whole);
}

function toUnsignedWord(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= 0 && whole < 4294967296)) return saturate(hart, x, 0, 0xffffffffffffffff);
  exactness(hart, x, whole);
  return <u64>(<i64>(<i32>(<i64>whole)));
}

function toLong(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= -TWO_TO_63 && whole < TWO_TO_63)) {
    return saturate(hart, x, 0x8000000000000000, 0x7fffffffffffffff);
  }
  exactness(hart, x, whole);
  return <u64>(<i64>whole);
}

function toUnsignedLong(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= 0 && whole < TWO_TO_64)) return saturate(hart, x, 0, 0xffffffffffffffff);
  exactness(hart, x, whole);
  return <u64>whole;
}

/** FCVT.W.S */
export function fcvt_w_s(hart: u32, a: u64, rm: i32): u64 {
  return toWord(hart, widen(unbox(a)), rm);
}

/** FCVT.WU.S */
export function fcvt_wu_s(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedWord(hart, widen(unbox(a)), rm);
}

/** FCVT.L.S */
export function fcvt_l_s(hart: u32, a: u64, rm: i32): u64 {
  return toLong(hart, widen(unbox(a)), rm);
}

/** FCVT.LU.S */
export function fcvt_lu_s(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedLong(hart, widen(unbox(a)), rm);
}

/** FCVT.W.D */
export function fcvt_w_d(hart: u32, a: u64, rm: i32): u64 {
  return toWord(hart, reinterpret<f64>(a), rm);
}

/** FCVT.WU.D */
export function fcvt_wu_d(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedWord(hart, reinterpret<f64>(a), rm);
}

/** FCVT.L.D */
export function fcvt_l_d(hart: u32, a: u64, rm: i32): u64 {
  return toLong(hart, reinterpret<f64>(a), rm);
}

/** FCVT.LU.D */
export function fcvt_lu_d(hart: u32, a: u64, rm: i32): u64 {
  return toUnsignedLong(hart, reinterpret<f64>(a), rm);
}

function magnitude(x: i64): u64 {
  return x < 0 ? -x : x;
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
