// The accrued exception flags of fcsr (manual: "F" Extension, Floating-Point Control and Status Register).
import { FFLAGS, FLOAT_DIRTY } from "../../layout/hart";
import { FACT_FS_DIRTY_BY_FLAGS, FS_DIRTY_BY_FLAGS_IS_NEW, FS_DIRTY_BY_FLAGS_IS_RAISED } from "../facts";
import { fact } from "../state";

/** Invalid operation. */
export const NV: i32 = 16;
/** Divide by zero. */
export const DZ: i32 = 8;
/** Overflow. */
export const OF: i32 = 4;
/** Underflow. */
export const UF: i32 = 2;
/** Inexact. */
export const NX: i32 = 1;

/** Accrues `flags`; fflags is floating-point state, so FS becomes Dirty. */
export function raise(hart: u32, flags: i32): void {
  const accrued = load<i32>(hart + FFLAGS);
  store<i32>(hart + FFLAGS, accrued | flags);
  // Whoever writes an f register says so as well.
  const rule = fact(FACT_FS_DIRTY_BY_FLAGS);
  const dirties = rule == FS_DIRTY_BY_FLAGS_IS_NEW ? (accrued & flags) != flags : rule == FS_DIRTY_BY_FLAGS_IS_RAISED;
  if (dirties) store<i32>(hart + FLOAT_DIRTY, 1);
}

/** True when every flag of `flags` is accrued already, so that raising it again changes nothing. */
export function raised(hart: u32, flags: i32): bool {
  return (load<i32>(hart + FFLAGS) & flags) == flags;
}
