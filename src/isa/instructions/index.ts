// Every instruction, by extension. An extension is one file and one line here.
import type { InstructionRow } from "../instruction-row.js";
import { CACHE_BLOCKS } from "./cache-blocks.js";
import { HYPERVISOR } from "./hypervisor.js";
import { INTEGER } from "./integer.js";
import { PRIVILEGED } from "./privileged.js";
import { ZICSR } from "./zicsr.js";
import { ZIFENCEI } from "./zifencei.js";
import { ZIHINTPAUSE } from "./zihintpause.js";

export const INSTRUCTIONS: readonly InstructionRow[] = [
  ...INTEGER,
  ...ZIFENCEI,
  ...ZIHINTPAUSE,
  ...ZICSR,
  ...CACHE_BLOCKS,
  ...PRIVILEGED,
  ...HYPERVISOR,
];
