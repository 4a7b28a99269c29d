// Instructions that only look at encodings: sign injection and classification (manual: "F" Extension, FSGNJ, FCLASS).
import {
  box,
  boxHalf,
  DOUBLE_FRACTION_BITS,
  DOUBLE_INFINITY,
  DOUBLE_SIGN,
  HALF_FRACTION_BITS,
  HALF_INFINITY,
  HALF_SIGN,
  isSignalingDouble,
  isSignalingHalf,
  isSignalingSingle,
  SINGLE_FRACTION_BITS,
  SINGLE_INFINITY,
  SINGLE_SIGN,
  unbox,
  unboxHalf,
} from "./format";

/** FSGNJ.S */
export function fsgnj_s(_hart: u32, a: u64, b: u64): u64 {
  return box((unbox(a) & ~SINGLE_SIGN) | (unbox(b) & SINGLE_SIGN));
}

/** FSGNJN.S */
export function fsgnjn_s(_hart: u32, a: u64, b: u64): u64 {
  return box((unbox(a) & ~SINGLE_SIGN) | (~unbox(b) & SINGLE_SIGN));
}

/** FSGNJX.S */
export function fsgnjx_s(_hart: u32, a: u64, b: u64): u64 {
  return box(unbox(a) ^ (unbox(b) & SINGLE_SIGN));
}

/** FSGNJ.D */
export function fsgnj_d(_hart: u32, a: u64, b: u64): u64 {
  return (a & ~DOUBLE_SIGN) | (b & DOUBLE_SIGN);
}

/** FSGNJN.D */
export function fsgnjn_d(_hart: u32, a: u64, b: u64): u64 {
  return (a & ~DOUBLE_SIGN) | (~b & DOUBLE_SIGN);
}

/** FSGNJX.D */
export function fsgnjx_d(_hart: u32, a: u64, b: u64): u64 {
  return a ^ (b & DOUBLE_SIGN);
}

/** The mask with one bit set that FCLASS gives: 0 to 7 from -infinity to +infinity, 8 signaling and 9 quiet NaN. */
function classify(negative: bool, magnitude: u64, infinity: u64, fractionBits: i32, signaling: bool): u64 {
  if (magnitude > infinity) return signaling ? 1 << 8 : 1 << 9;
  let distance = 0;
  if (magnitude == infinity) distance = 3;
  else if (magnitude >> fractionBits != 0) distance = 2;
  else if (magnitude != 0) distance = 1;
  return 1 << (negative ? 3 - distance : 4 + distance);
}

/** FCLASS.S */
export function fclass_s(_hart: u32, a: u64): u64 {
  const bits = unbox(a);
  const negative = (bits & SINGLE_SIGN) != 0;
  return classify(negative, bits & ~SINGLE_SIGN, SINGLE_INFINITY, SINGLE_FRACTION_BITS, isSignalingSingle(bits));
}

/** FCLASS.D */
export function fclass_d(_hart: u32, a: u64): u64 {
  const negative = (a & DOUBLE_SIGN) != 0;
  return classify(negative, a & ~DOUBLE_SIGN, DOUBLE_INFINITY, DOUBLE_FRACTION_BITS, isSignalingDouble(a));
}

/** FSGNJ.H */
export function fsgnj_h(_hart: u32, a: u64, b: u64): u64 {
  return boxHalf((unboxHalf(a) & ~HALF_SIGN) | (unboxHalf(b) & HALF_SIGN));
}

/** FSGNJN.H */
export function fsgnjn_h(_hart: u32, a: u64, b: u64): u64 {
  return boxHalf((unboxHalf(a) & ~HALF_SIGN) | (~unboxHalf(b) & HALF_SIGN));
}

/** FSGNJX.H */
export function fsgnjx_h(_hart: u32, a: u64, b: u64): u64 {
  return boxHalf(unboxHalf(a) ^ (unboxHalf(b) & HALF_SIGN));
}

/** FCLASS.H */
export function fclass_h(_hart: u32, a: u64): u64 {
  const bits = unboxHalf(a);
  const negative = (bits & HALF_SIGN) != 0;
  return classify(negative, bits & ~HALF_SIGN, HALF_INFINITY, HALF_FRACTION_BITS, isSignalingHalf(bits));
}
