// riscv,isa of the profiles named after QEMU versions, as those versions' device trees have it (-M virt,dumpdtb).
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeCpu } from "../../src/machine/cpu.js";
import { NODE_FILES } from "../../src/runner/node-files.js";
import { loadProfile } from "../../src/scenario/load-profile.js";

const shipped = join(dirname(fileURLToPath(import.meta.url)), "../..");

const V7_2 = "zicsr zifencei zihintpause zba zbb zbc zbs sstc";
const V8_0 = "zicbom zicboz zicsr zifencei zihintpause zawrs zba zbb zbc zbs sstc svadu";
const V8_1 = "zicbom zicboz zicsr zifencei zihintpause zawrs zfa zca zcd zba zbb zbc zbs sstc svadu";
const V8_2 =
  "zicbom zicboz zicntr zicsr zifencei zihintntl zihintpause zihpm zawrs zfa zca zcd zba zbb zbc zbs sstc svadu";
const V9_0 =
  "zic64b zicbom zicbop zicboz ziccamoa ziccif zicclsm ziccrse zicntr zicsr zifencei zihintntl zihintpause zihpm " +
  "za64rs zawrs zfa zca zcd zba zbb zbc zbs ssccptr sscounterenw sstc sstvala sstvecd svadu";
const V9_2 =
  "zic64b zicbom zicbop zicboz ziccamoa ziccif zicclsm ziccrse zicntr zicsr zifencei zihintntl zihintpause zihpm " +
  "zmmul za64rs zaamo zalrsc zawrs zfa zca zcd zba zbb zbc zbs ssccptr sscounterenw sstc sstvala sstvecd svadu svvptc";
const V10_0 =
  "zic64b zicbom zicbop zicboz ziccamoa ziccif zicclsm ziccrse zicntr zicsr zifencei zihintntl zihintpause zihpm " +
  "zmmul za64rs zaamo zalrsc zawrs zfa zca zcd zba zbb zbc zbs shcounterenw shgatpa shtvala shvsatpa shvstvala " +
  "shvstvecd ssccptr sscounterenw sstc sstvala sstvecd ssu64xl svadu svvptc";
const V10_2 =
  "zic64b zicbom zicbop zicboz ziccamoa ziccif zicclsm ziccrse zicntr zicsr zifencei zihintntl zihintpause zihpm " +
  "zmmul za64rs zaamo zalrsc zawrs zfa zca zcd zba zbb zbc zbs sdtrig shcounterenw shgatpa shtvala shvsatpa " +
  "shvstvala shvstvecd ssccptr sscounterenw ssstrict sstc sstvala sstvecd ssu64xl svadu svvptc";

test.each([
  ["qemu-7.2", V7_2],
  ["qemu-8.0.2", V8_0],
  ["qemu-8.1", V8_1],
  ["qemu-8.2", V8_2],
  ["qemu-9.0", V9_0],
  ["qemu-9.2.0", V9_2],
  ["qemu-10.0.13", V10_0],
  ["qemu-10.2", V10_2],
  ["qemu-11.1", V10_2],
])("%s names what its version names, in its order", (name, extensions) => {
  const shelf = { files: NODE_FILES, shipped, directory: shipped };
  const problems: unknown[] = [];
  const loaded = loadProfile(name, shelf, (problem) => problems.push(problem), { kind: "option", text: name }, []);
  expect(problems).toEqual([]);
  expect(describeCpu(loaded!.profile).isa).toBe(`rv64imafdch_${extensions.replaceAll(" ", "_")}`);
});
