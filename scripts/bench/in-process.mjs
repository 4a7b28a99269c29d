// A scenario's machine in this process, without the worker and the sessions around it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openScenario } from "../../dist/index.js";
import { makeMachine } from "../../dist/machine/machine.js";
import { boardOf } from "../../dist/runner/plan-board.js";
import { makeRunPlan } from "../../dist/runner/run-plan.js";
import { ROOT } from "./machines.mjs";

/** The board of a scenario file, and what else a machine is made from. */
export async function openBoard(file) {
  const scenario = await openScenario(file, {});
  const hartWasm = new Uint8Array(readFileSync(join(ROOT, "dist/hart.wasm")));
  const plan = makeRunPlan(scenario, { interactive: false, followExpectations: false, replay: null, hartWasm });
  const { instructionsPerTick } = scenario.clock;
  return { hartWasm, profile: scenario.profile, board: boardOf(plan), instructionsPerTick };
}

export async function openMachine(file, { onConsole = () => {}, tuning }) {
  return makeMachine({ ...(await openBoard(file)), onConsole, ...(tuning === undefined ? {} : { tuning }) });
}
