// What a run is expected to show. One row a kind; the key that comes first in each names the kind.
import { z } from "zod";
import { count, duration, pattern } from "./quantity.js";
import { strictMap } from "./strict-map.js";
import { name, text } from "./text.js";

export const limits = strictMap({
  guest: duration.optional().describe("Guest time."),
  instructions: count("instructions", 1).optional().describe("Instructions retired by all harts."),
});

const VM_STATES = ["waiting", "running", "idle"] as const;
const OUTCOMES = ["shutdown", "guest-failed", "deadlock", "trap-loop", "limit"] as const;

const bound = count("events", 0);

const EXPECTATIONS = {
  console: strictMap({
    console: name.describe("Console, by its name or by the name of the VM that owns it."),
    match: pattern.describe(
      "Matches the text since the previous match (carriage returns left out). A $ at the end is the end of the text so far.",
    ),
    send: text.optional().describe("Typed when it matched."),
    within: limits.prefault({}).describe("Bound from the previous match on this console, or from power-on."),
  }),
  counter: strictMap({
    counter: text.describe(
      "Counter at the end of the run: `alpha.exits.load_guest_page_fault`, `alpha.injected.external`, " +
        "`alpha.instructions`, `hart0.instret`, `hart0.traps.hs.ecall_from_vs`.",
    ),
    min: bound.optional().describe("At least so many."),
    max: bound.optional().describe("At most so many."),
    equals: bound.optional().describe("Exactly so many."),
  }),
  vm: strictMap({
    vm: name.describe("VM that has appeared by the end of the run."),
    state: z.enum(VM_STATES).optional().describe("Its state at the end of the run."),
  }),
  outcome: strictMap({
    outcome: z.enum(OUTCOMES).describe("The run ends by itself, in this way."),
  }),
} as const;

export const expectation = z.union(
  [EXPECTATIONS.console, EXPECTATIONS.counter, EXPECTATIONS.vm, EXPECTATIONS.outcome],
  { error: `an expectation: ${Object.keys(EXPECTATIONS).join(", ")}` },
);
