// A profile on its own, as the commands take it: `hartbed elf --profile NAME`.
import { loadProfile, type ProfileShelf } from "./load-profile.js";
import { type Problem, problemText } from "./problem.js";
import type { Profile } from "./profile.js";

export type OpenedProfile =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** @param name A name, or a file (with `/` or `.yaml` in it). Problems are a line each. */
export function openProfile(name: string, shelf: ProfileShelf): OpenedProfile {
  const problems: Problem[] = [];
  const from = { kind: "option", text: `--profile ${name}` } as const;
  const loaded = loadProfile(name, shelf, (problem) => problems.push(problem), from, []);
  if (loaded !== null) return { ok: true, profile: loaded.profile };
  return { ok: false, problems: problems.map((problem) => problemText(problem, shelf.directory)) };
}
