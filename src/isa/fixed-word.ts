// The words of instructions without operands.
import { encodingBits } from "./encoding.js";
import { INSTRUCTIONS } from "./instructions/index.js";

/** @param name Mnemonic of an instruction that has one word only, such as `wfi`. */
export function fixedWord(name: string): number {
  const row = INSTRUCTIONS.find((each) => each.name === name);
  if (row === undefined || row.encoding.includes(".")) throw new RangeError(`${name}: no instruction of one word`);
  return encodingBits(row.encoding).match >>> 0;
}
