// Division of doubles (manual: "D" Extension): the host's quotient of the significands, corrected by its remainder.
import { DZ, NX, raise, raised } from "./flags";
import {
  DOUBLE_BIAS,
  exponentDouble,
  exponentField,
  isSpecialDouble,
  isZeroDouble,
  signDouble,
  significandDouble,
} from "./format";
import { nanOfTwo } from "./nan";
import { isOrdinary } from "./ordinary";
import { nudge, unit } from "./remainder";
import { RNE, roundDouble } from "./rounding";

/** Quotient of two finite doubles that are not zero. */
function divideFinite(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const dividend = significandDouble(a);
  const divisor = significandDouble(b);
  // In (1/2, 2), and never rounded up to a power of two: the quotient of x < y is at most 1 - 2^-53.
  const quotient = reinterpret<u64>(unit(dividend) / unit(divisor));
  const exponent = exponentField(quotient) - DOUBLE_BIAS;
  const significand = significandDouble(quotient);
  // |remainder| is at most half of the divisor's 53 bits, so arithmetic modulo 2^64 gives all of it.
  const remainder = <i64>(((dividend >> 11) << (52 - exponent)) - (significand >> 11) * (divisor >> 11));
  const sign = signDouble(a) ^ signDouble(b);
  return roundDouble(hart, sign, exponentDouble(a) - exponentDouble(b) + exponent, nudge(significand, remainder), rm);
}

/** a / b in mode `rm`; raises NV, DZ, OF, UF and NX. */
export function divideDouble(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const quotient = reinterpret<f64>(a) / reinterpret<f64>(b);
  const host = reinterpret<u64>(quotient);
  if (rm == RNE && isOrdinary(host) && raised(hart, NX)) return host;
  if (isNaN<f64>(quotient)) return nanOfTwo(hart, a, b);
  if (isSpecialDouble(a) || isSpecialDouble(b) || isZeroDouble(a)) return host;
  if (isZeroDouble(b)) {
    raise(hart, DZ);
    return host;
  }
  return divideFinite(hart, a, b, rm);
}
