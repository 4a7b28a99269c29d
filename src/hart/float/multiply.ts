// Multiplication of doubles (manual: "D" Extension).
import { productHigh } from "../wide";
import { NX, raised } from "./flags";
import { exponentDouble, isSpecialDouble, isZeroDouble, signDouble, significandDouble } from "./format";
import { nanOfTwo } from "./nan";
import { isOrdinary } from "./ordinary";
import { RNE, roundDouble } from "./rounding";

/** Product of two finite doubles that are not zero. */
function multiplyFinite(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const high = productHigh(significandDouble(a), significandDouble(b));
  const low = significandDouble(a) * significandDouble(b);
  // The product of two numbers in [1, 2) is in [1, 4): its leading one is bit 127 or 126.
  const leading = clz<u64>(high);
  const significand = leading != 0 ? (high << 1) | (low >> 63) | u64(low << 1 != 0) : high | u64(low != 0);
  const exponent = exponentDouble(a) + exponentDouble(b) + 1 - <i32>leading;
  return roundDouble(hart, signDouble(a) ^ signDouble(b), exponent, significand, rm);
}

/** True when the lowest 53 of a product's 106 bits are zero, so that a result in the normal range has room for all. */
function isExactProduct(a: u64, b: u64): bool {
  return significandDouble(a) * (significandDouble(b) >> 11) == 0;
}

/** a * b in mode `rm`; raises NV, OF, UF and NX. */
export function multiplyDouble(hart: u32, a: u64, b: u64, rm: i32): u64 {
  const product = reinterpret<f64>(a) * reinterpret<f64>(b);
  const host = reinterpret<u64>(product);
  if (rm == RNE && isOrdinary(host) && (raised(hart, NX) || isExactProduct(a, b))) return host;
  if (isNaN<f64>(product)) return nanOfTwo(hart, a, b);
  if (isSpecialDouble(a) || isSpecialDouble(b) || isZeroDouble(a) || isZeroDouble(b)) return host;
  return multiplyFinite(hart, a, b, rm);
}
