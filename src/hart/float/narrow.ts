// From doubles to singles and halves. An operation on those is done on the host's doubles, rounded to odd, and narrowed: rounding
// to odd with at least two more bits makes the second rounding, in any mode, that of the exact value
// (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
import { NX, raise } from "./flags";
import { exponentDouble, HALF_INFINITY, signDouble, significandDouble } from "./format";
import { RNE, roundHalf, roundSingle } from "./rounding";

/** x + y rounded to odd, for magnitudes in the range that products of singles have; infinities and NaNs as the host. */
export function oddSum(x: f64, y: f64): f64 {
  // Knuth's 2Sum: the error is exact minus sum; it is NaN when the sum is infinite.
  const sum = x + y;
  const z = sum - x;
  const error = x - (sum - z) + (y - z);
  const bits = reinterpret<u64>(sum);
  if (error == 0 || isNaN<f64>(error) || (bits & 1) != 0) return sum;
  return reinterpret<f64>(error > 0 == sum > 0 ? bits + 1 : bits - 1);
}

/** A number (not NaN), exact or rounded to odd, as a single in mode `rm`; raises OF, UF and NX. */
export function narrow(hart: u32, x: f64, rm: i32): u32 {
  const nearest = <f32>x;
  const host = reinterpret<u32>(nearest);
  // Larger than the smallest normal number and finite: only NX can arise.
  if (rm == RNE && ((host >> 23) & 0xff) - 2 < 0xfd) {
    if (<f64>nearest != x) raise(hart, NX);
    return host;
  }
  if (x == 0 || x - x != 0) return host;
  const bits = reinterpret<u64>(x);
  return roundSingle(hart, signDouble(bits), exponentDouble(bits), significandDouble(bits), rm);
}

/** A number (not NaN), exact or rounded to odd, as a half in mode `rm`; raises OF, UF and NX. */
export function narrowHalf(hart: u32, x: f64, rm: i32): u32 {
  const bits = reinterpret<u64>(x);
  if (x == 0) return <u32>(bits >> 48);
  if (x - x != 0) return (<u32>(bits >> 48) & 0x8000) | HALF_INFINITY;
  return roundHalf(hart, signDouble(bits), exponentDouble(bits), significandDouble(bits), rm);
}
