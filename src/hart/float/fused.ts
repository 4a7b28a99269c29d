// Fused multiply-add of doubles with a single rounding (manual: "D" Extension; "F" Extension for signs and flags).
// A sum of product and addend is held in 128 bits as a high and a low half.
import { productHigh, shiftRightHigh, shiftRightJamLow } from "../wide";
import { zeroSum } from "./add";
import {
  DOUBLE_NAN,
  exponentDouble,
  isNaNDouble,
  isSignalingDouble,
  isSpecialDouble,
  isZeroDouble,
  signDouble,
  significandDouble,
} from "./format";
import { invalidDouble, nanOfSignaling } from "./nan";
import { roundDouble } from "./rounding";

/** a * b + c for finite operands where neither a nor b is zero. */
function fuseFinite(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  // Leading ones at bit 125 or 126 of the product and at bit 126 of the addend: a sum has room in bit 127.
  let sign = signDouble(a) ^ signDouble(b);
  let exponent = exponentDouble(a) + exponentDouble(b) + 1;
  let high = productHigh(significandDouble(a), significandDouble(b) >> 1);
  let low = significandDouble(a) * (significandDouble(b) >> 1);
  if (!isZeroDouble(c)) {
    let addendHigh = significandDouble(c) >> 1;
    let addendLow: u64 = 0;
    const distance = exponent - exponentDouble(c);
    // A product loses bits to the jam when shifted by more than 21, an addend by more than 74; cancellation then takes
    // two places at most, so the jammed bit stays far below the last place kept.
    if (distance >= 0) {
      addendLow = shiftRightJamLow(addendHigh, 0, distance);
      addendHigh = shiftRightHigh(addendHigh, distance);
    } else {
      low = shiftRightJamLow(high, low, -distance);
      high = shiftRightHigh(high, -distance);
      exponent = exponentDouble(c);
    }
    if (sign == signDouble(c)) {
      low += addendLow;
      high += addendHigh + u64(low < addendLow);
    } else if (high > addendHigh || (high == addendHigh && low >= addendLow)) {
      high -= addendHigh + u64(low < addendLow);
      low -= addendLow;
    } else {
      sign ^= 1;
      high = addendHigh - high - u64(addendLow < low);
      low = addendLow - low;
    }
    if ((high | low) == 0) return zeroSum(sign, sign ^ 1, rm);
  }
  if (high == 0) {
    high = low;
    low = 0;
    exponent -= 64;
  }
  const leading = clz<u64>(high);
  if (leading != 0) {
    high = (high << leading) | (low >> (64 - leading));
    low <<= leading;
  }
  return roundDouble(hart, sign, exponent + 1 - <i32>leading, high | u64(low != 0), rm);
}

/** a * b + c in mode `rm`, rounded once; raises NV, OF, UF and NX. */
export function fuseDouble(hart: u32, a: u64, b: u64, c: u64, rm: i32): u64 {
  const specialFactor = isSpecialDouble(a) || isSpecialDouble(b);
  if (specialFactor || isSpecialDouble(c)) {
    // Zero times infinity is invalid even when the addend is a quiet NaN.
    const product = reinterpret<f64>(a) * reinterpret<f64>(b);
    const invalid = isNaN<f64>(product) && !isNaNDouble(a) && !isNaNDouble(b);
    if (isSignalingDouble(a) || isSignalingDouble(b) || isSignalingDouble(c)) return nanOfSignaling(hart);
    if (invalid) return invalidDouble(hart);
    if (isNaNDouble(a) || isNaNDouble(b) || isNaNDouble(c)) return DOUBLE_NAN;
    // A finite product may overflow on the host: then only the addend is infinite and it is the result.
    if (!specialFactor) return c;
    const sum = product + reinterpret<f64>(c);
    return isNaN<f64>(sum) ? invalidDouble(hart) : reinterpret<u64>(sum);
  }
  if (isZeroDouble(a) || isZeroDouble(b)) {
    return isZeroDouble(c) ? zeroSum(signDouble(a) ^ signDouble(b), signDouble(c), rm) : c;
  }
  return fuseFinite(hart, a, b, c, rm);
}
