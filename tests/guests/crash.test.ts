// Guests that crash are stopped with a line that says why; their neighbours run on.
import { expect, test } from "vitest";
import { diskImage, prebuilt, runScenario, underHypervisor } from "./scenario-file.js";

const exercise = prebuilt("exercise.elf");

test.each([
  ["load", /load guest-page fault at pc 0x802\w+ gpa 0x5000 instruction 0x\w+$/m],
  ["store", /store guest-page fault at pc 0x802\w+ gpa 0x5008 instruction 0x\w+$/m],
  ["fetch", /instruction guest-page fault at pc 0x6000 gpa 0x6000$/m],
  ["walk", /load guest-page fault in a page walk at pc 0x802\w+ gpa 0x5000$/m],
  ["float", /load guest-page fault on a device by other than a load, store or AMO at pc 0x802\w+ gpa 0xc000000/],
] as const)("a guest that crashes by %s is stopped with the reason, and its neighbour passes", async (how, line) => {
  const vms = [
    { name: "bad", kernel: exercise, console: "uart1", bootargs: `crash=${how}` },
    { name: "good", kernel: exercise, console: "uart2" },
  ];
  const run = await runScenario(underHypervisor(vms));
  expect(run.console("monitor")).toMatch(/^\[hypervisor\] vm bad stopped: /m);
  expect(run.console("monitor")).toMatch(line);
  expect(run.console("bad")).not.toContain("did not crash");
  expect(run.console("good")).toContain("exercise: all passed");
  expect(run.report.outcome).toBe("shutdown");
});

test("a guest whose trap handler is garbage is stopped at its first instruction", async () => {
  const run = await runScenario(underHypervisor([{ name: "bad", kernel: prebuilt("garbage.elf"), memory: "4MiB" }]));
  expect(run.console("monitor")).toMatch(
    /vm bad stopped: illegal instruction in its trap handler at pc 0x802000\w\w instruction 0x0$/m,
  );
});

test("a VM whose memory is too small for its images does not start, and its neighbour passes", async () => {
  const vms = [
    { name: "good", kernel: prebuilt("hello.elf"), console: "uart1" },
    { name: "small", kernel: prebuilt("hello.elf"), memory: "4MiB", initrd: diskImage(3 << 20) },
  ];
  const run = await runScenario(underHypervisor(vms));
  expect(run.console("monitor")).toMatch(/vm small cannot start: its memory of 4 MiB is too small for kernel, initrd/);
  expect(run.console("good")).toContain("hello from a payload");
});

test.each(["a", "b", "c"])(
  "random accesses and SBI calls of one guest (seed %s) do not disturb another",
  async (seed) => {
    const disks = { d: { image: diskImage(65536) }, e: { image: diskImage(65536) } };
    const vms = [
      { name: "wild", kernel: exercise, vcpus: 2, console: "uart1", disk: "d", bootargs: `fuzz=${seed}` },
      { name: "good", kernel: exercise, vcpus: 2, console: "uart2", disk: "e", bootargs: "strict" },
    ];
    const run = await runScenario(underHypervisor(vms, { disks }));
    expect(run.console("wild")).toContain("fuzz: 30000 rounds done");
    expect(run.console("good")).toContain("exercise: all passed");
    expect(run.report.outcome).toBe("shutdown");
  },
);
