// The payload `exercise` tries out, one by one, what a VM promises; here it runs in the settings that differ.
import { expect, test } from "vitest";
import { diskImage, prebuilt, runScenario, underHypervisor } from "./scenario-file.js";
import { verdicts } from "./verdicts.js";

const exercise = prebuilt("exercise.elf");
const PROMISES =
  "tree base console counters start timer sbi-timer suspend illegal virtual ipi hsm rfence own-tables fp fp-smp " +
  "plic-widths plic-enable uart-interrupt disk disk-hostile";

/** All promises OK, but for those that the setting leaves out. */
function allBut(...leftOut: string[]): Record<string, string> {
  return Object.fromEntries(PROMISES.split(" ").map((name) => [name, leftOut.includes(name) ? "left out" : "OK"]));
}

test("a VM with a UART, a disk and three vCPUs on two harts keeps every promise to the manual's letter", async () => {
  const vm = { name: "vm", kernel: exercise, vcpus: 3, console: "uart1", disk: "d", bootargs: "strict" };
  const run = await runScenario(underHypervisor([vm], { disks: { d: { image: diskImage(65536) } } }));
  expect(verdicts(run.console("vm")), run.console("vm")).toEqual(allBut());
  expect(run.report.outcome).toBe("shutdown");
});

test("a VM with one vCPU and a virtual UART keeps every promise to the manual's letter", async () => {
  const run = await runScenario(underHypervisor([{ name: "vm", kernel: exercise, bootargs: "strict" }]));
  expect(verdicts(run.console("monitor"))).toEqual(
    allBut("hsm", "rfence", "own-tables", "fp-smp", "disk", "disk-hostile"),
  );
});

test("a VM without henvcfg.STCE keeps its promises through hvip.VSTIP", async () => {
  const vm = { name: "vm", kernel: exercise, vcpus: 2, console: "uart1", bootargs: "strict", henvcfg: { STCE: "off" } };
  const run = await runScenario(underHypervisor([vm]));
  expect(run.console("vm")).toMatch(/^exercise: 2 harts, 16 MiB, d$/m);
  expect(verdicts(run.console("vm"))).toEqual(allBut("disk", "disk-hostile"));
});

test("five VMs with eleven vCPUs on one hart keep their promises, floating-point registers among them", async () => {
  const vms = [1, 2, 3, 3, 2].map((vcpus, i) => ({ name: `vm${i}`, kernel: exercise, vcpus, console: `uart${i + 1}` }));
  const run = await runScenario(underHypervisor(vms, { machine: { harts: 1, memory: "128MiB" } }));
  for (const vm of vms) expect(run.console(vm.name)).toMatch(/^exercise: all passed$/m);
});

test("pinned VMs run on their harts only", async () => {
  const vms = [
    { name: "left", kernel: exercise, console: "uart1", pin: [0] },
    { name: "right", kernel: exercise, vcpus: 2, console: "uart2", pin: [1] },
  ];
  const expectations = [
    { console: "left", match: "all passed" },
    { console: "right", match: "all passed" },
  ];
  const list = { console: "monitor", match: "right has shut down[^]*> $", send: "list\n" };
  const run = await runScenario(
    underHypervisor(vms, {
      bootargs: "",
      expect: [...expectations, list, { console: "monitor", match: "right[^\\n]*\\n[^\\n]*\\n" }],
    }),
  );
  expect(run.console("monitor")).toMatch(/^left +shut down +16 +1 +1 {2}0\w$/m);
  expect(run.console("monitor")).toMatch(/^right +shut down +16 +2 +2 {2}1\w 1\w$/m);
});

test.each(["qemu-8.0.2", "qemu-9.2.0"])("a VM keeps its promises under profile %s", async (profile) => {
  const vm = { name: "vm", kernel: exercise, vcpus: 2, console: "uart1", disk: "d" };
  const scenario = underHypervisor([vm], { disks: { d: { image: diskImage(65536) } } });
  const run = await runScenario(scenario, "--profile", profile);
  expect(verdicts(run.console("vm"))).toEqual(allBut());
});

test("the firmware alone gives S-mode what the hypervisor gives VS-mode", async () => {
  const run = await runScenario({
    machine: { harts: 4, memory: "32MiB" },
    kernel: exercise,
    bootargs: "strict",
    disks: { d: { image: diskImage(65536) } },
  });
  expect(verdicts(run.console("uart0")), run.console("uart0")).toEqual(allBut());
  expect(run.report.outcome).toBe("shutdown");
});
