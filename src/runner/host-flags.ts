// Switches of the host's WebAssembly compiler, set before the first module is compiled.
import { setFlagsFromString } from "node:v8";

/** Node 20 has relaxed vector arithmetic, with its fused multiply-add, behind a flag; later versions have it on. */
export function setHostFlags(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
