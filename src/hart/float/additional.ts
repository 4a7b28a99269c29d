// Instructions of the "Zfa" extension on singles and doubles, and its constants and roundings in all formats.
import { fmax_d, fmax_s, fmin_d, fmin_s } from "./compare";
import { NX, raise } from "./flags";
import {
  box,
  boxHalf,
  DOUBLE_BIAS,
  DOUBLE_NAN,
  exponentDouble,
  HALF_INFINITY,
  HALF_NAN,
  isNaNDouble,
  isNaNHalf,
  isNaNSingle,
  SINGLE_NAN,
  significandDouble,
  unbox,
  unboxHalf,
  widen,
  widenHalf,
} from "./format";
import { nanOfDouble, nanOfHalf, nanOfSingle, quietDouble, quietSingle } from "./invalid-operands";
import { narrow, narrowHalf } from "./narrow";
import { comparedDoubles, comparedSingles } from "./notes";
import { RNE } from "./rounding";
import { outOfRange, toIntegral } from "./to-integer";

/** Entries of the table of constants that have no value of their own in each format. */
const SMALLEST: i32 = 1;
const TWO_TO_16: i32 = 29;
const CANONICAL_NAN: i32 = 31;

/** 2^exponent */
function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>((<u64>(exponent + DOUBLE_BIAS)) << 52);
}

/** Exponents of the powers of two outside the regular part of the table. */
function irregularExponent(index: i32): i32 {
  switch (index) {
    case 2:
      return -16;
    case 3:
      return -15;
    case 4:
      return -8;
    case 5:
      return -7;
    case 6:
      return -4;
    case 7:
      return -3;
    case 26:
      return 7;
    case 27:
      return 8;
    case 28:
      return 15;
    case TWO_TO_16:
      return 16;
    default:
      // 23 to 25: 4, 8, 16.
      return index - 21;
  }
}

/** An entry of the table that is a number or infinite and the same in each format. */
function constant(index: i32): f64 {
  if (index == 0) return -1;
  if (index == 30) return Infinity;
  // 8 to 22: quarters of octaves, from 0.25 to 3.
  if (index >= 8 && index <= 22) return <f64>(4 + (index & 3)) * powerOfTwo((index >> 2) - 6);
  return powerOfTwo(irregularExponent(index));
}

/** FLI.S: raises nothing. */
export function fli_s(_hart: u32, index: i32): u64 {
  if (index == SMALLEST) return box(0x00800000);
  if (index == CANONICAL_NAN) return box(SINGLE_NAN);
  return box(reinterpret<u32>(<f32>constant(index)));
}

/** FLI.D */
export function fli_d(_hart: u32, index: i32): u64 {
  if (index == SMALLEST) return 0x0010000000000000;
  return index == CANONICAL_NAN ? DOUBLE_NAN : reinterpret<u64>(constant(index));
}

/** FLI.H: 2^16 is too large for a half, and stands for infinity. */
export function fli_h(hart: u32, index: i32): u64 {
  if (index == SMALLEST) return boxHalf(0x0400);
  if (index == CANONICAL_NAN) return boxHalf(HALF_NAN);
  return boxHalf(index == TWO_TO_16 ? HALF_INFINITY : narrowHalf(hart, constant(index), RNE));
}

/** FMINM.S: any NaN gives the canonical one. */
export function fminm_s(hart: u32, a: u64, b: u64): u64 {
  if (!isNaNSingle(unbox(a)) && !isNaNSingle(unbox(b))) return fmin_s(hart, a, b);
  quietSingle(hart, unbox(a), unbox(b));
  return box(SINGLE_NAN);
}

/** FMAXM.S */
export function fmaxm_s(hart: u32, a: u64, b: u64): u64 {
  if (!isNaNSingle(unbox(a)) && !isNaNSingle(unbox(b))) return fmax_s(hart, a, b);
  quietSingle(hart, unbox(a), unbox(b));
  return box(SINGLE_NAN);
}

/** FMINM.D */
export function fminm_d(hart: u32, a: u64, b: u64): u64 {
  if (!isNaNDouble(a) && !isNaNDouble(b)) return fmin_d(hart, a, b);
  quietDouble(hart, a, b);
  return DOUBLE_NAN;
}

/** FMAXM.D */
export function fmaxm_d(hart: u32, a: u64, b: u64): u64 {
  if (!isNaNDouble(a) && !isNaNDouble(b)) return fmax_d(hart, a, b);
  quietDouble(hart, a, b);
  return DOUBLE_NAN;
}

/** FLTQ.S: only signaling NaNs are invalid. */
export function fltq_s(hart: u32, a: u64, b: u64): u64 {
  quietSingle(hart, unbox(a), unbox(b));
  comparedSingles(hart, unbox(a), unbox(b));
  return u64(widen(unbox(a)) < widen(unbox(b)));
}

/** FLEQ.S */
export function fleq_s(hart: u32, a: u64, b: u64): u64 {
  quietSingle(hart, unbox(a), unbox(b));
  comparedSingles(hart, unbox(a), unbox(b));
  return u64(widen(unbox(a)) <= widen(unbox(b)));
}

/** FLTQ.D */
export function fltq_d(hart: u32, a: u64, b: u64): u64 {
  quietDouble(hart, a, b);
  comparedDoubles(hart, a, b);
  return u64(reinterpret<f64>(a) < reinterpret<f64>(b));
}

/** FLEQ.D */
export function fleq_d(hart: u32, a: u64, b: u64): u64 {
  quietDouble(hart, a, b);
  comparedDoubles(hart, a, b);
  return u64(reinterpret<f64>(a) <= reinterpret<f64>(b));
}

/** x rounded to an integer; `exact` raises NX when they differ. */
function integral(hart: u32, x: f64, rm: i32, exact: bool): f64 {
  const whole = toIntegral(x, rm);
  if (exact && whole != x) raise(hart, NX);
  return whole;
}

function roundSingleTo(hart: u32, a: u64, rm: i32, exact: bool): u64 {
  const bits = unbox(a);
  if (isNaNSingle(bits)) return nanOfSingle(hart, bits, box(SINGLE_NAN));
  return box(narrow(hart, integral(hart, widen(bits), rm, exact), RNE));
}

function roundDoubleTo(hart: u32, a: u64, rm: i32, exact: bool): u64 {
  if (isNaNDouble(a)) return nanOfDouble(hart, a, DOUBLE_NAN);
  return reinterpret<u64>(integral(hart, reinterpret<f64>(a), rm, exact));
}

function roundHalfTo(hart: u32, a: u64, rm: i32, exact: bool): u64 {
  const bits = unboxHalf(a);
  if (isNaNHalf(bits)) return nanOfHalf(hart, bits, boxHalf(HALF_NAN));
  return boxHalf(narrowHalf(hart, integral(hart, widenHalf(bits), rm, exact), RNE));
}

/** FROUND.S */
export function fround_s(hart: u32, a: u64, rm: i32): u64 {
  return roundSingleTo(hart, a, rm, false);
}

/** FROUNDNX.S */
export function froundnx_s(hart: u32, a: u64, rm: i32): u64 {
  return roundSingleTo(hart, a, rm, true);
}

/** FROUND.D */
export function fround_d(hart: u32, a: u64, rm: i32): u64 {
  return roundDoubleTo(hart, a, rm, false);
}

/** FROUNDNX.D */
export function froundnx_d(hart: u32, a: u64, rm: i32): u64 {
  return roundDoubleTo(hart, a, rm, true);
}

/** FROUND.H */
export function fround_h(hart: u32, a: u64, rm: i32): u64 {
  return roundHalfTo(hart, a, rm, false);
}

/** FROUNDNX.H */
export function froundnx_h(hart: u32, a: u64, rm: i32): u64 {
  return roundHalfTo(hart, a, rm, true);
}

/** FCVTMOD.W.D: towards zero, modulo 2^32; flags as FCVT.W.D raises them. */
export function fcvtmod_w_d(hart: u32, a: u64): u64 {
  const x = reinterpret<f64>(a);
  // NaN and the infinities fail this too.
  const fits = x > -2147483649 && x < 2147483648;
  if (!fits) {
    quietDouble(hart, a, a);
    outOfRange(hart, x);
  } else if (trunc<f64>(x) != x) raise(hart, NX);
  if (x - x != 0 || x == 0) return 0;
  const exponent = exponentDouble(a);
  if (exponent < 0 || exponent > 63 + 31) return 0;
  const significand = significandDouble(a);
  const magnitude = exponent < 64 ? significand >> (63 - exponent) : significand << (exponent - 63);
  return <u64>(<i64>(<i32>(x < 0 ? -magnitude : magnitude)));
}
