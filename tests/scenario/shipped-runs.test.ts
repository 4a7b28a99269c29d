// Every scenario that ships does what it says, from the command line.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hartbed, ROOT } from "../cli/hartbed.js";

async function run(...args: string[]) {
  const { code, stdout, stderr } = await hartbed("run", ...args, "--headless", "--json", "-");
  return { code, stderr, report: stdout === "" ? null : JSON.parse(stdout) };
}

describe("a scenario that ships meets its expectations", () => {
  it.each(readdirSync(join(ROOT, "configs")).filter((name) => name.endsWith(".yaml")))("%s", async (name) => {
    const { code, stderr, report } = await run(`configs/${name}`);
    expect({ code, outcome: report?.outcome }, stderr).toEqual({ code: 0, outcome: "expectations-met" });
    expect(report.expectations.length).toBeGreaterThan(0);
  });
});

it("the guest of henvcfg-by-profile.yaml stops under QEMU 9.2.0's reset value of henvcfg", async () => {
  const { code, report } = await run("henvcfg-by-profile", "--profile", "qemu-9.2.0");
  expect({ code, outcome: report?.outcome }).toEqual({ code: 3, outcome: "deadlock" });
});
