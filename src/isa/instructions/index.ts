// Every instruction, by extension. An extension is one file and one line here.
import type { InstructionRow } from "../instruction-row.js";
import { ADDITIONAL_FLOAT } from "./additional-float.js";
import { ATOMICS } from "./atomics.js";
import { BIT_MANIPULATION } from "./bit-manipulation.js";
import { CACHE_BLOCKS } from "./cache-blocks.js";
import { COMPRESSED } from "./compressed.js";
import { COMPRESSED_MORE } from "./compressed-more.js";
import { CONDITIONAL } from "./conditional.js";
import { CRYPTOGRAPHY } from "./cryptography.js";
import { FLOAT } from "./float.js";
import { HALF_FLOAT } from "./half-float.js";
import { HYPERVISOR } from "./hypervisor.js";
import { INTEGER } from "./integer.js";
import { INVALIDATION } from "./invalidation.js";
import { MAY_BE_OPERATIONS } from "./may-be-operations.js";
import { MULTIPLY_DIVIDE } from "./multiply-divide.js";
import { PRIVILEGED } from "./privileged.js";
import { WAIT_ON_RESERVATION } from "./wait-on-reservation.js";
import { ZICSR } from "./zicsr.js";
import { ZIFENCEI } from "./zifencei.js";
import { ZIHINTPAUSE } from "./zihintpause.js";

export const INSTRUCTIONS: readonly InstructionRow[] = [
  ...INTEGER,
  ...ZIFENCEI,
  ...ZIHINTPAUSE,
  ...ZICSR,
  ...MULTIPLY_DIVIDE,
  ...ATOMICS,
  ...FLOAT,
  ...HALF_FLOAT,
  ...ADDITIONAL_FLOAT,
  ...COMPRESSED,
  ...BIT_MANIPULATION,
  ...CRYPTOGRAPHY,
  ...COMPRESSED_MORE,
  ...CONDITIONAL,
  ...MAY_BE_OPERATIONS,
  ...WAIT_ON_RESERVATION,
  ...CACHE_BLOCKS,
  ...PRIVILEGED,
  ...HYPERVISOR,
  ...INVALIDATION,
];
