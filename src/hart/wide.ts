// 128-bit products and shifts from 64-bit halves, for M's high multiplications (manual: "M" Extension) and for exact
// floating-point arithmetic. A 128-bit value is passed as its high and low half; there is one function for each half.

/** High 64 bits of the unsigned product. */
export function productHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const cross = aHigh * bLow + ((aLow * bLow) >> 32);
  const middle = aLow * bHigh + (cross & 0xffffffff);
  return aHigh * bHigh + (cross >> 32) + (middle >> 32);
}

/** MULHU. */
export function mulhu(_hart: u32, a: u64, b: u64): u64 {
  return productHigh(a, b);
}

/** MULH: a negative operand counts 2^64 too much as an unsigned one. */
export function mulh(_hart: u32, a: u64, b: u64): u64 {
  return productHigh(a, b) - (<u64>(<i64>a >> 63) & b) - (<u64>(<i64>b >> 63) & a);
}

/** MULHSU: rs1 is signed, rs2 is not. */
export function mulhsu(_hart: u32, a: u64, b: u64): u64 {
  return productHigh(a, b) - (<u64>(<i64>a >> 63) & b);
}

/** `value` shifted right by any distance; bits that fall out are jammed into bit 0. */
export function shiftRightJam(value: u64, distance: u32): u64 {
  if (distance == 0) return value;
  if (distance > 63) return u64(value != 0);
  return (value >> distance) | u64(value << (64 - distance) != 0);
}

/** High half of a 128-bit value shifted right by any distance. */
export function shiftRightHigh(high: u64, distance: u32): u64 {
  return distance > 63 ? 0 : high >> distance;
}

/** Low half of a 128-bit value shifted right by any distance; bits that fall out are jammed into bit 0. */
export function shiftRightJamLow(high: u64, low: u64, distance: u32): u64 {
  if (distance == 0) return low;
  if (distance > 63) return shiftRightJam(high, distance - 64) | u64(low != 0);
  return (high << (64 - distance)) | shiftRightJam(low, distance);
}
