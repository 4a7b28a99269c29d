// The machine of a plan.
import type { Machine, MachineLog } from "../machine/machine.js";
import { buildMachine } from "./build-machine.js";
import { boardOf } from "./plan-board.js";
import type { RunPlan } from "./run-plan.js";
import type { SessionMachine } from "./session.js";

export type PlanMachine = Machine & SessionMachine;

/** @throws InputError when the machine cannot be built. */
export function makePlanMachine(
  plan: RunPlan,
  onConsole: (device: string, byte: number) => void,
  log?: MachineLog,
): PlanMachine {
  const { scenario, hartWasm } = plan;
  const { instructionsPerTick } = scenario.clock;
  const options = { hartWasm, profile: scenario.profile, board: boardOf(plan), instructionsPerTick, onConsole, log };
  const machine = buildMachine(options, plan.title);
  const instructions = () => machine.harts().reduce((sum, { instret }) => sum + instret, 0);
  return Object.defineProperties({ instructions } as PlanMachine, Object.getOwnPropertyDescriptors(machine));
}
