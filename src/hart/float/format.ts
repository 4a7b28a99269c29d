// The binary16, binary32 and binary64 formats and NaN boxing (manual: "F" Extension, NaN Generation and Propagation;
// "D" Extension, NaN Boxing of Narrower Values). Encodings are passed as u32 (halves, singles) and u64 (doubles).

export const SINGLE_FRACTION_BITS: i32 = 23;
export const SINGLE_BIAS: i32 = 127;
export const SINGLE_SIGN: u32 = 0x80000000;
export const SINGLE_INFINITY: u32 = 0x7f800000;
export const SINGLE_NAN: u32 = 0x7fc00000;
const SINGLE_QUIET: u32 = 0x00400000;

export const DOUBLE_FRACTION_BITS: i32 = 52;
export const DOUBLE_BIAS: i32 = 1023;
export const DOUBLE_SIGN: u64 = 0x8000000000000000;
export const DOUBLE_INFINITY: u64 = 0x7ff0000000000000;
export const DOUBLE_NAN: u64 = 0x7ff8000000000000;
const DOUBLE_QUIET: u64 = 0x0008000000000000;
const DOUBLE_FRACTION: u64 = 0x000fffffffffffff;
const TWO_TO_1008: f64 = 2.7430620343968443e303;
const HIDDEN: u64 = 0x8000000000000000;

export const HALF_FRACTION_BITS: i32 = 10;
export const HALF_BIAS: i32 = 15;
export const HALF_SIGN: u32 = 0x8000;
export const HALF_INFINITY: u32 = 0x7c00;
export const HALF_NAN: u32 = 0x7e00;
const HALF_QUIET: u32 = 0x0200;

/** The half in a register: the canonical NaN unless all bits above it are ones. */
export function unboxHalf(register: u64): u32 {
  return register >= 0xffffffffffff0000 ? <u32>register & 0xffff : HALF_NAN;
}

/** The register that holds a half. */
export function boxHalf(bits: u32): u64 {
  return 0xffffffffffff0000 | <u64>bits;
}

export function isNaNHalf(bits: u32): bool {
  return (bits & ~HALF_SIGN) > HALF_INFINITY;
}

export function isSignalingHalf(bits: u32): bool {
  return isNaNHalf(bits) && (bits & HALF_QUIET) == 0;
}

/** A half as the host's double: exact for numbers. NaNs lose their kind. */
export function widenHalf(bits: u32): f64 {
  const magnitude = bits & ~HALF_SIGN;
  const sign = (<u64>(bits & HALF_SIGN)) << 48;
  if (magnitude >= HALF_INFINITY)
    return reinterpret<f64>(sign | (magnitude == HALF_INFINITY ? DOUBLE_INFINITY : DOUBLE_NAN));
  // As a double's exponent and fraction it is too small by the difference of the biases; subnormals come out right too.
  const scaled = reinterpret<f64>(sign | ((<u64>magnitude) << 42));
  return scaled * TWO_TO_1008;
}

/** The single in a register: the canonical NaN unless the upper half is all ones. */
export function unbox(register: u64): u32 {
  return register >= 0xffffffff00000000 ? <u32>register : SINGLE_NAN;
}

/** The register that holds a single. */
export function box(bits: u32): u64 {
  return 0xffffffff00000000 | <u64>bits;
}

export function isNaNSingle(bits: u32): bool {
  return (bits & ~SINGLE_SIGN) > SINGLE_INFINITY;
}

export function isSignalingSingle(bits: u32): bool {
  return isNaNSingle(bits) && (bits & SINGLE_QUIET) == 0;
}

/** True for numbers other than zero below the smallest normal one. */
export function isSubnormalSingle(bits: u32): bool {
  return (bits & SINGLE_INFINITY) == 0 && (bits & ~SINGLE_SIGN) != 0;
}

export function isSubnormalDouble(bits: u64): bool {
  return (bits & DOUBLE_INFINITY) == 0 && (bits & ~DOUBLE_SIGN) != 0;
}

export function isNaNDouble(bits: u64): bool {
  return (bits & ~DOUBLE_SIGN) > DOUBLE_INFINITY;
}

export function isSignalingDouble(bits: u64): bool {
  return isNaNDouble(bits) && (bits & DOUBLE_QUIET) == 0;
}

/** A single as the host's double: exact for numbers. NaNs lose their kind, so callers test the encoding for that. */
export function widen(bits: u32): f64 {
  return <f64>reinterpret<f32>(bits);
}

/** The exponent field of a double. */
export function exponentField(bits: u64): i32 {
  return <i32>(bits >> 52) & 0x7ff;
}

/** True for a double that is infinite or NaN. */
export function isSpecialDouble(bits: u64): bool {
  return exponentField(bits) == 0x7ff;
}

/** True for zeros of both signs. */
export function isZeroDouble(bits: u64): bool {
  return bits << 1 == 0;
}

/** 1 for negative. */
export function signDouble(bits: u64): u64 {
  return bits >> 63;
}

/** Unbiased exponent of a finite double that is not zero, as if it were normalized. */
export function exponentDouble(bits: u64): i32 {
  const field = exponentField(bits);
  if (field != 0) return field - DOUBLE_BIAS;
  return 11 - DOUBLE_BIAS + 1 - <i32>clz<u64>(bits & DOUBLE_FRACTION);
}

/** Significand of a finite double that is not zero, with its leading one moved to bit 63. */
export function significandDouble(bits: u64): u64 {
  const fraction = bits & DOUBLE_FRACTION;
  if (exponentField(bits) != 0) return HIDDEN | (fraction << 11);
  return fraction << clz<u64>(fraction);
}
