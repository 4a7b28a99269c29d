// Time slices of the hypervisor.
import { expect, test } from "vitest";
import { prebuilt, runScenario, underHypervisor } from "./scenario-file.js";

test("two guests that never yield share a hart evenly beside a third that sleeps and wakes, which is served soon", async () => {
  const vms = [
    { name: "left", kernel: prebuilt("spin.elf"), console: "uart1" },
    { name: "right", kernel: prebuilt("spin.elf"), console: "uart2" },
    { name: "sleeper", kernel: prebuilt("exercise.elf"), console: "uart3", bootargs: "only=timer" },
  ];
  const machine = { harts: 1, memory: "64MiB" };
  const { report, console } = await runScenario(underHypervisor(vms, { machine, limits: { guest: "300ms" } }));
  const [left, right] = report.vms.map((vm) => Number(vm.instructions));
  expect(Math.abs((left ?? 0) - (right ?? 0))).toBeLessThan(0.1 * (left ?? 0));
  // 51 sleeps; each would wait 10 to 20 ms if a wake-up had to wait for the slices of both others.
  expect(console("sleeper")).toContain("timer: OK");
});
