import { expect, test } from "vitest";
import { makeEarlyOutput } from "../../src/runner/early-output.js";

const output = (text: string) => ({ console: "alpha", bytes: new TextEncoder().encode(text) });

test("what was held comes out once, in order", () => {
  const early = makeEarlyOutput(100);
  early.hold(output("one"));
  early.hold(output("two"));
  expect(early.take()).toEqual([output("one"), output("two")]);
  expect(early.take()).toEqual([]);
});

test("beyond its capacity the oldest outputs go", () => {
  const early = makeEarlyOutput(8);
  for (const text of ["aaaa", "bbbb", "cccc"]) early.hold(output(text));
  expect(early.take()).toEqual([output("bbbb"), output("cccc")]);
  early.hold(output("dddd"));
  early.hold(output("eeee"));
  expect(early.take()).toHaveLength(2);
});
