// Names of the x and f registers: calling-convention document, "Register Convention".

export const X_NAMES: readonly string[] =
  "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split(" ");

export const F_NAMES: readonly string[] = (
  "ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 " +
  "fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11"
).split(" ");

const X_NUMBERS = numbers("x", X_NAMES, [["fp", 8]]);
const F_NUMBERS = numbers("f", F_NAMES, []);

function numbers(file: "x" | "f", names: readonly string[], more: readonly (readonly [string, number])[]) {
  return new Map(
    [...names.entries()].flatMap(([n, name]) => [[name, n] as const, [`${file}${n}`, n] as const]).concat(more),
  );
}

/** The number of an x register by its name or as `x5`. */
export function xNumber(name: string): number | undefined {
  return X_NUMBERS.get(name);
}

/** The number of an f register by its name or as `f5`. */
export function fNumber(name: string): number | undefined {
  return F_NUMBERS.get(name);
}
