// Which instructions make a run of accesses off one register: the cases in which two would not share a page's look-up.
import { expect, test } from "vitest";
import { accessRuns } from "../../src/engine/region/access-runs.js";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { decode } from "../../src/isa/decode.js";

function runsIn(...source: readonly string[]) {
  const code = new DataView(assembleProgram(source, 0).bytes.slice().buffer);
  const instructions = source.map((_, index) => {
    const word = code.getInt32(4 * index, true);
    return { ...decode(word)!, offset: 4 * index, word };
  });
  return accessRuns(instructions);
}

test("a run reaches from its first to its last access, over the bytes from the lowest to the highest", () => {
  expect(runsIn("nop", "sd s0, 8(sp)", "sw s1, 24(sp)", "add a0, a0, a1", "sb s2, -3(sp)", "mul a0, a0, a1")).toEqual([
    { first: 1, end: 5, array: "write", base: 2, low: -3, bytes: 31 },
  ]);
});

test("runs follow one another: stores and loads, another base, and behind a load of the base", () => {
  const runs = runsIn(
    ...["sd s0, 0(a0)", "sd s1, 8(a0)", "sd s2, 16(a0)"],
    ...["ld s0, 0(a0)", "ld s1, 8(a0)", "ld s2, 16(a0)"],
    ...["ld s0, 0(a1)", "ld s1, 8(a1)", "ld a1, 16(a1)"],
    ...["ld s0, 0(a1)", "fld fs1, 8(a1)", "lbu s2, 16(a1)"],
  );
  expect(runs.map(({ first, end, array, base, bytes }) => [first, end, array, base, bytes])).toEqual([
    [0, 3, "write", 10, 24],
    [3, 6, "read", 10, 24],
    [6, 9, "read", 11, 24],
    [9, 12, "read", 11, 17],
  ]);
});

test("two accesses are none", () => {
  expect(runsIn("ld s0, 0(a0)", "ld s1, 8(a0)", "add s0, s0, s1")).toEqual([]);
});

test("it ends before what changes its base, calls hart code, or lies further off than a page is long", () => {
  for (const between of ["addi a0, a0, 8", "csrr s2, sscratch", "fadd.d ft0, ft0, ft1", "amoadd.d s2, s3, (a0)"])
    expect(runsIn("ld s0, 0(a0)", "ld s1, 8(a0)", between, "ld s4, 16(a0)"), between).toEqual([]);
  expect(runsIn("ld s0, -2048(a0)", "ld s1, 0(a0)", "ld s2, 2040(a0)")).toMatchObject([{ bytes: 4096 }]);
  expect(runsIn("ld s0, -2048(a0)", "ld s1, 0(a0)", "ld s2, 2041(a0)")).toEqual([]);
});

test("x0 is no base", () => {
  expect(runsIn("ld s0, 0(zero)", "ld s1, 8(zero)", "ld s2, 16(zero)")).toEqual([]);
});
