// CLMUL, CLMULH, CLMULR, XPERM4 and XPERM8 against polynomials and digit strings in BigInt (manual: Zbc, Zbkx).
import { expect, test } from "vitest";
import { loadFloatUnit } from "./float-module.js";
import { corners, seededOperands } from "./float-operands.js";

const unit = loadFloatUnit();

/** The product of two polynomials over GF(2), bit i of a number the coefficient of x^i. */
function product(a: bigint, b: bigint): bigint {
  return Array.from({ length: 64 }, (_, i) => BigInt(i)).reduce(
    (sum, i) => (((b >> i) & 1n) === 1n ? sum ^ (a << i) : sum),
    0n,
  );
}

/** The hexadecimal digits of a, in groups of `size`, picked by those of b. */
function permuted(a: bigint, b: bigint, size: number): bigint {
  const groups = (value: bigint): readonly string[] =>
    value
      .toString(16)
      .padStart(16, "0")
      .match(new RegExp(`.{${size}}`, "g"))!
      .toReversed();
  const from = groups(a);
  const picked = groups(b).map((index) => from[Number.parseInt(index, 16)] ?? "0".repeat(size));
  return BigInt(`0x${picked.toReversed().join("")}`);
}

const READINGS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  clmul: (a, b) => product(a, b),
  clmulh: (a, b) => product(a, b) >> 64n,
  clmulr: (a, b) => product(a, b) >> 63n,
  xperm4: (a, b) => permuted(a, b, 1),
  xperm8: (a, b) => permuted(a, b, 2),
};

function pairs(): bigint[][] {
  const { next } = seededOperands(11);
  const random = Array.from({ length: 500 }, () => next(["x", "x"]));
  // Indices that are in range are rare among random bytes.
  const inRange = random.map(([a, b]) => [a!, b! & 0x0707_0707_0707_0707n]);
  return [...corners("x").flatMap((a) => corners("x").map((b) => [a, b])), ...random, ...inRange];
}

test.each(Object.entries(READINGS))("%s computes what the manual says", (name, reading) => {
  const run = unit.get(name)!;
  for (const [a, b] of pairs()) {
    expect(run([a!, b!])).toEqual({ value: BigInt.asUintN(64, reading(a!, b!)), flags: 0, dirty: false });
  }
});
