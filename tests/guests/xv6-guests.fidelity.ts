// xv6's own tests, in three VMs at once that start in M-mode. HARTBED_XV6 names a tree with kernel/kernel and fs.img.
import { describe, expect, test } from "vitest";
import { runScenario, underHypervisor } from "./scenario-file.js";

const tree = process.env["HARTBED_XV6"];
const NAMES = ["alpha", "beta", "gamma"];
const HOUR = 3_600_000;

function scenario(vcpus: readonly number[]): object {
  const vms = NAMES.map((name, index) => {
    const [kernel, console] = [`${tree}/kernel/kernel`, `uart${index + 1}`];
    return { name, kernel, boot: "m-mode", memory: "128MiB", vcpus: vcpus[index], console, disk: name };
  });
  const expectations = NAMES.flatMap((console) => [
    { console, match: "\\$ $", send: "usertests -q\n" },
    { console, match: "ALL TESTS PASSED\\s+\\$ $" },
  ]);
  return underHypervisor(vms, {
    profile: "qemu-9.2.0",
    clock: { instructions_per_tick: 10 },
    machine: { harts: 3, memory: "512MiB" },
    disks: Object.fromEntries(NAMES.map((name) => [name, { image: `${tree}/fs.img` }])),
    limits: { guest: "100000s" },
    expect: expectations,
  });
}

describe.skipIf(tree === undefined)("unmodified xv6 (HARTBED_XV6) in three VMs passes usertests -q", () => {
  test.each([
    ["with one vCPU each", [1, 1, 1]],
    ["with one, two and three vCPUs on three harts", [1, 2, 3]],
  ])("%s", { timeout: HOUR }, async (_how, vcpus) => {
    const { report } = await runScenario(scenario(vcpus));
    expect(report.outcome).toBe("expectations-met");
  });
});
