// What the device tree says about the harts: extensions by the names of the manuals, address translation, block sizes.
import type { CpuDescription } from "./options.js";

/** Beyond the single letters, in the order in which `riscv,isa` lists them. */
const EXTENSIONS = [
  ...["zicbom", "zicboz", "zicntr", "zicsr", "zifencei", "zihintpause", "zihpm"],
  ...["zba", "zbb", "zbs", "sstc", "svadu"],
] as const;

/** Bytes of a cache block for CBO instructions. */
const BLOCK_BYTES = 64;

export const CPU: CpuDescription = {
  isa: ["rv64imafdch", ...EXTENSIONS].join("_"),
  isaBase: "rv64i",
  isaExtensions: [..."imafdch", ...EXTENSIONS],
  mmu: "riscv,sv57",
  blockSizes: { "riscv,cbom-block-size": BLOCK_BYTES, "riscv,cboz-block-size": BLOCK_BYTES },
};
