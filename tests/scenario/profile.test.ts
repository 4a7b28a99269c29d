// Profiles: chains, facts, extensions.
import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/isa/facts.js";
import { loadProfile } from "../../src/scenario/load-profile.js";
import { type Problem, problemText } from "../../src/scenario/problem.js";
import { type Contents, LEAST, memoryFiles, OPTIONS, problemsOf, scenarioOf, WORLD } from "./memory-files.js";

/** The profile that `--profile NAME` names, or what is wrong. */
function open(name: string, others: Contents = {}) {
  const problems: Problem[] = [];
  const shelf = { ...OPTIONS, files: memoryFiles({ ...WORLD, ...others }) };
  const from = { kind: "option", text: `--profile ${name}` } as const;
  const loaded = loadProfile(name, shelf, (problem) => problems.push(problem), from, ["profile"]);
  return loaded?.profile ?? problems.map((problem) => problemText(problem, OPTIONS.directory));
}

describe("a profile", () => {
  it("has every fact, with the manual's value where it names none", () => {
    const opened = open("spec");
    const values = Object.fromEntries(FACTS.map((row) => [row.key, `0x${row.default.toString(16)}`]));
    expect(opened).toEqual({
      name: "spec",
      description: "The manuals.",
      extends: [],
      facts: values,
      extensions: {},
    });
  });

  it("keeps all 64 bits of a fact, and what it extends says", () => {
    const mine =
      "extends: qemu-8.0.2\nfacts: {reset.menvcfg: 0xfedc_ba98_7654_3211}\nextensions: {svadu: off, zicond: on}\n";
    const opened = open("./mine.yaml", { "/desk/mine.yaml": mine });
    expect(opened).toMatchObject({
      name: "mine",
      extends: ["qemu-8.0.2", "spec"],
      facts: { "reset.menvcfg": "0xfedcba9876543211", "reset.henvcfg": "0x2000000000000000" },
      extensions: { svadu: "off", zicond: "on" },
    });
  });

  it("beside the scenario goes before one that ships", () => {
    const mine = { "/desk/profiles/qemu-8.0.2.yaml": "description: mine\n" };
    expect(scenarioOf(`${LEAST}profile: qemu-8.0.2\n`, {}, mine).profile.description).toBe("mine");
  });

  it("reports everything that is wrong with it, in its own file", () => {
    const mine =
      "extends: qemu-8.0.2\nfacts: {reset.henvcg: 1, reset.menvcfg: 0x12345678123456789}\nextensions: {Svadu: on, v: maybe}\n";
    expect(problemsOf(`${LEAST}profile: mine\n`, {}, { "/desk/profiles/mine.yaml": mine })).toEqual([
      'profiles/mine.yaml:2:9: facts["reset.henvcg"]: unknown key (did you mean reset.henvcfg?)',
      'profiles/mine.yaml:2:41: facts["reset.menvcfg"]: 0x12345678123456789; expected a 64-bit integer such as 0x2000000000000000',
      "profiles/mine.yaml:3:14: extensions.Svadu: key Svadu; expected an extension in small letters, such as svadu",
      'profiles/mine.yaml:3:28: extensions.v: "maybe"; expected on or off',
    ]);
  });

  it("reports a circle", () => {
    const circle = { "/desk/profiles/a.yaml": "extends: b\n", "/desk/profiles/b.yaml": "extends: a\n" };
    expect(problemsOf(`${LEAST}profile: a\n`, {}, circle)).toEqual([
      "profiles/b.yaml:1:10: extends: a circle: a.yaml -> b.yaml -> a.yaml; expected a chain that ends",
    ]);
  });

  it.each([
    ["qemu-8.0.1", "no profile qemu-8.0.1; expected qemu-8.0.2 or spec (did you mean qemu-8.0.2?)"],
    ["./mine.yaml", "no file mine.yaml; expected a file"],
    ["3", "3; expected a profile"],
  ])("%s is refused", (name, message) => {
    expect(problemsOf(`${LEAST}profile: ${name}\n`)).toEqual([`s.yaml:4:10: profile: ${message}`]);
  });

  it("is refused by the option that named it", () => {
    expect(open("speck")).toEqual([
      "--profile speck: no profile speck; expected qemu-8.0.2 or spec (did you mean spec?)",
    ]);
  });
});
