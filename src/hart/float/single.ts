// Computational instructions of the "F" extension: each is done on doubles and narrowed (see narrow.ts).
import { zeroSum } from "./add";
import { DZ, NV, raise } from "./flags";
import { box, isNaNSingle, isSignalingSingle, SINGLE_NAN, unbox, widen } from "./format";
import { narrow, oddSum } from "./narrow";
import { note, SIGNALING_NAN } from "./notes";

/** The result of an invalid operation. */
function invalidSingle(hart: u32): u64 {
  raise(hart, NV);
  return box(SINGLE_NAN);
}

/** The NaN of an operation on two singles: invalid unless a quiet NaN was handed in and no signaling one. */
function nanOfTwo(hart: u32, a: u32, b: u32): u64 {
  if (isSignalingSingle(a) || isSignalingSingle(b)) return nanOfSignaling(hart);
  return isNaNSingle(a) || isNaNSingle(b) ? box(SINGLE_NAN) : invalidSingle(hart);
}

/** The NaN of an operation on a signaling one. */
function nanOfSignaling(hart: u32): u64 {
  note(hart, SIGNALING_NAN);
  return invalidSingle(hart);
}

/** x + y in mode `rm`, given the doubles of two singles, or of a product and a single; the sum is not NaN. */
function narrowSum(hart: u32, x: f64, y: f64, rm: i32): u64 {
  const sum = oddSum(x, y);
  if (sum == 0) return box(<u32>(zeroSum(reinterpret<u64>(x) >> 63, reinterpret<u64>(y) >> 63, rm) >> 32));
  return box(narrow(hart, sum, rm));
}

function add(hart: u32, a: u32, b: u32, x: f64, y: f64, rm: i32): u64 {
  if (isNaN<f64>(x + y)) return nanOfTwo(hart, a, b);
  return narrowSum(hart, x, y, rm);
}

/** FADD.S */
export function fadd_s(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return add(hart, unbox(a), unbox(b), widen(unbox(a)), widen(unbox(b)), rm);
}

/** FSUB.S */
export function fsub_s(hart: u32, a: u64, b: u64, rm: i32): u64 {
  return add(hart, unbox(a), unbox(b), widen(unbox(a)), -widen(unbox(b)), rm);
}

/** FMUL.S: 24 by 24 bits are exact in a double, and so is the range of exponents. */
export function fmul_s(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const product = widen(unbox(a)) * widen(unbox(b));
  if (isNaN<f64>(product)) return nanOfTwo(hart, unbox(a), unbox(b));
  return box(narrow(hart, product, rm));
}

/** FDIV.S: a quotient of 24-bit significands that is not itself a number of 25 bits is at least 2^-48 away from all of
 * those, and the host's nearest double is on the same side of them: nothing is lost by not rounding to odd. */
export function fdiv_s(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const x = widen(unbox(a));
  const y = widen(unbox(b));
  const quotient = x / y;
  if (isNaN<f64>(quotient)) return nanOfTwo(hart, unbox(a), unbox(b));
  if (y == 0 && x - x == 0) raise(hart, DZ);
  return box(narrow(hart, quotient, rm));
}

/** FSQRT.S: a root that is not itself a number of 25 bits is at least 2^-50 away from all of those: see FDIV.S. */
export function fsqrt_s(hart: u32, a: u64, rm: i32): u64 {
  const root = sqrt<f64>(widen(unbox(a)));
  if (isNaN<f64>(root)) return nanOfTwo(hart, unbox(a), unbox(a));
  return box(narrow(hart, root, rm));
}

/** x * y + z, rounded once; a, b and c are the encodings, for NaNs. */
function fuse(hart: u32, a: u32, b: u32, c: u32, x: f64, y: f64, z: f64, rm: i32): u64 {
  const product = x * y;
  const sum = product + z;
  if (isNaN<f64>(sum)) {
    const operandIsNaN = isNaNSingle(a) || isNaNSingle(b);
    const signaling = isSignalingSingle(a) || isSignalingSingle(b) || isSignalingSingle(c);
    // Zero times infinity is invalid even when the addend is a quiet NaN.
    if (signaling) return nanOfSignaling(hart);
    if (isNaN<f64>(product) && !operandIsNaN) return invalidSingle(hart);
    return operandIsNaN || isNaNSingle(c) ? box(SINGLE_NAN) : invalidSingle(hart);
  }
  return narrowSum(hart, product, z, rm);
}

/** FMADD.S: a * b + c */
export function fmadd_s(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = widen(unbox(a));
  return fuse(hart, unbox(a), unbox(b), unbox(c), x, widen(unbox(b)), widen(unbox(c)), rm);
}

/** FMSUB.S: a * b - c */
export function fmsub_s(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = widen(unbox(a));
  return fuse(hart, unbox(a), unbox(b), unbox(c), x, widen(unbox(b)), -widen(unbox(c)), rm);
}

/** FNMSUB.S: -(a * b) + c */
export function fnmsub_s(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = -widen(unbox(a));
  return fuse(hart, unbox(a), unbox(b), unbox(c), x, widen(unbox(b)), widen(unbox(c)), rm);
}

/** FNMADD.S: -(a * b) - c */
export function fnmadd_s(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const x = -widen(unbox(a));
  return fuse(hart, unbox(a), unbox(b), unbox(c), x, widen(unbox(b)), -widen(unbox(c)), rm);
}
