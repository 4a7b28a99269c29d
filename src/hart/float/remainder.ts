// Turns the host's nearest quotient or root into a significand that rounds as the exact one does.

/** A significand with its leading one in bit 63 as a number in [1, 2); its lowest 11 bits must be zero. */
export function unit(significand: u64): f64 {
  return reinterpret<f64>(((significand << 1) >> 12) | 0x3ff0000000000000);
}

/** The exact value lies above or below `significand` by less than half of its last place (bit 11), on the side that
 * the remainder's sign tells: move it by one in bit 0, which no rounding can tell from the exact value. */
export function nudge(significand: u64, remainder: i64): u64 {
  if (remainder == 0) return significand;
  return remainder > 0 ? significand + 1 : significand - 1;
}
