// What a region takes in: blocks, the places at which it is entered, the calls and returns that stay inside, its loops.
import { expect, test } from "vitest";
import type { Region } from "../../src/engine/region/block.js";
import { discover, type Experience, MAX_INSTRUCTIONS } from "../../src/engine/region/blocks.js";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { decode } from "../../src/isa/decode.js";

const ALL: Experience = { executed: () => true, entersAnother: () => false };

function regionOf(source: string, starts = [0], experience = ALL): Region | null {
  const page = new Uint8Array(4096);
  page.set(assembleProgram(source, 0).bytes);
  return discover(new DataView(page.buffer), starts, decode, experience);
}

/** Offsets of blocks, each with those it leads to. */
function flow(region: Region | null): object {
  const at = (block: number) => region!.blocks[block]!.offset;
  return Object.fromEntries(region!.blocks.map(({ offset, successors }) => [offset, successors.map(at)]));
}

function entries(region: Region | null): readonly number[] {
  return [...region!.entries].map((block) => region!.blocks[block]!.offset).sort((a, b) => a - b);
}

test("blocks end at branches and where branches lead", () => {
  const region = regionOf("addi a0, a0, 1\nloop: addi a0, a0, 1\nbnez a0, loop\nadd a1, a1, a0\necall");
  expect(flow(region)).toEqual({ 0: [4], 4: [4, 12], 12: [] });
  expect(region!.blocks.map(({ terminator }) => terminator)).toEqual(["none", "branch", "system"]);
});

test("it is entered where it was asked for, behind calls and traps, and at the heads of its loops", () => {
  const source = "mv s0, a0\nloop: addi s0, s0, -1\nbnez s0, loop\necall\njalr ra, 0(a2)\nret";
  expect(entries(regionOf(source))).toEqual([0, 4, 16, 20]);
});

test("a call leads to the function, whose return leads behind each of its calls", () => {
  const source = "jal ra, inner\naddi a0, a0, 1\njal ra, inner\nj .\ninner: addi a1, a1, 1\nret";
  expect(flow(regionOf(source))).toEqual({ 0: [16], 4: [16], 12: [12], 16: [4, 12] });
});

test("a return is compared with eight places, those of the first calls", () => {
  const source = `${"jal ra, inner\n".repeat(12)}ecall\ninner: addi a1, a1, 1\nret`;
  expect(flow(regionOf(source))).toMatchObject({ 52: [4, 8, 12, 16, 20, 24, 28, 32] });
});

test("a jump by another register than a link is no return", () => {
  const source = "jal ra, inner\nj .\ninner: addi a1, a1, 1\njalr x0, 0(a5)";
  expect(flow(regionOf(source))).toEqual({ 0: [8], 4: [4], 8: [] });
});

test("what was never executed is left to the interpreter", () => {
  const source = "bnez a0, rare\naddi a0, a0, 1\necall\nrare: addi a1, a1, 1\necall";
  const region = regionOf(source, [0], { ...ALL, executed: (offset) => offset < 12 });
  expect(flow(region)).toEqual({ 0: [4], 4: [] });
  expect(regionOf(source, [0], { ...ALL, executed: () => false })).toBeNull();
});

test("it ends where another region is entered, unless it was asked for there", () => {
  const source = "addi a0, a0, 1\naddi a0, a0, 2\naddi a0, a0, 3\necall";
  const other: Experience = { ...ALL, entersAnother: (offset) => offset === 8 };
  expect(regionOf(source, [0], other)!.blocks.map(({ end, terminator }) => [end, terminator])).toEqual([[8, "stop"]]);
  expect(regionOf(source, [0, 8], other)!.blocks.at(-1)!.end).toBe(16);
});

test("it ends where the page does, with the instruction that straddles it left out", () => {
  const page = new Uint8Array(4096);
  page.set(assembleProgram("addi a0, a0, 1", 0).bytes, 4090);
  page.set([0x93, 0x08], 4094);
  const region = discover(new DataView(page.buffer), [4090], decode, ALL);
  expect(region!.blocks.map(({ offset, end, terminator }) => [offset, end, terminator])).toEqual([
    [4090, 4094, "stop"],
  ]);
});

test("instructions that overlap keep all ways between them", () => {
  const page = new Uint8Array(4096);
  // lui a0, 0x10, whose upper half is c.nop; bne a1, x0 back to that half; c.jr ra.
  page.set(assembleProgram("lui a0, 0x10\nnop\nc.jr ra", 0).bytes);
  page.set(assembleProgram("target: c.nop\nbne a1, x0, target", 2).bytes.subarray(2), 4);
  for (const starts of [[0], [0, 8], [0, 4], [0, 2]]) {
    const region = discover(new DataView(page.buffer), starts, decode, ALL);
    expect(flow(region), `from ${starts}`).toEqual({ 0: [4], 2: [4], 4: [2, 8], 8: [] });
  }
});

test("it has a bounded number of instructions", () => {
  const region = regionOf("addi a0, a0, 1\n".repeat(1000));
  expect(region!.blocks.flatMap(({ instructions }) => instructions)).toHaveLength(MAX_INSTRUCTIONS);
});

test("a loop within a loop is one within its part, with a head each", () => {
  const source = "outer: addi s0, s0, 1\ninner: addi s1, s1, 1\nbnez s1, inner\nbnez s0, outer\necall";
  const { parts } = regionOf(source)!;
  expect(parts.map(({ heads, inner }) => [heads, inner !== null])).toEqual([
    [[0], true],
    [[3], false],
  ]);
  expect(parts[0]!.inner!.map(({ members, inner }) => [members, inner !== null])).toEqual([
    [[0], false],
    [[1], true],
    [[2], false],
  ]);
});

test("a loop that is entered in two places has two heads", () => {
  const source = "bnez a0, second\nfirst: addi s0, s0, 1\nsecond: addi s1, s1, 1\nbnez s1, first\necall";
  const loop = regionOf(source)!.parts.find(({ inner }) => inner !== null)!;
  expect(loop.heads.toSorted((a, b) => a - b)).toEqual([1, 2]);
});
