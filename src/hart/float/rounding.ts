// Rounds an exact value to a format and raises what IEEE 754 asks for (manual: "F" Extension, rounding modes; tininess
// is detected after rounding). Everything inexact in this folder ends here or in a host operation proved equal to it.
import { shiftRightJam } from "../wide";
import { NX, OF, raise, UF } from "./flags";
import {
  DOUBLE_BIAS,
  DOUBLE_FRACTION_BITS,
  HALF_BIAS,
  HALF_FRACTION_BITS,
  SINGLE_BIAS,
  SINGLE_FRACTION_BITS,
} from "./format";

/** To nearest, ties to even. */
export const RNE: i32 = 0;
/** Towards zero. */
export const RTZ: i32 = 1;
/** Down. */
export const RDN: i32 = 2;
/** Up. */
export const RUP: i32 = 3;
/** To nearest, ties away from zero. */
export const RMM: i32 = 4;

const HALF: u64 = 0x8000000000000000;

/** True when a magnitude goes to its upper neighbour. `remainder` is what lies below the last place, as a fraction of
 * it in units of 2^-64; `kept` gives the last place itself. */
function roundsUp(sign: u64, kept: u64, remainder: u64, rm: i32): bool {
  if (rm == RNE) return remainder > HALF || (remainder == HALF && (kept & 1) != 0);
  if (rm == RMM) return remainder >= HALF;
  if (rm == RDN) return remainder != 0 && sign != 0;
  if (rm == RUP) return remainder != 0 && sign == 0;
  return false;
}

/** What a magnitude beyond the largest finite number becomes: infinity, or that number where rounding goes inwards. */
function overflow(hart: u32, sign: u64, infinity: u64, rm: i32): u64 {
  raise(hart, OF | NX);
  const inwards = rm == RTZ || (rm == RDN && sign == 0) || (rm == RUP && sign != 0);
  return inwards ? infinity - 1 : infinity;
}

/** Encodes (-1)^sign * significand * 2^(exponent - 63) without its sign bit. The significand has its leading one in
 * bit 63; whatever lies below bit 0 is jammed into bit 0. */
function round(hart: u32, sign: u64, exponent: i32, significand: u64, fractionBits: i32, bias: i32, rm: i32): u64 {
  const dropped: u64 = 63 - fractionBits;
  let biased = exponent + bias;
  let rounded = significand;
  let tiny = false;
  if (biased < 1) {
    // Tiny unless rounding with an unbounded exponent reaches the smallest normal number.
    const full = significand >> dropped;
    const carries = full == ((<u64>2) << fractionBits) - 1 && roundsUp(sign, full, significand << (64 - dropped), rm);
    tiny = biased < 0 || !carries;
    rounded = shiftRightJam(significand, 1 - biased);
    biased = 1;
  }
  const kept = rounded >> dropped;
  const remainder = rounded << (64 - dropped);
  // The hidden bit of `kept` adds one to the exponent field, and so does a carry out of the fraction.
  const result = ((<u64>(biased - 1)) << fractionBits) + kept + u64(roundsUp(sign, kept, remainder, rm));
  const infinity = (<u64>(2 * bias + 1)) << fractionBits;
  if (result >= infinity) return overflow(hart, sign, infinity, rm);
  if (remainder != 0) raise(hart, tiny ? UF | NX : NX);
  return result;
}

/** The double nearest to (-1)^sign * significand * 2^(exponent - 63) in mode `rm`. The significand has its leading one
 * in bit 63; whatever lies below bit 0 is jammed into bit 0. Raises OF, UF and NX. */
export function roundDouble(hart: u32, sign: u64, exponent: i32, significand: u64, rm: i32): u64 {
  return round(hart, sign, exponent, significand, DOUBLE_FRACTION_BITS, DOUBLE_BIAS, rm) | (sign << 63);
}

/** The single nearest to (-1)^sign * significand * 2^(exponent - 63) in mode `rm`: see roundDouble. */
export function roundSingle(hart: u32, sign: u64, exponent: i32, significand: u64, rm: i32): u32 {
  return <u32>(round(hart, sign, exponent, significand, SINGLE_FRACTION_BITS, SINGLE_BIAS, rm) | (sign << 31));
}

/** The half nearest to (-1)^sign * significand * 2^(exponent - 63) in mode `rm`: see roundDouble. */
export function roundHalf(hart: u32, sign: u64, exponent: i32, significand: u64, rm: i32): u32 {
  return <u32>(round(hart, sign, exponent, significand, HALF_FRACTION_BITS, HALF_BIAS, rm) | (sign << 15));
}
