// Whether the host fuses a multiply-add, and what the emitted code computes, beside a module that is written by hand.
import { expect, test } from "vitest";
import { emitFused, fusesMultiplyAdd } from "../../src/engine/fused.js";
import { FunctionWriter } from "../../src/engine/wasm/function-writer.js";
import { ModuleWriter } from "../../src/engine/wasm/module-writer.js";

type Fused = (a: number, b: number, c: number) => number;

/** Of three f64: f64x2.splat of each, f64x2.relaxed_madd, f64x2.extract_lane 0. */
const BY_HAND = [
  ["00 61 73 6d", "01 00 00 00"],
  ["01 08 01 60", "03 7c 7c 7c", "01 7c"],
  ["03 02 01 00"],
  ["07 05 01 01 66 00 00"],
  ["0a 16 01 14 00", "20 00 fd 14", "20 01 fd 14", "20 02 fd 14", "fd 87 02", "fd 21 00", "0b"],
];

function exported(bytes: Uint8Array, name: string): Fused {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  return new WebAssembly.Instance(module, { env: { memory } }).exports[name] as Fused;
}

/** What the host makes of the module by hand; null where it does not know the operator, or rounds twice. */
function hostFused(): Fused | null {
  try {
    const fused = exported(Buffer.from(BY_HAND.flat().join("").replaceAll(" ", ""), "hex"), "f");
    return fused(1 + 2 ** -30, 1 - 2 ** -30, -1) === -(2 ** -60) ? fused : null;
  } catch {
    return null;
  }
}

const host = hostFused();

test("the host is said to fuse exactly where it does", () => {
  expect(fusesMultiplyAdd()).toBe(host !== null);
});

test.skipIf(host === null)("a * b + c is rounded once, whichever operand is which", () => {
  const code = new FunctionWriter(["f64", "f64", "f64"], ["f64"]);
  code.get(0).get(1).get(2);
  emitFused(code);
  const module = new ModuleWriter();
  module.add(code, "fused");
  const fused = exported(module.bytes(), "fused");
  expect(fused(3, 5, 7)).toBe(22);
  expect(fused(1 + 2 ** -52, 1 - 2 ** -53, -1)).toBe(2 ** -53 - 2 ** -105);
});
