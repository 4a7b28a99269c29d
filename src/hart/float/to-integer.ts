// From the host's doubles to integers: rounding, ranges, flags (manual: "F" Extension, conversion and move instructions).
// 32-bit results are sign-extended, those of the unsigned kind too.
import { NV, NX, raise } from "./flags";
import { note, OUT_OF_RANGE } from "./notes";
import { RDN, RNE, RTZ, RUP } from "./rounding";

const TWO_TO_63: f64 = 9.223372036854775808e18;
const TWO_TO_64: f64 = 1.8446744073709551616e19;

/** x rounded to an integer of the same format; the steps are exact. */
export function toIntegral(x: f64, rm: i32): f64 {
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

/** x is no integer of the range, or a NaN. */
export function outOfRange(hart: u32, x: f64): void {
  raise(hart, NV);
  if (!isNaN<f64>(x)) note(hart, OUT_OF_RANGE);
}

/** The nearest end of an integer's range, for numbers outside; NaNs go to the upper end. */
function saturate(hart: u32, x: f64, lowest: u64, highest: u64): u64 {
  outOfRange(hart, x);
  return x < 0 ? lowest : highest;
}

export function toWord(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= -2147483648 && whole < 2147483648)) return saturate(hart, x, 0xffffffff80000000, 0x7fffffff);
  exactness(hart, x, whole);
  return <u64>(<i64>whole);
}

export function toUnsignedWord(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= 0 && whole < 4294967296)) return saturate(hart, x, 0, 0xffffffffffffffff);
  exactness(hart, x, whole);
  return <u64>(<i64>(<i32>(<i64>whole)));
}

export function toLong(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= -TWO_TO_63 && whole < TWO_TO_63)) {
    return saturate(hart, x, 0x8000000000000000, 0x7fffffffffffffff);
  }
  exactness(hart, x, whole);
  return <u64>(<i64>whole);
}

export function toUnsignedLong(hart: u32, x: f64, rm: i32): u64 {
  const whole = toIntegral(x, rm);
  if (!(whole >= 0 && whole < TWO_TO_64)) return saturate(hart, x, 0, 0xffffffffffffffff);
  exactness(hart, x, whole);
  return <u64>whole;
}

/** The absolute value of a signed integer. */
export function magnitude(x: i64): u64 {
  return x < 0 ? -x : x;
}
