// What QEMU's floating point notes beside the five flags of fcsr and never shows: under `fs-dirty-by-flags: new` the first
// of a kind makes FS Dirty. A write of fflags forgets them.
import { FLOAT_DIRTY, FLOAT_NOTES } from "../../layout/hart";
import { FACT_FS_DIRTY_BY_FLAGS, FS_DIRTY_BY_FLAGS_IS_NEW } from "../facts";
import { fact } from "../state";
import { isNaNDouble, isNaNSingle, isSubnormalDouble, isSubnormalSingle } from "./format";

/** An operand was subnormal. */
export const SUBNORMAL_USED: i32 = 1;
/** An operand was a signaling NaN. */
export const SIGNALING_NAN: i32 = 2;
/** A number did not fit an integer. */
export const OUT_OF_RANGE: i32 = 4;

export function note(hart: u32, kind: i32): void {
  if (fact(FACT_FS_DIRTY_BY_FLAGS) != FS_DIRTY_BY_FLAGS_IS_NEW) return;
  const noted = load<i32>(hart + FLOAT_NOTES);
  if ((noted & kind) != 0) return;
  store<i32>(hart + FLOAT_NOTES, noted | kind);
  store<i32>(hart + FLOAT_DIRTY, 1);
}

/** Operands of a comparison: with a NaN among them nothing is looked at. */
export function comparedSingles(hart: u32, a: u32, b: u32): void {
  if (fact(FACT_FS_DIRTY_BY_FLAGS) != FS_DIRTY_BY_FLAGS_IS_NEW) return;
  if ((isSubnormalSingle(a) || isSubnormalSingle(b)) && !isNaNSingle(a) && !isNaNSingle(b)) note(hart, SUBNORMAL_USED);
}

export function comparedDoubles(hart: u32, a: u64, b: u64): void {
  if (fact(FACT_FS_DIRTY_BY_FLAGS) != FS_DIRTY_BY_FLAGS_IS_NEW) return;
  if ((isSubnormalDouble(a) || isSubnormalDouble(b)) && !isNaNDouble(a) && !isNaNDouble(b)) note(hart, SUBNORMAL_USED);
}
