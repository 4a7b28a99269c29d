// Every scenario that ships does what it says, from the command line.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

function run(...args: string[]) {
  const command = [join(ROOT, "dist/cli/main.js"), "run", ...args, "--headless", "--json", "-"];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
  return { status, stderr, report: stdout === "" ? null : JSON.parse(stdout) };
}

describe("a scenario that ships meets its expectations", () => {
  it.each(readdirSync(join(ROOT, "configs")).filter((name) => name.endsWith(".yaml")))("%s", (name) => {
    const { status, stderr, report } = run(`configs/${name}`);
    expect({ status, outcome: report?.outcome }, stderr).toEqual({ status: 0, outcome: "expectations-met" });
    expect(report.expectations.length).toBeGreaterThan(0);
  });
});

it("the guest of henvcfg-by-profile.yaml stops under QEMU 9.2.0's reset value of henvcfg", () => {
  const { status, report } = run("henvcfg-by-profile", "--profile", "qemu-9.2.0");
  expect({ status, outcome: report?.outcome }).toEqual({ status: 3, outcome: "trap-loop" });
});
