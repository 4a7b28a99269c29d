// Square root of doubles (manual: "D" Extension): the host's root of the significand, corrected by its remainder.
import { NX, raised } from "./flags";
import { exponentDouble, isNaNDouble, isSpecialDouble, isZeroDouble, signDouble, significandDouble } from "./format";
import { invalidDouble, nanOfTwo } from "./nan";
import { nudge, unit } from "./remainder";
import { RNE, roundDouble } from "./rounding";

/** Square root of a positive finite double. */
function squareRootFinite(hart: u32, a: u64, rm: i32): u64 {
  const exponent = exponentDouble(a);
  const odd = exponent & 1;
  const radicand = significandDouble(a);
  // In [1, 2): sqrt(4 - 2^-51) is nearer to 2 - 2^-52 than to 2.
  const root = significandDouble(reinterpret<u64>(sqrt<f64>(unit(radicand) * <f64>(1 + odd))));
  // |remainder| is at most the root's 53 bits, so arithmetic modulo 2^64 gives all of it.
  const remainder = <i64>(((radicand >> 11) << (52 + odd)) - (root >> 11) * (root >> 11));
  return roundDouble(hart, 0, exponent >> 1, nudge(root, remainder), rm);
}

/** The square root of a in mode `rm`; raises NV and NX. */
export function squareRootDouble(hart: u32, a: u64, rm: i32): u64 {
  if (isNaNDouble(a)) return nanOfTwo(hart, a, a);
  if (isZeroDouble(a)) return a;
  if (signDouble(a) != 0) return invalidDouble(hart);
  if (isSpecialDouble(a)) return a;
  if (rm == RNE && raised(hart, NX)) return reinterpret<u64>(sqrt<f64>(reinterpret<f64>(a)));
  return squareRootFinite(hart, a, rm);
}
