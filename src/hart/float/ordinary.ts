// When the host's own operation may be used: it rounds to nearest even and has no flags.
import { exponentField } from "./format";

/** True for a double well inside the normal numbers: an operation with this result cannot raise NV, DZ, OF or UF,
 * since it is larger than the smallest normal number and finite, and infinite operands do not lead here. */
export function isOrdinary(bits: u64): bool {
  return <u32>(exponentField(bits) - 2) < 0x7fd;
}
