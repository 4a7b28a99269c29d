// The device tree that a scenario's machine is started with.
import { boot } from "../machine/boot.js";
import { partNames } from "../machine/parts.js";
import type { Scenario } from "../scenario/scenario.js";
import { boardOf } from "./plan-board.js";
import { makeRunPlan } from "./run-plan.js";

/** @throws InputError when a file of the scenario cannot be read. */
export function deviceTreeBlob(scenario: Scenario): Uint8Array {
  const hartWasm = new Uint8Array();
  const plan = makeRunPlan(scenario, { interactive: false, followExpectations: false, replay: null, hartWasm });
  const { segments } = boot(boardOf(plan));
  return segments.find(({ name }) => name === partNames.deviceTree)?.bytes ?? new Uint8Array();
}
