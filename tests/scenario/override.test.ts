// `--set path=value` and `--profile name`.
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";
import { LEAST, memoryFiles, problemsOf, scenarioOf, WORLD } from "./memory-files.js";

const TEXT = `${LEAST}machine: {harts: 2}\nvms:\n  - {name: a, kernel: kernel.elf}\n  - {name: b, kernel: kernel.elf}\n`;

describe("--set", () => {
  it("changes a value, makes the maps on the way, and wins by its order", () => {
    const scenario = scenarioOf(TEXT, { set: ["machine.harts=3", "limits.guest=5s", "machine.harts=4"] });
    expect([scenario.machine.harts, scenario.limits.guestNs]).toEqual([4, 5e9]);
  });

  it("finds an entry of a list by place and by name", () => {
    const { vms } = scenarioOf(TEXT, { set: ["vms[0].memory=32MiB", "vms.b.memory=8MiB", "vms.b.pin=[0, 1]"] });
    expect(vms.map(({ memory }) => memory / 1024 ** 2)).toEqual([32, 8]);
    expect(vms[1]?.pin).toEqual([0, 1]);
  });

  it("removes a key with null", () => {
    expect(scenarioOf(`${TEXT}bootargs: x\n`, { set: ["bootargs=null"] }).bootargs).toBeNull();
  });

  it("takes a text with an equals sign", () => {
    expect(scenarioOf(TEXT, { set: ["bootargs=root=/dev/vda quiet"] }).bootargs).toBe("root=/dev/vda quiet");
  });

  it("names files relative to the working directory", () => {
    const files = memoryFiles({ ...WORLD, "/desk/s.yaml": TEXT, "/home/my/hv.elf": 1 });
    const loaded = loadScenario("/desk/s.yaml", {
      files,
      shipped: "/pkg",
      directory: "/home",
      set: ["kernel=my/hv.elf"],
    });
    expect(loaded.ok && loaded.scenario.kernel).toBe("/home/my/hv.elf");
  });

  it.each([
    ["machine.hart=4", "unknown key; expected harts, memory, virtio_mmio or reboot (did you mean harts?)"],
    ["machine.harts=two", '"two"; expected a number of harts, 1 to 64'],
    ["vms[5].memory=8MiB", "vms has 2 entries; expected [0] to [1]"],
    ["vms.c.memory=8MiB", "no entry c in vms; expected a or b"],
    ["name[0]=x", "name is no list; expected a key"],
    ["name.first=x", "name is a single value; expected no key below it"],
    ["machine", "no =; expected PATH=VALUE (for example machine.harts=4)"],
    ["a b=4", "not a path before the =; expected PATH=VALUE (for example machine.harts=4)"],
    [
      "vms=[",
      "a value that is no YAML; expected a number, text, [list] or {map} (quote text with special characters: 'PATH=\"...\"')",
    ],
    ["initrd=fs.imh", "no file fs.imh; expected a file (did you mean fs.img?)"],
    ["vms.a.pin=[3]", "vms[0].pin[0]: no hart 3; expected a hart from 0 to 1 (harts are counted in machine.harts)"],
  ])("%s is refused", (set, message) => {
    expect(problemsOf(TEXT, { set: [set] })).toEqual([`--set ${set}: ${message}`]);
  });
});

describe("--profile", () => {
  it("goes over the scenario's", () => {
    expect(scenarioOf(`${LEAST}profile: spec\n`, { profile: "qemu-8.0.2" }).profile.name).toBe("qemu-8.0.2");
  });

  it("finds the profiles beside the scenario", () => {
    const mine = { "/desk/profiles/mine.yaml": "extends: spec\n" };
    expect(scenarioOf(LEAST, { profile: "mine" }, mine).profile.extends).toEqual(["spec"]);
  });

  it("is refused when there is none of that name", () => {
    expect(problemsOf(LEAST, { profile: "qemu-8.0.1" })).toEqual([
      "--profile qemu-8.0.1: no profile qemu-8.0.1; expected qemu-8.0.2 or spec (did you mean qemu-8.0.2?)",
    ]);
  });
});
