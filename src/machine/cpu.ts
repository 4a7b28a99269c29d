// What the device tree says about the harts: extensions by the names of the manuals, address translation, block sizes.
import { CACHE_BLOCK_BYTES } from "../isa/extension-rows.js";
import { extensionsOf } from "../isa/extensions.js";
import { type FactKey, factWord } from "../isa/facts.js";
import type { Profile } from "../scenario/profile.js";
import type { CpuDescription } from "./options.js";

/** Block sizes, each for the extension that has it. */
const BLOCKS = { zicbom: "riscv,cbom-block-size", zicbop: "riscv,cbop-block-size", zicboz: "riscv,cboz-block-size" };

/** What the tree leaves out where a fact is off. */
const UNNAMED = {
  "device-tree-names-counters": ["zicntr", "zihpm"],
  "device-tree-names-parts-of-c": ["zca", "zcd"],
} as const satisfies { readonly [key in FactKey]?: readonly string[] };

/** The harts of a profile. */
export function describeCpu({ extensions, facts }: Pick<Profile, "extensions" | "facts">): CpuDescription {
  const isOn = (key: FactKey) => BigInt(facts[key]) !== 0n;
  const unnamed = Object.entries(UNNAMED).flatMap(([key, names]) => (isOn(key as keyof typeof UNNAMED) ? [] : names));
  const named = extensionsOf(extensions).named.filter((name) => !unnamed.some((each) => each === name));
  const letters = named.filter((name) => name.length === 1).join("");
  const blocks = Object.entries(BLOCKS).filter(([extension]) => named.includes(extension));
  return {
    isa: [`rv64${letters}`, ...named.filter((name) => name.length > 1)].join("_"),
    ...(isOn("device-tree-extension-list") && { isaBase: "rv64i", isaExtensions: named }),
    mmu: `riscv,${factWord("device-tree-mmu", facts)}`,
    blockSizes: Object.fromEntries(blocks.map(([, property]) => [property, CACHE_BLOCK_BYTES])),
  };
}
