// "Did you mean".
import { expect, it } from "vitest";
import { didYouMean, nearest } from "../../src/scenario/suggest.js";

const NAMES = ["harts", "memory", "machine", "qemu-8.0.2"];

it.each([
  ["hart", "harts"],
  ["Harts", "harts"],
  ["mahcine", "machine"],
  ["memroy", "memory"],
  ["qemu", "qemu-8.0.2"],
  ["speed", null],
  ["", null],
])("for %j the nearest name is %s", (word, name) => {
  expect(nearest(word, NAMES)).toBe(name);
});

it("a beginning that fits two names suggests neither", () => {
  expect(nearest("qemu", ["qemu-8.0.2", "qemu-9.2.0"])).toBeNull();
});

it("nothing near is no hint", () => {
  expect(didYouMean("xyz", NAMES)).toBeUndefined();
  expect(didYouMean("hart", NAMES)).toBe("did you mean harts?");
});
