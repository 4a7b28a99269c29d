import { expect, test } from "vitest";
import { makeTestFinisher } from "../../src/devices/test-finisher.js";
import { fakePower } from "./fake-ports.js";

test.each([
  [0x5555, "finish 0"],
  [0x7777, "reset"],
  [0x3333, "finish 0"],
  [0x0007_3333, "finish 7"],
  [0xffff_3333, "finish 65535"],
])("a write of %i asks for: %s", (value, wanted) => {
  const power = fakePower();
  makeTestFinisher(power).write(0, 4, value);
  expect(power.log).toEqual([wanted]);
});

test("other values and other registers do nothing", () => {
  const power = fakePower();
  const finisher = makeTestFinisher(power);
  finisher.write(0, 4, 0x1234);
  finisher.write(4, 4, 0x5555);
  expect(power.log).toEqual([]);
  expect(finisher.read(0, 4)).toBe(0);
});
