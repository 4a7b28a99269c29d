// The payload `mmode` tries out, one by one, what M-mode promises: on the board, and in VMs that start in M-mode.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratch } from "../cli/hartbed.js";
import { prebuilt, runScenario, underHypervisor } from "./scenario-file.js";
import { verdicts } from "./verdicts.js";

const mmode = prebuilt("mmode.elf");
const PROMISES =
  "csrs mstatus s-csrs illegal modes delegation traps-of-s timer vectored forwarded-timer stip stimecmp wfi plic " +
  "translation ad-bits ipi remote-timer remote-fence";

/** All promises OK, but for those that the setting leaves out. */
function allBut(...leftOut: string[]): Record<string, string> {
  return Object.fromEntries(PROMISES.split(" ").map((name) => [name, leftOut.includes(name) ? "left out" : "OK"]));
}

function vm(more: object = {}): object {
  return { name: "vm", kernel: mmode, boot: "m-mode", vcpus: 3, console: "uart1", ...more };
}

/** A profile of ours, as a file. */
function profile(text: string): string {
  const file = join(scratch(), "profile.yaml");
  writeFileSync(file, text);
  return file;
}

test("on the board M-mode keeps every promise to the manual's letter", async () => {
  const machine = { harts: 3, memory: "32MiB" };
  const run = await runScenario({ machine, firmware: "none", kernel: mmode, bootargs: "strict" });
  expect(verdicts(run.console("uart0")), run.console("uart0")).toEqual(allBut());
  expect(run.report.exit_code).toBe(0);
});

test("a VM of three vCPUs on two harts keeps every promise of M-mode to the manual's letter", async () => {
  const run = await runScenario(underHypervisor([vm({ bootargs: "strict" })]));
  expect(verdicts(run.console("vm")), run.console("vm")).toEqual(allBut());
  expect(run.report.outcome).toBe("shutdown");
  expect(run.console("monitor")).toMatch(/^\[hypervisor\] vm vm has shut down$/m);
});

test("a VM with one vCPU and a virtual UART keeps them, beside a guest in S-mode on the same hart", async () => {
  const other = { name: "s", kernel: prebuilt("exercise.elf"), console: "uart1" };
  const alone = vm({ bootargs: "strict", vcpus: 1, console: undefined });
  const run = await runScenario(underHypervisor([alone, other], { machine: { harts: 1, memory: "128MiB" } }));
  expect(verdicts(run.console("monitor"))).toEqual(allBut("ipi", "remote-timer", "remote-fence"));
  expect(run.console("s")).toContain("exercise: all passed");
});

test.each(["qemu-8.0.2", "qemu-9.2.0", "qemu-11.1"])("a VM keeps M-mode's promises under profile %s", async (name) => {
  const run = await runScenario(underHypervisor([vm()]), "--profile", name);
  expect(verdicts(run.console("vm")), run.console("vm")).toEqual(allBut());
});

test("without Svadu the hypervisor sets A and D itself, unless the scenario leaves henvcfg.ADUE off", async () => {
  const svade = profile('extends: spec\nextensions: { svadu: "off", svade: "on" }\n');
  const pageFaults = async (...args: [vm: object, ...options: string[]]) => {
    const [made, ...options] = args;
    const { report, console } = await runScenario(underHypervisor([made]), ...options);
    expect(verdicts(console("vm"))).toEqual(allBut());
    return ["load_page_fault", "store_page_fault"].map((cause) => Number(report.vms[0]?.exits[cause]));
  };
  const [loads = 0, stores = 0] = await pageFaults(vm());
  expect(await pageFaults(vm(), "--profile", svade)).toEqual([loads + 1, stores + 2]);
  // The load's fault is then the guest's, and its test ends there.
  const off = vm({ henvcfg: { ADUE: "off" } });
  expect(await pageFaults(off, "--profile", svade)).toEqual([loads + 1, expect.any(Number)]);
});

test("a VM in M-mode starts again with all its vCPUs", async () => {
  const turns = [
    { console: "vm", match: "all passed" },
    { console: "monitor", match: "vm has shut down[^]*> $", send: "regs vm\n" },
    { console: "monitor", match: "vcpu 1 \\(M\\)[^]*mepc +0*80[^]*> $", send: "reset vm\n" },
    { console: "vm", match: "all passed" },
  ];
  const run = await runScenario(underHypervisor([vm()], { bootargs: "", expect: turns }));
  expect(run.report.outcome).toBe("expectations-met");
});

test.each([
  ["mprv", /vm vm stopped: mstatus\.MPRV set at pc 0x80\w+: not emulated$/m],
  ["lost", /vm vm stopped: illegal instruction in its M-mode trap handler at pc 0x80\w+ mtval 0x0$/m],
])("a VM whose M-mode does %s is stopped with the reason", async (bootargs, line) => {
  const run = await runScenario(underHypervisor([vm({ bootargs })]));
  expect(run.console("monitor")).toMatch(line);
  expect(run.console("vm")).not.toContain("did not crash");
});

test("exits of M-mode are counted and named like any VM's", async () => {
  const { report } = await runScenario(underHypervisor([vm()]));
  const [{ exits = {}, last_exits = [] } = {}] = report.vms;
  expect(Number(exits["illegal_instruction"])).toBeGreaterThan(100);
  expect(last_exits.map(({ symbol }) => symbol?.replace(/\+.*/, ""))).toContain("look_twice");
});
