// Operations whose result is NaN: always the canonical one (manual: "F" Extension, NaN Generation and Propagation).
import { NV, raise } from "./flags";
import { DOUBLE_NAN, isNaNDouble, isSignalingDouble } from "./format";

/** The result of an invalid operation. */
export function invalidDouble(hart: u32): u64 {
  raise(hart, NV);
  return DOUBLE_NAN;
}

/** The NaN of an operation on two doubles: invalid unless a quiet NaN was handed in and no signaling one. */
export function nanOfTwo(hart: u32, a: u64, b: u64): u64 {
  const quiet = (isNaNDouble(a) || isNaNDouble(b)) && !isSignalingDouble(a) && !isSignalingDouble(b);
  return quiet ? DOUBLE_NAN : invalidDouble(hart);
}
