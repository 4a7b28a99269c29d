// What a profile asks of the harts.
import { expect, it } from "vitest";
import { manualFacts } from "../../src/isa/facts.js";
import { profileProblems } from "../../src/runner/check-profile.js";
import type { Profile } from "../../src/scenario/profile.js";

function problemsOf(extensions: Profile["extensions"]): readonly string[] {
  return profileProblems({ name: "mine", description: null, extends: [], facts: manualFacts(), extensions });
}

it("extensions that the harts have may be switched, and any other be off", () => {
  expect(problemsOf({ svadu: "off", zicond: "on", smstateen: "on", v: "off" })).toEqual([]);
});

it("an extension that the harts are never without cannot be switched off", () => {
  expect(problemsOf({ c: "off" })).toEqual(["profile mine: extensions.c: off; expected on (the harts always have it)"]);
});

it("an extension that the harts lack cannot be switched on", () => {
  expect(problemsOf({ v: "on" })).toEqual(["profile mine: extensions.v: on; expected off (the harts do not have it)"]);
});

it("an extension cannot be on while what it needs is off", () => {
  expect(problemsOf({ zfh: "on", f: "off" })).toEqual([
    "profile mine: extensions.zfh: on; expected extensions.f: on too (it needs that)",
  ]);
});
