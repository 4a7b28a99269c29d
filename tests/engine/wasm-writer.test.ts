// The WebAssembly writer's bytes, by hand from the core specification's binary format, and what the engine reads back.
import { expect, test } from "vitest";
import { Bytes } from "../../src/engine/wasm/bytes.js";
import { exportedSignatures } from "../../src/engine/wasm/exported-signatures.js";
import { FunctionWriter } from "../../src/engine/wasm/function-writer.js";
import { ModuleWriter } from "../../src/engine/wasm/module-writer.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("unsigned numbers are LEB128", () => {
  for (const [value, bytes] of [
    [0, "00"],
    [127, "7f"],
    [128, "8001"],
    [624485, "e58e26"],
    [0xffff_ffff, "ffffffff0f"],
  ] as const) {
    expect(hex(new Bytes().unsigned(value).view())).toBe(bytes);
  }
});

test("signed numbers are LEB128 with sign", () => {
  for (const [value, bytes] of [
    [0n, "00"],
    [63n, "3f"],
    [64n, "c000"],
    [-1n, "7f"],
    [-64n, "40"],
    [-65n, "bf7f"],
    [-123456n, "c0bb78"],
    [(1n << 63n) - 1n, "ffffffffffffffffff00"],
    [-(1n << 63n), "8080808080808080807f"],
    [(1n << 64n) - 1n, "7f"],
  ] as const) {
    expect(hex(new Bytes().signed(value).view())).toBe(bytes);
  }
});

test("a buffer grows without losing bytes", () => {
  const bytes = new Bytes();
  for (let i = 0; i < 1000; i++) bytes.byte(i & 255);
  bytes.append(new Uint8Array(5000).fill(7));
  expect([bytes.length, bytes.view()[999], bytes.view()[1000], bytes.view()[5999]]).toEqual([6000, 999 & 255, 7, 7]);
});

test("a function's body has its size, its locals in runs, and its code", () => {
  const code = new FunctionWriter(["i32"], ["i64"]);
  const [first, second, third] = [code.local("i64"), code.local("i64"), code.local("i32")];
  expect([first, second, third]).toEqual([1, 2, 3]);
  code.get(0).op("i64.extend_i32_u").i64(-1n).op("i64.add");
  // 2 runs: two i64, one i32; local.get 0, i64.extend_i32_u, i64.const -1, i64.add, end.
  expect(hex(code.body())).toBe("0c02027e017f2000ad427f7c0b");
});

test("branches name the number of blocks that lie between", () => {
  const code = new FunctionWriter([], []);
  const outer = code.block();
  const loop = code.loop();
  code.i32(1).if();
  code.br(outer).else().br(loop).end();
  code.i32(0).brTable([loop, outer]);
  code.end().end();
  expect(hex(code.body()).slice(4)).toBe(
    ["0240", "0340", "4101", "0440", "0c02", "05", "0c01", "0b", "4100", "0e010001", "0b", "0b", "0b"].join(""),
  );
});

test("loads and stores carry alignment 0 and their offset", () => {
  const code = new FunctionWriter(["i32"], []);
  code.get(0).get(0).memory("i64.load32_u", 300).memory("i64.store", 8);
  expect(hex(code.body()).slice(4)).toBe("2000200035" + "00ac02" + "370008" + "0b");
});

test("an operator or memory instruction that is not in the table is refused", () => {
  const code = new FunctionWriter([], []);
  expect(() => code.op("i64.sqrt")).toThrow(TypeError);
  expect(() => code.memory("i64.load9")).toThrow(TypeError);
});

/** A module that adds an imported function's result to what memory holds. */
function sample(): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter();
  const ten = module.import("env", "ten", { parameters: ["i32"], results: ["i64"] });
  const sum = new FunctionWriter(["i32", "i32"], ["i64"]);
  sum.get(0).call(ten).get(1).memory("i64.load", 16).op("i64.add");
  module.add(sum, "sum");
  const set = new FunctionWriter(["i32", "i64"], []);
  set.get(0).get(1).memory("i64.store", 16);
  module.add(set, "set");
  return module.bytes();
}

test("a module is valid, shares its imported memory and runs", () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(sample()), {
    env: { memory, ten: (n: number) => 10n * BigInt(n) },
  });
  const { sum, set } = instance.exports as unknown as {
    sum: (n: number, at: number) => bigint;
    set: (at: number, value: bigint) => void;
  };
  set(100, 7n);
  expect(sum(3, 100)).toBe(37n);
  expect(new DataView(memory.buffer).getBigInt64(116, true)).toBe(7n);
});

test("a second function of one type reuses the type", () => {
  const module = new ModuleWriter();
  for (const name of ["a", "b"]) module.add(new FunctionWriter(["i32"], []), name);
  module.add(new FunctionWriter(["i64"], []), "c");
  // The type section: id 1, size, two types.
  expect(hex(module.bytes()).slice(16, 22)).toMatch(/^01..02$/);
});

test("imports come before functions", () => {
  const module = new ModuleWriter();
  module.add(new FunctionWriter([], []));
  expect(() => module.import("a", "b", { parameters: [], results: [] })).toThrow("imports come before functions");
});

test("the signatures of a module's exports are read back from its bytes", () => {
  const signatures = exportedSignatures(sample());
  expect([...signatures]).toEqual([
    ["sum", { parameters: ["i32", "i32"], results: ["i64"] }],
    ["set", { parameters: ["i32", "i64"], results: [] }],
  ]);
  expect(() => exportedSignatures(Uint8Array.of(1, 2, 3))).toThrow(TypeError);
});

test("hints stand before the code and name the offsets of their branches in the body", () => {
  const code = new FunctionWriter(["i32"], ["i32"]);
  code.local("i64");
  code.get(0).hint(true).if();
  code.i32(1).return().end();
  const leave = code.block();
  code.get(0).hint(false).brIf(leave).end().i32(2);
  const offsets = code.hints.map(({ at }) => at);
  const body = code.body();
  // The body's size is one byte here.
  expect(offsets.map((at) => body[1 + at])).toEqual([0x04, 0x0d]);
  const module = new ModuleWriter();
  module.add(code, "f");
  const compiled = new WebAssembly.Module(module.bytes());
  const [section] = WebAssembly.Module.customSections(compiled, "metadata.code.branch_hint");
  expect([...new Uint8Array(section!)]).toEqual([1, 0, 2, offsets[0], 1, 1, offsets[1], 1, 0]);
});
