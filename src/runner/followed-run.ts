// Runs of a plan that debugging tools follow step by step, in this thread.
import type { Follow } from "../debug/follow.js";
import { makePlanMachine, type PlanMachine } from "./plan-machine.js";
import type { RunPlan } from "./run-plan.js";
import { makeSession, QUANTUM, type Session } from "./session.js";

export interface PlanRun {
  readonly session: Session;
  readonly machine: PlanMachine;
}

/**
 * A session of a plan from power-on, as the Worker has it, without a clock on the wall.
 * @throws InputError when the machine cannot be built.
 */
export function startSession(plan: RunPlan): PlanRun {
  let machine: PlanMachine | undefined;
  const { consoles, limits, clock } = plan.scenario;
  const options = {
    consoles,
    limits,
    expectations: plan.expectations,
    instructionsPerTick: clock.instructionsPerTick,
    interactive: false,
    replay: plan.replay,
    onRecord: null,
  };
  const session = makeSession(options, (onConsole) => {
    machine = makePlanMachine(plan, onConsole);
    return machine;
  });
  return { session, machine: machine as PlanMachine };
}

/** Follows runs of a plan; each call starts one. */
export function followPlan(plan: RunPlan): Follow {
  return () => {
    const { session, machine } = startSession(plan);
    let stopped = false;
    return {
      inspect: machine.inspect,
      get steps() {
        return session.step;
      },
      get over() {
        return stopped || session.end !== null;
      },
      advance: () => void session.advance(),
      step() {
        // The step that reaches a boundary is the session's: expectations look and send there.
        if (QUANTUM - (session.step % QUANTUM) === 1) session.advance();
        else stopped = machine.run(1).kind !== "steps";
      },
    };
  };
}
