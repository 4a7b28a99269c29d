// A whole machine that runs a program in assembly from 0x80000000 in M-mode, without firmware.
import { readFileSync } from "node:fs";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { manualFacts } from "../../src/isa/facts.js";
import { describeCpu } from "../../src/machine/cpu.js";
import { type Machine, makeMachine } from "../../src/machine/machine.js";
import type { BoardOptions } from "../../src/machine/options.js";
import type { Profile } from "../../src/scenario/profile.js";
import { boardOptions } from "./board-options.js";

export const HART_WASM = new Uint8Array(readFileSync(new URL("../../dist/hart.wasm", import.meta.url)));

/** Every fact as the manual has it. */
export const PROFILE = {
  name: "test",
  description: null,
  extends: [],
  facts: manualFacts(),
  extensions: {},
} satisfies Profile;

export interface ProgramMachine extends Machine {
  /** What UART 0 sent. */
  readonly printed: () => string;
}

/** `labels` of the program are known to its own lines only. */
export function programMachine(
  source: string,
  changes: Partial<BoardOptions> = {},
  profile: Profile = PROFILE,
): ProgramMachine {
  const { bytes } = assembleProgram(source, 0x8000_0000);
  let text = "";
  const machine = makeMachine({
    hartWasm: HART_WASM,
    profile,
    board: boardOptions({
      cpu: describeCpu(profile),
      memory: 16 * 0x10_0000,
      kernel: bytes,
      ...changes,
    }),
    instructionsPerTick: 100,
    onConsole: (_, byte) => {
      text += String.fromCharCode(byte);
    },
  });
  return Object.assign(machine, { printed: () => text });
}
