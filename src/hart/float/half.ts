// Computational instructions of the "Zfh" extension: each is done on doubles and narrowed (see narrow.ts), as singles are.
import { zeroSum } from "./add";
import { DZ, NV, raise } from "./flags";
import { boxHalf, HALF_NAN, isNaNHalf, isSignalingHalf, unboxHalf, widenHalf } from "./format";
import { narrowHalf, oddSum } from "./narrow";

/** The result of an invalid operation. */
function invalidHalf(hart: u32): u64 {
  raise(hart, NV);
  return boxHalf(HALF_NAN);
}

/** The NaN of an operation on two halves: invalid unless a quiet NaN was handed in and no signaling one. */
function nanOfTwo(hart: u32, a: u32, b: u32): u64 {
  const quiet = (isNaNHalf(a) || isNaNHalf(b)) && !isSignalingHalf(a) && !isSignalingHalf(b);
  return quiet ? boxHalf(HALF_NAN) : invalidHalf(hart);
}

/** x + y in mode `rm`, given the doubles of two halves, or of a product and a half; the sum is not NaN. */
function narrowSum(hart: u32, x: f64, y: f64, rm: i32): u64 {
  const sum = oddSum(x, y);
  if (sum == 0) return boxHalf(<u32>(zeroSum(reinterpret<u64>(x) >> 63, reinterpret<u64>(y) >> 63, rm) >> 48));
  return boxHalf(narrowHalf(hart, sum, rm));
}

function add(hart: u32, a: u32, b: u32, x: f64, y: f64, rm: i32): u64 {
  if (isNaN<f64>(x + y)) return nanOfTwo(hart, a, b);
  return narrowSum(hart, x, y, rm);
}

/** FADD.H */
export function fadd_h(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return add(hart, unboxHalf(a), unboxHalf(b), widenHalf(unboxHalf(a)), widenHalf(unboxHalf(b)), rm);
}

/** FSUB.H */
export function fsub_h(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return add(hart, unboxHalf(a), unboxHalf(b), widenHalf(unboxHalf(a)), -widenHalf(unboxHalf(b)), rm);
}

/** FMUL.H: 24 by 24 bits are exact in a double, and so is the range of exponents. */
export function fmul_h(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const product = widenHalf(unboxHalf(a)) * widenHalf(unboxHalf(b));
  if (isNaN<f64>(product)) return nanOfTwo(hart, unboxHalf(a), unboxHalf(b));
  return boxHalf(narrowHalf(hart, product, rm));
}

/** FDIV.H: a quotient of 24-bit significands that is not itself a number of 25 bits is at least 2^-48 away from all of
 * those, and the host's nearest double is on the same side of them: nothing is lost by not rounding to odd. */
export function fdiv_h(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const x = widenHalf(unboxHalf(a));
  const y = widenHalf(unboxHalf(b));
  const quotient = x / y;
  if (isNaN<f64>(quotient)) return nanOfTwo(hart, unboxHalf(a), unboxHalf(b));
  if (y == 0 && x - x == 0) raise(hart, DZ);
  return boxHalf(narrowHalf(hart, quotient, rm));
}

/** FSQRT.H: a root that is not itself a number of 25 bits is at least 2^-50 away from all of those: see FDIV.H. */
export function fsqrt_h(hart: u32, a: u64, rm: i32): u64 {
  const root = sqrt<f64>(widenHalf(unboxHalf(a)));
  if (isNaN<f64>(root)) return nanOfTwo(hart, unboxHalf(a), unboxHalf(a));
  return boxHalf(narrowHalf(hart, root, rm));
}

/** x * y + z, rounded once; a, b and c are the encodings, for NaNs. */
function fuse(hart: u32, a: u32, b: u32, c: u32, x: f64, y: f64, z: f64, rm: i32): u64 {
  const product = x * y;
  const sum = product + z;
  if (isNaN<f64>(sum)) {
    const operandIsNaN = isNaNHalf(a) || isNaNHalf(b);
    const signaling = isSignalingHalf(a) || isSignalingHalf(b) || isSignalingHalf(c);
    // Zero times infinity is invalid even when the addend is a quiet NaN.
    if (signaling || (isNaN<f64>(product) && !operandIsNaN)) return invalidHalf(hart);
    return operandIsNaN || isNaNHalf(c) ? boxHalf(HALF_NAN) : invalidHalf(hart);
  }
  return narrowSum(hart, product, z, rm);
}

/** FMADD.H: a * b + c */
export function fmadd_h(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = widenHalf(unboxHalf(a));
  return fuse(hart, unboxHalf(a), unboxHalf(b), unboxHalf(c), x, widenHalf(unboxHalf(b)), widenHalf(unboxHalf(c)), rm);
}

/** FMSUB.H: a * b - c */
export function fmsub_h(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = widenHalf(unboxHalf(a));
  return fuse(hart, unboxHalf(a), unboxHalf(b), unboxHalf(c), x, widenHalf(unboxHalf(b)), -widenHalf(unboxHalf(c)), rm);
}

/** FNMSUB.H: -(a * b) + c */
export function fnmsub_h(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = -widenHalf(unboxHalf(a));
  return fuse(hart, unboxHalf(a), unboxHalf(b), unboxHalf(c), x, widenHalf(unboxHalf(b)), widenHalf(unboxHalf(c)), rm);
}

/** FNMADD.H: -(a * b) - c */
export function fnmadd_h(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = -widenHalf(unboxHalf(a));
  return fuse(hart, unboxHalf(a), unboxHalf(b), unboxHalf(c), x, widenHalf(unboxHalf(b)), -widenHalf(unboxHalf(c)), rm);
}
