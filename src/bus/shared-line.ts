// A level-sensitive line that several outputs pull: it is high while any of them is (PCI Local Bus 3.0, section 2.2.6).
import type { IrqLine } from "./ports.js";

/** @returns One line for each output; what they drive follows from their devices' states, so it is not saved. */
export function shareLine(line: IrqLine, outputs: number): readonly IrqLine[] {
  const levels = new Array<boolean>(outputs).fill(false);
  return levels.map((_, output) => ({
    set(level: boolean): void {
      levels[output] = level;
      line.set(levels.includes(true));
    },
  }));
}
