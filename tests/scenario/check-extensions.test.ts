// What a profile and a scenario ask of the harts, and where a wish that cannot be met is reported.
import { expect, it } from "vitest";
import { type Contents, LEAST, problemsOf, scenarioOf } from "./memory-files.js";

/** The problems of a scenario whose profile `mine` is the text given. */
function problemsUnder(mine: string, scenario = "", others: Contents = {}): readonly string[] {
  return problemsOf(`${LEAST}profile: mine\n${scenario}`, {}, { "/desk/profiles/mine.yaml": mine, ...others });
}

it("extensions that the harts have may be switched, and any other be off", () => {
  const { profile } = scenarioOf(`${LEAST}extensions: {svadu: off, zicond: on, smstateen: on, v: off}\n`);
  expect(profile.extensions).toEqual({ svadu: "off", zicond: "on", smstateen: "on", v: "off" });
});

it("an extension that the harts are never without cannot be switched off", () => {
  expect(problemsOf(`${LEAST}extensions:\n  svadu: on\n  c: off\n`)).toEqual([
    "s.yaml:6:6: extensions.c: off; expected on (the harts always have it)",
  ]);
});

it("an extension that the harts lack cannot be switched on", () => {
  expect(problemsOf(`${LEAST}extensions: {v: on}\n`)).toEqual([
    "s.yaml:4:17: extensions.v: on; expected off (the harts do not have it)",
  ]);
});

it("what the command line switches is reported there", () => {
  expect(problemsOf(LEAST, { set: ["extensions.v=on"] })).toEqual([
    "--set extensions.v=on: on; expected off (the harts do not have it)",
  ]);
});

it("a wish of the profile is reported in the profile's file", () => {
  expect(problemsUnder("description: Mine.\nextensions:\n  v: on\n")).toEqual([
    "profiles/mine.yaml:3:6: extensions.v: on; expected off (the harts do not have it)",
  ]);
});

it("a wish of a profile below is reported in that one's file", () => {
  const below = { "/desk/profiles/below.yaml": "extensions: {v: on}\n" };
  expect(problemsUnder("extends: below\n", "", below)).toEqual([
    "profiles/below.yaml:1:17: extensions.v: on; expected off (the harts do not have it)",
  ]);
});

it("an extension cannot be on while what it needs is off", () => {
  expect(problemsOf(`${LEAST}extensions: {zfh: on, f: off}\n`)).toEqual([
    "s.yaml:4:19: extensions.zfh: on; expected extensions.f: on too (it needs that)",
  ]);
});

it("when the scenario takes away what the profile's extension needs, the scenario is wrong", () => {
  expect(problemsUnder("extensions: {zfh: on}\n", "extensions: {f: off}\n")).toEqual([
    "s.yaml:5:17: extensions.zfh: on; expected extensions.f: on too (it needs that)",
  ]);
});
