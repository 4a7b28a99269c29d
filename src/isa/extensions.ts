// Extensions that stand for, or bring along, others: unprivileged manual, "ISA Extension Naming Conventions".
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
  { when: ["d"], adds: ["f"] },
  { when: ["f"], adds: ["zicsr"] },
  { when: ["c", "d"], adds: ["zcd"] },
  { when: ["b"], adds: ["zba", "zbb", "zbs"] },
  { when: ["h"], adds: ["s"] },
  { when: ["s"], adds: ["zicsr"] },
];

/** The extensions and all that they imply, in small letters. */
export function withImplied(extensions: Iterable<string>): ReadonlySet<string> {
  const all = new Set([...extensions].map((name) => name.toLowerCase()));
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const { when, adds } of IMPLICATIONS) {
      if (when.every((name) => all.has(name))) for (const name of adds) all.add(name);
    }
  }
  return all;
}

/** The instructions of a hart with these extensions (any spelling of capitals; I and Sm are always there). */
export function instructionsOf(extensions: Iterable<string>): readonly InstructionRow[] {
  const present = withImplied(extensions);
  return INSTRUCTIONS.filter((row) => present.has(row.extension.toLowerCase()));
}
