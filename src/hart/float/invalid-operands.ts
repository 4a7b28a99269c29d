// Operands that make an operation invalid: signaling NaNs in those called quiet, any NaN in the others (manual: "F"
// Extension, NaN Generation and Propagation; Floating-Point Compare Instructions). All take encodings, not registers.
import { NV, raise } from "./flags";
import { isNaNDouble, isNaNHalf, isNaNSingle, isSignalingDouble, isSignalingHalf, isSignalingSingle } from "./format";
import { note, SIGNALING_NAN } from "./notes";

function signaling(hart: u32): void {
  raise(hart, NV);
  note(hart, SIGNALING_NAN);
}

export function quietHalf(hart: u32, a: u32, b: u32): void {
  if (isSignalingHalf(a) || isSignalingHalf(b)) signaling(hart);
}

export function quietSingle(hart: u32, a: u32, b: u32): void {
  if (isSignalingSingle(a) || isSignalingSingle(b)) signaling(hart);
}

export function quietDouble(hart: u32, a: u64, b: u64): void {
  if (isSignalingDouble(a) || isSignalingDouble(b)) signaling(hart);
}

export function signalingHalf(hart: u32, a: u32, b: u32): void {
  if (isNaNHalf(a) || isNaNHalf(b)) raise(hart, NV);
  quietHalf(hart, a, b);
}

export function signalingSingle(hart: u32, a: u32, b: u32): void {
  if (isNaNSingle(a) || isNaNSingle(b)) raise(hart, NV);
  quietSingle(hart, a, b);
}

export function signalingDouble(hart: u32, a: u64, b: u64): void {
  if (isNaNDouble(a) || isNaNDouble(b)) raise(hart, NV);
  quietDouble(hart, a, b);
}

/** The result of an operation on one NaN: the canonical one; a signaling one is invalid. */
export function nanOfHalf(hart: u32, bits: u32, canonical: u64): u64 {
  quietHalf(hart, bits, bits);
  return canonical;
}

export function nanOfSingle(hart: u32, bits: u32, canonical: u64): u64 {
  quietSingle(hart, bits, bits);
  return canonical;
}

export function nanOfDouble(hart: u32, bits: u64, canonical: u64): u64 {
  quietDouble(hart, bits, bits);
  return canonical;
}
