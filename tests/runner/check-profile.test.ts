// What a profile asks of the harts.
import { expect, it } from "vitest";
import { profileProblems } from "../../src/runner/check-profile.js";
import type { Profile } from "../../src/scenario/profile.js";

function problemsOf(extensions: Profile["extensions"]): readonly string[] {
  const facts = { "reset.menvcfg": "0x0", "reset.henvcfg": "0x0" };
  return profileProblems({ name: "mine", description: null, extends: [], facts, extensions });
}

it("what the harts are may be said", () => {
  expect(problemsOf({ svadu: "on", h: "on", v: "off" })).toEqual([]);
});

it("an extension that the harts have cannot be switched off", () => {
  expect(problemsOf({ svadu: "off" })).toEqual([
    "profile mine: extensions.svadu: off; expected on (the harts always have it)",
  ]);
});

it("an extension that the harts lack cannot be switched on", () => {
  expect(problemsOf({ v: "on" })).toEqual(["profile mine: extensions.v: on; expected off (the harts do not have it)"]);
});
