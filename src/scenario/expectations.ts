// Expectations: names looked up, bounds checked.
import { counterFault } from "./counter-name.js";
import { oneOf } from "./problem.js";
import type { Resolving } from "./resolving.js";
import type { Console, Expectation, Limits, Vm } from "./scenario.js";
import type { ScenarioInput } from "./schema/scenario.js";
import { type Path, pathText } from "./source.js";
import { didYouMean } from "./suggest.js";

type ExpectationInput = ScenarioInput["expect"][number];

/** What expectations may name. */
interface Named {
  readonly consoles: readonly Console[];
  readonly vms: readonly Vm[];
  readonly harts: number;
}

export function resolveExpectations(
  entries: readonly ExpectationInput[],
  named: Named,
  resolving: Resolving,
): readonly Expectation[] {
  const outcomes = entries.flatMap((entry, index) => ("outcome" in entry ? [index] : []));
  for (const index of outcomes.slice(1)) {
    resolving.at(["expect", index], "a second outcome", `one; the first is expect[${outcomes[0]}]`);
  }
  return entries.map((entry, index) => {
    const path: Path = ["expect", index];
    const placed = { path: pathText(path) };
    if ("console" in entry) {
      const { match, send, within } = entry;
      const console = consoleOf(entry.console, [...path, "console"], named, resolving);
      return { ...placed, kind: "console", console, match, send: send ?? null, within: limitsOf(within) };
    }
    if ("counter" in entry) return { ...placed, kind: "counter", ...counterOf(entry, path, named, resolving) };
    if ("vm" in entry) {
      const names = named.vms.map(({ name }) => name);
      if (!names.includes(entry.vm)) {
        resolving.at([...path, "vm"], `no VM ${entry.vm}`, oneOf(names), didYouMean(entry.vm, names));
      }
      return { ...placed, kind: "vm", vm: entry.vm, state: entry.state ?? null };
    }
    return { ...placed, kind: "outcome", outcome: entry.outcome };
  });
}

export function limitsOf(limits: ScenarioInput["limits"]): Limits {
  return { guestNs: limits.guest ?? null, instructions: limits.instructions ?? null };
}

/** A console by its name, by the VM that owns it, or by its device. */
function consoleOf(name: string, path: Path, { consoles, vms }: Named, resolving: Resolving): string {
  const found =
    consoles.find((console) => console.name === name) ??
    consoles.find((console) => console.vm === name) ??
    consoles.find((console) => console.device === name);
  if (found !== undefined) return found.name;
  const names = consoles.map((console) => console.name);
  const mute = vms.some((vm) => vm.name === name && vm.console === null);
  const hint = mute ? `VM ${name} has no console of its own` : didYouMean(name, names);
  resolving.at(path, `no console ${name}`, oneOf(names), hint);
  return name;
}

type CounterInput = Extract<ExpectationInput, { counter: string }>;

function counterOf(
  { counter, min, max, equals }: CounterInput,
  path: Path,
  { vms, harts }: Named,
  resolving: Resolving,
) {
  const names = vms.map(({ name }) => name);
  const fault = counterFault(counter, names, harts);
  if (fault !== null) resolving.at([...path, "counter"], ...fault);
  if (equals === undefined && min === undefined && max === undefined) {
    resolving.at(path, "no bound", "min, max or equals");
  } else if (equals !== undefined && (min !== undefined || max !== undefined)) {
    resolving.at([...path, "equals"], "equals beside min or max", "one or the other");
  } else if (min !== undefined && max !== undefined && min > max) {
    resolving.at([...path, "min"], `min ${min} above max ${max}`, "min at most max");
  }
  return { counter, min: equals ?? min ?? null, max: equals ?? max ?? null };
}
