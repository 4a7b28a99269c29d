// Addition of doubles (manual: "D" Extension). The exact path aligns significands in 64 bits.
import { shiftRightJam } from "../wide";
import { NX, raised } from "./flags";
import { DOUBLE_BIAS, DOUBLE_SIGN, exponentField, isSpecialDouble, signDouble } from "./format";
import { nanOfTwo } from "./nan";
import { isOrdinary } from "./ordinary";
import { RDN, RNE, roundDouble } from "./rounding";

/** Significand of a finite double with the place of its hidden bit at bit 62, so that a sum has room. */
function aligned(bits: u64): u64 {
  return ((bits & 0x000fffffffffffff) << 10) | (u64(exponentField(bits) != 0) << 62);
}

/** The sum that is exactly zero: its sign is the operands' common one, otherwise negative only when rounding down. */
export function zeroSum(signA: u64, signB: u64, rm: i32): u64 {
  const negative = rm == RDN ? signA | signB : signA & signB;
  return negative << 63;
}

/** Sum of two finite doubles. */
function addFinite(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const swap = (a & ~DOUBLE_SIGN) < (b & ~DOUBLE_SIGN);
  const large = swap ? b : a;
  const small = swap ? a : b;
  const exponent = max<i32>(exponentField(large), 1);
  const shifted = shiftRightJam(aligned(small), exponent - max<i32>(exponentField(small), 1));
  const sign = signDouble(large);
  const sum = sign == signDouble(small) ? aligned(large) + shifted : aligned(large) - shifted;
  if (sum == 0) return zeroSum(signDouble(a), signDouble(b), rm);
  const leading = clz<u64>(sum);
  return roundDouble(hart, sign, exponent - DOUBLE_BIAS + 1 - <i32>leading, sum << leading, rm);
}

/** a + b in mode `rm`; raises NV, OF, UF and NX. */
export function addDouble(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const x = reinterpret<f64>(a);
  const y = reinterpret<f64>(b);
  const sum = x + y;
  const host = reinterpret<u64>(sum);
  if (rm == RNE && isOrdinary(host)) {
    if (raised(hart, NX)) return host;
    // Knuth's 2Sum: the rounding error itself; anything but zero (NaN when a step overflows) takes the exact path.
    const z = sum - x;
    if (x - (sum - z) + (y - z) == 0) return host;
  }
  if (isNaN<f64>(sum)) return nanOfTwo(hart, a, b);
  if (isSpecialDouble(a) || isSpecialDouble(b)) return host;
  return addFinite(hart, a, b, rm);
}
