// Comparisons, minimum and maximum (manual: "F" Extension, Floating-Point Compare Instructions, FMIN and FMAX).
import { box, DOUBLE_NAN, isNaNDouble, isNaNSingle, SINGLE_NAN, unbox, widen } from "./format";
import { quietDouble, quietSingle, signalingDouble, signalingSingle } from "./invalid-operands";
import { comparedDoubles, comparedSingles } from "./notes";

/** FEQ.S: quiet. */
export function feq_s(hart: u32, a: u64, b: u64): u64 {
  quietSingle(hart, unbox(a), unbox(b));
  comparedSingles(hart, unbox(a), unbox(b));
  return u64(widen(unbox(a)) == widen(unbox(b)));
}

/** FLT.S: any NaN is invalid. */
export function flt_s(hart: u32, a: u64, b: u64): u64 {
  signalingSingle(hart, unbox(a), unbox(b));
  comparedSingles(hart, unbox(a), unbox(b));
  return u64(widen(unbox(a)) < widen(unbox(b)));
}

/** FLE.S: any NaN is invalid. */
export function fle_s(hart: u32, a: u64, b: u64): u64 {
  signalingSingle(hart, unbox(a), unbox(b));
  comparedSingles(hart, unbox(a), unbox(b));
  return u64(widen(unbox(a)) <= widen(unbox(b)));
}

/** FEQ.D: quiet. */
export function feq_d(hart: u32, a: u64, b: u64): u64 {
  quietDouble(hart, a, b);
  return u64(reinterpret<f64>(a) == reinterpret<f64>(b));
}

export function noting_feq_d(hart: u32, a: u64, b: u64): u64 {
  comparedDoubles(hart, a, b);
  return feq_d(hart, a, b);
}

/** FLT.D: any NaN is invalid. */
export function flt_d(hart: u32, a: u64, b: u64): u64 {
  signalingDouble(hart, a, b);
  return u64(reinterpret<f64>(a) < reinterpret<f64>(b));
}

export function noting_flt_d(hart: u32, a: u64, b: u64): u64 {
  comparedDoubles(hart, a, b);
  return flt_d(hart, a, b);
}

/** FLE.D: any NaN is invalid. */
export function fle_d(hart: u32, a: u64, b: u64): u64 {
  signalingDouble(hart, a, b);
  return u64(reinterpret<f64>(a) <= reinterpret<f64>(b));
}

export function noting_fle_d(hart: u32, a: u64, b: u64): u64 {
  comparedDoubles(hart, a, b);
  return fle_d(hart, a, b);
}

/** Of a NaN and a number the number; of two NaNs the canonical one. */
function numberSingle(hart: u32, a: u64, b: u64): u64 {
  quietSingle(hart, unbox(a), unbox(b));
  if (!isNaNSingle(unbox(a))) return box(unbox(a));
  return box(isNaNSingle(unbox(b)) ? SINGLE_NAN : unbox(b));
}

/** Of a NaN and a number the number; of two NaNs the canonical one. */
function numberDouble(hart: u32, a: u64, b: u64): u64 {
  quietDouble(hart, a, b);
  if (!isNaNDouble(a)) return a;
  return isNaNDouble(b) ? DOUBLE_NAN : b;
}

/** FMIN.S: -0 is less than +0. */
export function fmin_s(hart: u32, a: u64, b: u64): u64 {
  if (isNaNSingle(unbox(a)) || isNaNSingle(unbox(b))) return numberSingle(hart, a, b);
  return box(reinterpret<u32>(min<f32>(reinterpret<f32>(unbox(a)), reinterpret<f32>(unbox(b)))));
}

/** FMAX.S: -0 is less than +0. */
export function fmax_s(hart: u32, a: u64, b: u64): u64 {
  if (isNaNSingle(unbox(a)) || isNaNSingle(unbox(b))) return numberSingle(hart, a, b);
  return box(reinterpret<u32>(max<f32>(reinterpret<f32>(unbox(a)), reinterpret<f32>(unbox(b)))));
}

/** FMIN.D: -0 is less than +0. */
export function fmin_d(hart: u32, a: u64, b: u64): u64 {
  if (isNaNDouble(a) || isNaNDouble(b)) return numberDouble(hart, a, b);
  return reinterpret<u64>(min<f64>(reinterpret<f64>(a), reinterpret<f64>(b)));
}

/** FMAX.D: -0 is less than +0. */
export function fmax_d(hart: u32, a: u64, b: u64): u64 {
  if (isNaNDouble(a) || isNaNDouble(b)) return numberDouble(hart, a, b);
  return reinterpret<u64>(max<f64>(reinterpret<f64>(a), reinterpret<f64>(b)));
}
