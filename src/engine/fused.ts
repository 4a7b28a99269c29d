// Whether the host multiplies and adds with one rounding: the relaxed vector operator may, where the processor can.
import { FunctionWriter } from "./wasm/function-writer.js";
import { ModuleWriter } from "./wasm/module-writer.js";

let known: boolean | undefined;

/** True when f64x2.relaxed_madd exists on this host and fuses. */
export function fusesMultiplyAdd(): boolean {
  known ??= probe();
  return known;
}

function probe(): boolean {
  const code = new FunctionWriter(["f64", "f64", "f64"], ["f64"]);
  code.get(0).get(1).get(2);
  emitFused(code);
  const module = new ModuleWriter();
  module.add(code, "fused");
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env: { memory } });
    const fused = exports["fused"] as (a: number, b: number, c: number) => number;
    // (1 + e)^2 - (1 + 2e) is e^2 with one rounding and 0 with two.
    const e = 2 ** -30;
    return fused(1 + e, 1 + e, -1 - 2 * e) === e * e && fused(1 - e, 1 + e, -1) === -e * e;
  } catch {
    return false;
  }
}

/** Pops a, b and c and pushes a * b + c. */
export function emitFused(code: FunctionWriter): void {
  const c = code.scratch("f64", 2);
  const b = code.scratch("f64", 3);
  code.set(c).set(b).vector("f64x2.splat");
  code.get(b).vector("f64x2.splat").get(c).vector("f64x2.splat");
  code.vector("f64x2.relaxed_madd").vector("f64x2.extract_lane 0");
}
