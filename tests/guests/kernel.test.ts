// The guest kernel, bare under the firmware and as a guest of the hypervisor: its self test, its command line, its console.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratch } from "../cli/hartbed.js";
import { prebuilt, runScenario, underHypervisor } from "./scenario-file.js";

const kernel = prebuilt("kernel.elf");
const image = prebuilt("fs.img");
const PASSED = /^\d+ tests, 0 failed, \d+ ticks\nALL TESTS PASSED$/m;

/** What to type at each prompt, one after the other. */
function typing(console: string, ...lines: string[]): object[] {
  return lines.map((send) => ({ console, match: "\\$ $", send }));
}

/** The kernel on its own, with its disk. */
function bare(...lines: string[]): object {
  return {
    machine: { harts: 1, memory: "32MiB" },
    kernel,
    consoles: { kernel: "uart0" },
    disks: { root: { image } },
    expect: [...typing("kernel", ...lines, "poweroff\n"), { outcome: "shutdown" }],
  };
}

test("the self test passes on three harts when hardware sets A and D of every page", async () => {
  const machine = { harts: 3, memory: "64MiB" };
  const run = await runScenario({ ...bare("selftest -q\n"), machine, bootargs: "noad" });
  expect(run.console("kernel")).toMatch(PASSED);
  expect(run.console("kernel")).toMatch(/3 harts, 64 MiB, timer by Sstc/);
});

test("the self test passes in two VMs at once, one of them with two vCPUs, the other without Sstc", async () => {
  const vms = [
    { name: "wide", kernel, vcpus: 2, memory: "32MiB", console: "uart1", disk: "a", bootargs: "noad" },
    { name: "old", kernel, console: "uart2", disk: "b", henvcfg: { STCE: "off" } },
  ];
  const run = await runScenario(
    underHypervisor(vms, {
      disks: { a: { image }, b: { image } },
      expect: ["wide", "old"].flatMap((name) => typing(name, "selftest -q\n", "poweroff\n")),
    }),
  );
  expect(run.console("wide")).toMatch(PASSED);
  expect(run.console("old")).toMatch(/timer by SBI/);
  expect(run.console("old")).toMatch(PASSED);
});

test("the slow tests, which use up memory, disk and processes, pass in 16 MiB", async () => {
  const slow =
    "memory_runs_out exec_without_memory disk_fills_up inodes_run_out fork_bomb registers_survive_interrupts";
  const machine = { harts: 2, memory: "16MiB" };
  const run = await runScenario({ ...bare(`selftest ${slow}\n`), machine });
  expect(run.console("kernel")).toMatch(/^6 tests, 0 failed/m);
});

test("a kernel at its prompt waits for an interrupt and for nothing else", async () => {
  const { report } = await runScenario({
    ...bare(),
    expect: [{ console: "kernel", match: "\\$ $" }, { outcome: "deadlock" }],
  });
  expect(report.outcome).toBe("expectations-met");
  expect(Number(report.steps)).toBeLessThan(15_000_000);
});

test("run= runs commands before the prompt, and quiet leaves out what the kernel says about the machine", async () => {
  const run = await runScenario({ ...bare(), bootargs: 'quiet run="echo one two | wc; echo three"' });
  expect(run.console("kernel")).toMatch(/^hartbed kernel is booting\ninit: starting sh\n1 2 8\nthree\n\$ poweroff$/m);
});

test("an init= that is not there is named in the panic, and the machine reports a failure", async () => {
  const run = await runScenario({ ...bare(), expect: [], bootargs: "init=/nothing" });
  expect(run.console("kernel")).toMatch(/kernel panic on hart 0: cannot run \/nothing: error 2$/m);
  expect(run.report.outcome).toBe("guest-failed");
});

test("without a disk the initrd is one, and without either the kernel says so", async () => {
  const { disks: _, ...diskless } = { ...(bare("echo kept > f; cat f\n") as { disks: object }) };
  const withInitrd = await runScenario({ ...diskless, initrd: image });
  expect(withInitrd.console("kernel")).toMatch(/^kernel: RAM disk of 2048 KiB$/m);
  expect(withInitrd.console("kernel")).toMatch(/^kept$/m);
  const without = await runScenario({ ...diskless, expect: [] });
  expect(without.console("kernel")).toMatch(/panic on hart 0: no disk: neither a virtio block device nor an initrd/);
});

test("a VM without UART and disk boots from its initrd onto the virtual UART", async () => {
  const run = await runScenario(
    underHypervisor([{ name: "vm", kernel, initrd: image, bootargs: "quiet run=poweroff" }]),
  );
  expect(run.console("monitor")).toMatch(/^\[vm\] init: starting sh$/m);
  expect(run.report.outcome).toBe("shutdown");
});

test("the shell knows pipes, redirections, lists, conditions, groups and quotes", async () => {
  const run = await runScenario(
    bare(
      "echo a b > f; echo 'c  d' >> f; cat < f | grep d | wc > g; cat g\n",
      "nothing && echo no || echo yes; (echo x; echo y) | wc\n",
      "mkdir d && cd d && echo in > e; cd /; ls d/e nothere\n",
      "echo 'open\n",
      "sleep 1 & wait; echo done # comment\n",
    ),
  );
  const text = run.console("kernel");
  expect(text).toMatch(/^1 2 5$/m);
  expect(text).toMatch(/^sh: nothing: command not found\nyes\n2 2 4$/m);
  expect(text).toMatch(/^- +\d+ +1 +3 d\/e\nls: nothere: no such file or directory$/m);
  expect(text).toMatch(/^sh: a quote is not closed$/m);
  expect(text).toMatch(/\ndone\n/);
});

test("DEL takes back a character, ^U a line, ^C ends the foreground job, ^D the input, ^P lists processes", async () => {
  const scenario = bare("echo abX\x7fc\n", "ls nothere\x15echo new\n", "cat\n", "echo back; cat | wc\n");
  const keys = [
    { console: "kernel", match: "cat\\n$", send: "line\n" },
    { console: "kernel", match: "line\\nline\\n$", send: "\x03" },
    { console: "kernel", match: "\\$ $", send: "cat | wc\n" },
    { console: "kernel", match: "wc\\n$", send: "some text\n\x04" },
    { console: "kernel", match: "\\n1 2 10\\n\\$ $", send: "\x10" },
    { console: "kernel", match: "sleep sh hart 0\\n", send: "\x04" },
    { console: "kernel", match: "init: starting sh\\n\\$ $", send: "poweroff\n" },
    { outcome: "shutdown" },
  ];
  const typed = (scenario as { expect: object[] }).expect.slice(0, 3);
  const run = await runScenario({ ...scenario, expect: [...typed, ...keys] });
  const text = run.console("kernel");
  expect(text).toMatch(/^abc$/m);
  expect(text).toMatch(/^new$/m);
  expect(text).toMatch(/line\nline\n\^C\n\$ cat/);
});

test("what is written stays on a disk that persists", async () => {
  const kept = join(scratch(), "kept.img");
  copyFileSync(image, kept);
  const disks = { root: { image: kept, persist: "on" } };
  await runScenario({ ...bare("mkdir d; echo still here > d/f\n"), disks });
  const again = await runScenario({ ...bare("cat d/f\n"), disks });
  expect(again.console("kernel")).toMatch(/^still here$/m);
});
