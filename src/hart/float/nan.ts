// Operations whose result is NaN: always the canonical one (manual: "F" Extension, NaN Generation and Propagation).
import { NV, raise } from "./flags";
import { DOUBLE_NAN, isNaNDouble, isSignalingDouble } from "./format";
import { note, SIGNALING_NAN } from "./notes";

/** The result of an invalid operation. */
export function invalidDouble(hart: u32): u64 {
  raise(hart, NV);
  return DOUBLE_NAN;
}

/** The NaN of an operation on two doubles: invalid unless a quiet NaN was handed in and no signaling one. */
export function nanOfTwo(hart: u32, a: u64, b: u64): u64 {
  if (isSignalingDouble(a) || isSignalingDouble(b)) return nanOfSignaling(hart);
  return isNaNDouble(a) || isNaNDouble(b) ? DOUBLE_NAN : invalidDouble(hart);
}

/** The NaN of an operation on a signaling one. */
export function nanOfSignaling(hart: u32): u64 {
  note(hart, SIGNALING_NAN);
  return invalidDouble(hart);
}
