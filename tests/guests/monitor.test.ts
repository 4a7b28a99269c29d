// The hypervisor's monitor, as an operator uses it.
import { expect, test } from "vitest";
import { prebuilt, runScenario, underHypervisor } from "./scenario-file.js";

const spin = { name: "spin", kernel: prebuilt("spin.elf"), console: "uart3" };
const kernel = { name: "unix", kernel: prebuilt("kernel.elf"), initrd: prebuilt("fs.img"), console: "uart2" };

/** Types commands one after the other, each when the answer to the one before has come. */
function dialogue(vms: readonly object[], ...turns: [answer: string, send: string][]) {
  const expectations = turns.map(([match, send]) => ({ console: "monitor", match, send: `${send}\n` }));
  return runScenario(
    underHypervisor(vms, { expect: [...expectations, { outcome: "shutdown" }], limits: { guest: "10s" } }),
  );
}

const PROMPT = "hartbed> $";

test("help lists every command, and a word that is none is refused", async () => {
  const run = await dialogue([spin], [PROMPT, "help"], [PROMPT, "dance"], ['no command "dance"[^]*> $', "poweroff"]);
  for (const command of "help list exits pause resume reset kill regs type poweroff".split(" "))
    expect(run.console("monitor")).toMatch(new RegExp(`^${command} `, "m"));
  expect(run.report.outcome).toBe("expectations-met");
});

test("a paused guest stands still, and goes on when it is resumed", async () => {
  const s0 = /s0 +([0-9a-f]{16})/g;
  const run = await dialogue(
    [spin],
    [PROMPT, "pause spin"],
    ["spin paused[^]*> $", "regs spin"],
    ["vstimecmp[^]*> $", "regs spin"],
    ["vstimecmp[^]*> $", "pause spin"],
    ["spin is paused: that does not apply[^]*> $", "resume spin"],
    ["spin resumed[^]*> $", "regs spin"],
    ["vstimecmp[^]*> $", "poweroff"],
  );
  const [first, second, third] = [...run.console("monitor").matchAll(s0)].map((match) => BigInt(`0x${match[1]}`));
  expect(second).toBe(first);
  expect(third).toBeGreaterThan(first ?? 0n);
});

test("kill ends a guest, and reset starts it again from its image", async () => {
  const counting = "\\[spin\\] spin: counting[^]*> $";
  const run = await dialogue(
    [{ name: "spin", kernel: prebuilt("spin.elf") }, kernel],
    [counting, "kill spin"],
    ["spin killed[^]*> $", "resume spin"],
    ["spin is killed: that does not apply[^]*> $", "reset spin"],
    [counting, "list"],
    ["spin +running[^]*> $", "poweroff"],
  );
  expect(run.report.outcome).toBe("expectations-met");
  expect(run.console("unix")).toContain("hartbed kernel is booting");
});

test("a command without a VM, or with one that does not exist, is explained", async () => {
  const run = await dialogue([spin], [PROMPT, "regs"], ["usage: regs NAME[^]*> $", "regs nobody"], ["> $", "poweroff"]);
  expect(run.console("monitor")).toContain('regs: no VM "nobody" (see list)');
});

test("a line can be corrected before it is sent", async () => {
  const run = await dialogue([spin], [PROMPT, "dance\x15lisx\x7ft"], ["spin +running[^]*> $", "poweroff"]);
  expect(run.console("monitor")).not.toContain("no command");
});

test("exits counts by cause what the machine counts", async () => {
  const run = await dialogue(
    [kernel],
    [PROMPT, ""],
    [PROMPT, "pause unix"],
    ["unix paused[^]*> $", "exits unix"],
    ["injected: [^]*> $", "poweroff"],
  );
  const counted = run.console("monitor").match(/^load guest-page fault (\d+)$/m)?.[1];
  expect(counted).toBe(run.report.vms[0]?.exits["load_guest_page_fault"]);
});

test("a guest that is started again begins at time zero, with clear memory", async () => {
  const slow = { name: "slow", kernel: prebuilt("exercise.elf"), vcpus: 2, console: "uart1" };
  const late = { name: "late", kernel: prebuilt("exercise.elf"), console: "uart2", bootargs: "only=start" };
  const run = await dialogue(
    [slow, late, spin],
    ["slow has shut down[^]*> $", "reset slow"],
    ["slow has shut down[^]*> $", "reset late"],
    ["late has shut down[^]*> $", "poweroff"],
  );
  expect(BigInt(run.report.guest_ns)).toBeGreaterThan(200_000_000n);
  expect(run.console("late").match(/^start: OK$/gm)).toHaveLength(2);
});

test("a guest that reboots itself starts again; one that powers itself off ends alone", async () => {
  const turns = [
    { console: "unix", match: "\\$ $", send: "reboot\n" },
    { console: "unix", match: "is booting[^]*\\$ $", send: "poweroff\n" },
    { console: "monitor", match: "unix has shut down[^]*> $", send: "list\n" },
    { console: "monitor", match: "spin +running[^]*> $", send: "poweroff\n" },
    { outcome: "shutdown" },
  ];
  const run = await runScenario(underHypervisor([kernel, spin], { expect: turns }));
  expect(run.console("monitor")).toMatch(/^\[hypervisor\] vm unix starts again$/m);
  expect(run.console("monitor")).toMatch(/^unix +shut down /m);
  expect(run.report.outcome).toBe("expectations-met");
});
