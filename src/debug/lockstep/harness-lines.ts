// What the parts of the harness's assembly share.

export const MSTATUS_FS = 3 << 13;
export const MSTATUS_MPP_M = 3 << 11;
export const MSTATUS_MPP_S = 1 << 11;
export const MSTATUS_UXL_64 = 2n << 32n;
export const MSTATUS_TSR = 1 << 22;
/** An odd number with bits everywhere. */
export const FOLD_FACTOR = "0x9e3779b97f4a7c15";

/** Lines and lists of lines as one list. */
export const lines = (...text: readonly (string | readonly string[])[]): readonly string[] => text.flat();

/** The lines that each item makes. */
export const each = <T>(
  list: readonly T[],
  make: (item: T, index: number) => string | readonly string[],
): readonly string[] => list.flatMap((item, index) => make(item, index));

/** x1 to x31. */
export const REGISTERS: readonly number[] = Array.from({ length: 31 }, (_, index) => index + 1);
