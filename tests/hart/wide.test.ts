// High halves of 128-bit products: MULH, MULHU and MULHSU (manual: "M" Extension).
import { expect, test } from "vitest";
import { loadFloatUnit } from "./float-module.js";
import { corners, seededOperands } from "./float-operands.js";

const unit = loadFloatUnit();

const signed = (register: bigint) => BigInt.asIntN(64, register);
const unsigned = (register: bigint) => register;

const INSTRUCTIONS = [
  { name: "mulh", left: signed, right: signed },
  { name: "mulhu", left: unsigned, right: unsigned },
  { name: "mulhsu", left: signed, right: unsigned },
];

function pairs(): bigint[][] {
  const { next } = seededOperands(7);
  const random = Array.from({ length: 2000 }, () => next(["x", "x"]));
  return [...corners("x").flatMap((a) => corners("x").map((b) => [a, b])), ...random];
}

test.each(INSTRUCTIONS)("$name gives bits 127 to 64 of the product and raises no flags", ({ name, left, right }) => {
  const run = unit.get(name)!;
  for (const [a, b] of pairs()) {
    const product = BigInt.asUintN(64, (left(a!) * right(b!)) >> 64n);
    expect(run([a!, b!])).toEqual({ value: product, flags: 0, dirty: false });
  }
});
