// The machine of a plan. Images are looked at one by one first, so that a bad one is named with its place.
import { ImageError } from "../machine/elf.js";
import { readImage } from "../machine/image.js";
import type { Machine } from "../machine/machine.js";
import { buildMachine } from "./build-machine.js";
import { InputError } from "./input-error.js";
import { boardOf } from "./plan-board.js";
import type { RunPlan } from "./run-plan.js";
import type { SessionMachine } from "./session.js";

export type PlanMachine = Machine & SessionMachine;

/** @throws InputError when the machine cannot be built. */
export function makePlanMachine(plan: RunPlan, onConsole: (uart: number, byte: number) => void): PlanMachine {
  const { scenario, hartWasm } = plan;
  for (const file of [scenario.firmware, scenario.kernel]) checkImage(plan, file);
  const { instructionsPerTick } = scenario.clock;
  const options = { hartWasm, profile: scenario.profile, board: boardOf(plan), instructionsPerTick, onConsole };
  const machine = buildMachine(options, plan.title);
  const instructions = () => machine.harts().reduce((sum, { instret }) => sum + instret, 0);
  return Object.defineProperties({ instructions } as PlanMachine, Object.getOwnPropertyDescriptors(machine));
}

function checkImage({ files, places }: RunPlan, file: string | null): void {
  const bytes = file === null ? undefined : files.get(file);
  if (file === null || bytes === undefined) return;
  try {
    readImage(bytes, 0);
  } catch (error) {
    if (error instanceof ImageError) throw new InputError(`${places.get(file)}: ${file}: ${error.message}`);
    throw error;
  }
}
