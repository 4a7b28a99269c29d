// Which extensions a hart has: the rows of extension-rows.ts under a profile's switches, with what they stand for.
// Unprivileged manual, "ISA Extension Naming Conventions".
import { ASKED_BY_HART, EXTENSIONS } from "./extension-rows.js";
import type { InstructionRow } from "./instruction-row.js";
import { INSTRUCTIONS } from "./instructions/index.js";

/** Where all of `when` are present, `adds` is too. */
interface Implication {
  readonly when: readonly string[];
  readonly adds: readonly string[];
}

const IMPLICATIONS: readonly Implication[] = [
  { when: [], adds: ["i", "sm"] },
  { when: ["g"], adds: ["m", "a", "f", "d", "zicsr", "zifencei"] },
  { when: ["m"], adds: ["zmmul"] },
  { when: ["a"], adds: ["zaamo", "zalrsc"] },
  { when: ["f"], adds: ["zicsr"] },
  { when: ["c"], adds: ["zca"] },
  { when: ["zca", "d"], adds: ["zcd"] },
  { when: ["zcb"], adds: ["zca"] },
  { when: ["zfh"], adds: ["zfhmin"] },
  { when: ["smstateen"], adds: ["ssstateen"] },
  { when: ["h"], adds: ["s"] },
  { when: ["s"], adds: ["zicsr"] },
  ...EXTENSIONS.map(({ name, needs }) => ({ when: [name], adds: needs })),
];

/** On or off by name, as a profile says it; what is not named is as `spec` has it. */
export type Switches = Readonly<Record<string, "on" | "off">>;

export interface ExtensionSet {
  /** What the device tree names, in its order. */
  readonly named: readonly string[];
  /** All that the hart has: what is named, what that implies, and the privileged base. */
  readonly present: ReadonlySet<string>;
  readonly problems: readonly SwitchProblem[];
}

/** A switch that cannot be obeyed. */
export interface SwitchProblem {
  readonly name: string;
  readonly found: "on" | "off";
  readonly expected: string;
  /** What it needs and another switch denies it. */
  readonly without: readonly string[];
}

/** The extensions of a hart under a profile's switches. */
export function extensionsOf(switches: Switches): ExtensionSet {
  const problems: SwitchProblem[] = [];
  const named = new Set(EXTENSIONS.filter(({ standard }) => standard).map(({ name }) => name));
  const isOff = (name: string) => switches[name] === "off";
  for (const [name, state] of Object.entries(switches)) {
    const row = EXTENSIONS.find((each) => each.name === name);
    if (state === "on" && row === undefined)
      problems.push({ name, found: state, expected: "off (the harts do not have it)", without: [] });
    if (state === "off" && row?.fixed === true)
      problems.push({ name, found: state, expected: "on (the harts always have it)", without: [] });
    if (state === "off") named.delete(name);
    else if (row !== undefined) {
      for (const each of withNeeds(name)) {
        const expected = `extensions.${each}: on too (it needs that)`;
        if (isOff(each)) problems.push({ name, found: state ?? "on", expected, without: [each] });
        named.add(each);
      }
    }
  }
  let size: number;
  do {
    size = named.size;
    for (const { name, needs } of EXTENSIONS) if (!needs.every((need) => named.has(need))) named.delete(name);
  } while (size !== named.size);
  return {
    named: EXTENSIONS.map(({ name }) => name).filter((name) => named.has(name)),
    present: withImplied([...named, "s", "u"]),
    problems,
  };
}

function withNeeds(name: string): readonly string[] {
  const needs = EXTENSIONS.find((row) => row.name === name)?.needs ?? [];
  return [name, ...needs.flatMap(withNeeds)];
}

/** The extensions and all that they imply, in small letters. */
function withImplied(extensions: Iterable<string>): ReadonlySet<string> {
  const all = new Set([...extensions].map((name) => name.toLowerCase()));
  let size: number;
  do {
    size = all.size;
    for (const { when, adds } of IMPLICATIONS) {
      if (when.every((name) => all.has(name))) for (const name of adds) all.add(name);
    }
  } while (size !== all.size);
  return all;
}

/** The instructions of a hart with these extensions (any spelling of capitals; I and Sm are always there). */
export function instructionsOf(extensions: Iterable<string>): readonly InstructionRow[] {
  const present = withImplied(extensions);
  const has = (name: string) => present.has(name.toLowerCase());
  return INSTRUCTIONS.filter(
    ({ extension, also = [], requires = [] }) => [extension, ...also].some(has) && requires.every(has),
  );
}

/** misa of a hart with these extensions: RV64 and the letters. Privileged manual, "Machine ISA (misa) Register". */
export function misaOf(present: ReadonlySet<string>): bigint {
  return [...present]
    .filter((name) => /^[a-z]$/.test(name) && name !== "g")
    .reduce((bits, letter) => bits | (1n << BigInt(letter.charCodeAt(0) - 97)), 2n << 62n);
}

/** The extensions that hart code asks for, a bit each. */
export function askedByHart(present: ReadonlySet<string>): number {
  return ASKED_BY_HART.reduce((bits, name, index) => (present.has(name) ? bits | (1 << index) : bits), 0);
}
