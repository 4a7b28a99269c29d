// A profile may ask only for what the harts can be.
import { extensionsOf } from "../isa/extensions.js";
import type { Profile } from "../scenario/profile.js";

/** A line for each extension that the profile switches in vain. */
export function profileProblems({ name, extensions }: Profile): readonly string[] {
  return extensionsOf(extensions).problems.map((problem) => `profile ${name}: ${problem}`);
}
