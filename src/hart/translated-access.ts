// Loads and stores of translated code that the TLB did not answer. What the interpreter does before and after hart code
// is done here, so that each access in translated code stays short: PC and COUNT are set first, and EXIT says afterwards
// whether the region is to be left, for a trap or because attention took steps away.
import { EXIT_NONE, EXIT_REFETCH } from "../layout/exit";
import { COUNT, EXIT, FETCH_PAGE, PC } from "../layout/hart";
import {
  ACCESS_AHEAD_SHIFT,
  ACCESS_BYTES_MASK,
  ACCESS_LONG,
  ACCESS_OFFSET_MASK,
  ACCESS_OFFSET_SHIFT,
  ACCESS_SIGNED,
} from "../layout/translated-access";
import { loadSlow, signExtend, storeSlow } from "./memory";

/** The value loaded, or `old` after a trap. `count` is what the region holds, `access` describes the instruction. */
export function loadTranslated(h: u32, va: u64, count: i32, access: u32, old: u64): u64 {
  enter(h, count, access);
  const bytes = (<i32>1) << (<i32>(access & ACCESS_BYTES_MASK));
  const value = loadSlow(h, va, bytes);
  if (load<u32>(h + EXIT) != EXIT_NONE) return old;
  leaveOnAttention(h, count, access);
  return (access & ACCESS_SIGNED) != 0 ? signExtend(value, bytes) : value;
}

export function storeTranslated(h: u32, va: u64, value: u64, count: i32, access: u32): void {
  enter(h, count, access);
  storeSlow(h, va, value, (<i32>1) << (<i32>(access & ACCESS_BYTES_MASK)));
  if (load<u32>(h + EXIT) == EXIT_NONE) leaveOnAttention(h, count, access);
}

function enter(h: u32, count: i32, access: u32): void {
  store<u64>(h + PC, load<u64>(h + FETCH_PAGE) + <u64>offsetOf(access));
  store<i32>(h + COUNT, count + <i32>(access >> ACCESS_AHEAD_SHIFT));
}

/** Steps were taken away: the region is to be left behind this instruction. */
function leaveOnAttention(h: u32, count: i32, access: u32): void {
  if (load<i32>(h + COUNT) == count + <i32>(access >> ACCESS_AHEAD_SHIFT)) return;
  const length: u32 = (access & ACCESS_LONG) != 0 ? 4 : 2;
  store<u64>(h + PC, load<u64>(h + FETCH_PAGE) + <u64>(offsetOf(access) + length));
  store<u32>(h + EXIT, EXIT_REFETCH);
}

function offsetOf(access: u32): u32 {
  return (access >> ACCESS_OFFSET_SHIFT) & ACCESS_OFFSET_MASK;
}
