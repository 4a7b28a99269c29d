// Switches of the host's WebAssembly compiler, set before the first module is compiled.
import { setFlagsFromString } from "node:v8";

/**
 * Behind a flag in Node 20: relaxed vector arithmetic, with its fused multiply-add, which later versions have on; and
 * hints that keep seldom taken branches out of the way, without which everything is the same but somewhat slower.
 */
const NODE_20 = ["--experimental-wasm-relaxed-simd", "--experimental-wasm-branch-hinting"];

export function setHostFlags(): void {
  if (process.versions.node.startsWith("20.")) for (const flag of NODE_20) setFlagsFromString(flag);
}
