// Builds machines; what cannot be built is bad input, in words.
import { BoardError } from "../machine/boot.js";
import { ImageError } from "../machine/elf.js";
import { type Machine, type MachineOptions, makeMachine } from "../machine/machine.js";
import { setHostFlags } from "./host-flags.js";
import { InputError } from "./input-error.js";

/**
 * @param where What the message begins with: the scenario's or program's name.
 * @throws InputError when the board cannot be built from its options.
 */
export function buildMachine(options: MachineOptions, where: string): Machine {
  setHostFlags();
  try {
    return makeMachine(options);
  } catch (error) {
    if (error instanceof BoardError || error instanceof ImageError) throw new InputError(`${where}: ${error.message}`);
    throw error;
  }
}
