// A profile may ask only for what the harts can be: extensions that are there cannot be taken away yet, nor others added.
import { CPU } from "../machine/cpu.js";
import type { Profile } from "../scenario/profile.js";

/** A line for each extension that the profile asks for in vain. */
export function profileProblems({ name, extensions }: Profile): readonly string[] {
  const present = new Set(CPU.isaExtensions);
  return Object.entries(extensions).flatMap(([extension, state]) => {
    if ((state === "on") === present.has(extension)) return [];
    const fixed = state === "on" ? "the harts do not have it" : "the harts always have it";
    return [`profile ${name}: extensions.${extension}: ${state}; expected ${state === "on" ? "off" : "on"} (${fixed})`];
  });
}
