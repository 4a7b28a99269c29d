// Runs a scenario until a hart is about to execute the instruction at an address, and writes down what every hart holds.
import { readFileSync } from "node:fs";
import { CSRS } from "../isa/csr.js";
import { X_NAMES } from "../isa/registers.js";
import type { Inspect } from "../machine/inspect.js";
import type { Scenario } from "../scenario/scenario.js";
import { shippedPath } from "./package-root.js";
import { makePlanMachine } from "./plan-machine.js";
import { makeRunPlan } from "./run-plan.js";

/** Where the run stopped, or why it ended before. */
export type StopAt =
  | { readonly reached: true; readonly hart: number; readonly step: number; readonly state: string }
  | { readonly reached: false; readonly why: string };

/** Steps of one run; only how soon a stop is seen that is none. */
const TURN = 100_000_000;

/**
 * The state is that before the instruction's first execution; interrupts that come before it were taken.
 * @param pc Virtual address, in whichever mode a hart comes there.
 * @param print What consoles print.
 * @throws InputError when the machine cannot be built.
 */
export function runToAddress(scenario: Scenario, pc: bigint, print: (byte: number) => void): StopAt {
  const hartWasm = new Uint8Array(readFileSync(shippedPath("dist", "hart.wasm")));
  const plan = makeRunPlan(scenario, { interactive: false, followExpectations: false, replay: null, hartWasm });
  const machine = makePlanMachine(plan, (_console, byte) => print(byte));
  const { inspect } = machine;
  machine.breakAt(pc);
  for (;;) {
    const stop = machine.run(TURN);
    if (stop.kind === "breakpoint") {
      return { reached: true, hart: stop.hart, step: machine.steps, state: stateText(inspect) };
    }
    if (stop.kind === "finish") return { reached: false, why: `the guest ended the machine with code ${stop.code}` };
    if (stop.kind !== "steps") return { reached: false, why: `the machine stopped: ${stop.kind}` };
  }
}

/** A line for each register: `mstatus=0x8000000a00006080`. */
function stateText(inspect: Inspect): string {
  const ofHarts = Array.from({ length: inspect.harts }, (_, hart) => {
    const mode = ["U", "S", "", "M"][inspect.privilege(hart)] ?? "";
    const registers = X_NAMES.map((name, index) => [name, inspect.x(hart, index)] as const);
    const csrs = CSRS.flatMap(({ name, number }) => {
      const value = inspect.csr(hart, number);
      return value === null ? [] : [[name, value] as const];
    });
    const all = [["pc", inspect.pc(hart)] as const, ...registers, ...csrs];
    const lines = all.map(([name, value]) => `${name}=0x${value.toString(16)}`);
    return [`## hart ${hart}`, `mode=${inspect.virtual(hart) ? "V" : ""}${mode}`, ...lines].join("\n");
  });
  return `${ofHarts.join("\n")}\n`;
}
