// The pseudoinstruction li: any 64-bit constant in as few of lui, addi, addiw and slli as a simple recursion finds.
import { AssemblyError } from "./assembly-error.js";

/** Instructions that set rd to a constant of -2**63 to 2**64 - 1. */
export function loadImmediate(rd: string, constant: bigint): readonly string[] {
  if (constant < -(1n << 63n) || constant >= 1n << 64n) {
    throw new AssemblyError(`li: ${constant} does not fit in 64 bits`);
  }
  const value = BigInt.asIntN(64, constant);
  const low = BigInt.asIntN(12, value);
  if (value === low) return [`addi ${rd}, zero, ${low}`];
  if (value === BigInt.asIntN(32, value)) {
    const upper = `lui ${rd}, ${BigInt.asUintN(20, (value - low) >> 12n)}`;
    return low === 0n ? [upper] : [upper, `addiw ${rd}, ${rd}, ${low}`];
  }
  let rest = BigInt.asIntN(64, value - low) >> 12n;
  let shift = 12;
  for (; (rest & 1n) === 0n; shift++) rest >>= 1n;
  const add = low === 0n ? [] : [`addi ${rd}, ${rd}, ${low}`];
  return [...loadImmediate(rd, rest), `slli ${rd}, ${rd}, ${shift}`, ...add];
}
