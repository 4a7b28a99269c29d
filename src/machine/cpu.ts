// What the device tree says about the harts: extensions by the names of the manuals, address translation, block sizes.
import { extensionsOf, type Switches } from "../isa/extensions.js";
import type { CpuDescription } from "./options.js";

/** Bytes of a cache block for CBO instructions. */
const BLOCK_BYTES = 64;

/** Block sizes, each for the extension that has it. */
const BLOCKS = { zicbom: "riscv,cbom-block-size", zicbop: "riscv,cbop-block-size", zicboz: "riscv,cboz-block-size" };

/** The harts of a profile that switches extensions so. */
export function describeCpu(switches: Switches): CpuDescription {
  const { named } = extensionsOf(switches);
  const letters = named.filter((name) => name.length === 1).join("");
  const blocks = Object.entries(BLOCKS).filter(([extension]) => named.includes(extension));
  return {
    isa: [`rv64${letters}`, ...named.filter((name) => name.length > 1)].join("_"),
    isaBase: "rv64i",
    isaExtensions: named,
    mmu: "riscv,sv57",
    blockSizes: Object.fromEntries(blocks.map(([, property]) => [property, BLOCK_BYTES])),
  };
}
