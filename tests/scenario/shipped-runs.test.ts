// Every scenario that ships does what it says, from the command line.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hartbed, ROOT } from "../cli/hartbed.js";

async function run(...args: string[]) {
  const { code, stdout, stderr } = await hartbed("run", ...args, "--headless", "--json", "-");
  return { code, stderr, report: stdout === "" ? null : JSON.parse(stdout) };
}

const NAMES = readdirSync(join(ROOT, "configs")).filter((name) => name.endsWith(".yaml"));

/** Environment variables that the paths of a scenario need: software that is not ours, and not in the repository. */
function variablesOf(name: string): readonly string[] {
  const text = readFileSync(join(ROOT, "configs", name), "utf8");
  return [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, variable = ""]) => variable))];
}

const [complete, incomplete] = [true, false].map((wanted) => {
  return NAMES.filter((name) => variablesOf(name).every((variable) => process.env[variable]) === wanted);
}) as [string[], string[]];

describe("a scenario that ships meets its expectations", () => {
  it.each(complete)("%s", { timeout: 600_000 }, async (name) => {
    const { code, stderr, report } = await run(`configs/${name}`);
    expect({ code, outcome: report?.outcome }, stderr).toEqual({ code: 0, outcome: "expectations-met" });
    expect(report.expectations.length).toBeGreaterThan(0);
  });

  for (const name of incomplete) it.skip(`${name}: set ${variablesOf(name).join(", ")} to run it`, () => {});
});

describe("a scenario that lacks its software says which variable is not set", () => {
  it.each(incomplete)("%s", async (name) => {
    const { code, stderr } = await run(`configs/${name}`);
    expect(code).toBe(2);
    for (const variable of variablesOf(name)) expect(stderr).toContain(`environment variable ${variable} is not set`);
  });
});

it("the guest of henvcfg-by-profile.yaml stops under QEMU 9.2.0's reset value of henvcfg", async () => {
  const { code, report } = await run("henvcfg-by-profile", "--profile", "qemu-9.2.0");
  expect({ code, outcome: report?.outcome }).toEqual({ code: 3, outcome: "deadlock" });
});
