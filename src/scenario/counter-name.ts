// Names of counters in expectations: which there are, and what may have been meant.
import { EXCEPTIONS, INTERRUPTS } from "../isa/causes.js";
import { oneOf } from "./problem.js";
import type { Words } from "./resolving.js";
import { didYouMean } from "./suggest.js";

/** What may follow a part of a name: the parts, or null where the name ends. */
interface Branch {
  readonly [part: string]: Branch | null;
}

const CAUSES = leaves([...EXCEPTIONS, ...INTERRUPTS].map(({ name }) => name));

const VM: Branch = {
  exits: { ...CAUSES, wfi: null },
  injected: leaves(["software", "timer", "external"]),
  instructions: null,
};

const HART: Branch = {
  instret: null,
  traps: { m: CAUSES, hs: CAUSES, vs: CAUSES },
  instructions: leaves(["m", "hs", "guest"]),
};

/** Why there is no such counter, or null when there is one. */
export function counterFault(counter: string, vms: readonly string[], harts: number): Words | null {
  const numbers = Array.from({ length: harts }, (_, hart) => `hart${hart}`);
  let branch: Branch | null = Object.fromEntries([
    ...vms.map((name) => [name, VM] as const),
    ...numbers.map((name) => [name, HART] as const),
  ]);
  const seen: string[] = [];
  for (const part of counter.split(".")) {
    if (branch === null) return [`${seen.join(".")} is a counter, with nothing below it`];
    const names = Object.keys(branch);
    const next: Branch | null | undefined = Object.hasOwn(branch, part) ? branch[part] : undefined;
    if (next === undefined) {
      const below = seen.length === 0 ? "no VM or hart" : `no counter below ${seen.join(".")} is called`;
      const expected = names.length > 8 ? "a trap cause" : oneOf(names);
      return [`${below} ${part}`, expected, didYouMean(part, names)];
    }
    seen.push(part);
    branch = next;
  }
  return branch === null ? null : [`${counter} is a group of counters`, `one of ${counter}.${shown(branch)}`];
}

function shown(branch: Branch): string {
  const names = Object.keys(branch);
  return names.length > 8 ? "CAUSE" : `{${names.join(",")}}`;
}

function leaves(names: readonly string[]): Branch {
  return Object.fromEntries(names.map((name) => [name, null]));
}
