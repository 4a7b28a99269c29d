// Keys that are unknown or missing, and values of another type than theirs.
import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

describe("keys", () => {
  const cases = [
    [
      "machine: {hart: 2}\n",
      "s.yaml:4:11: machine.hart: unknown key; expected harts, memory, virtio_mmio or reboot (did you mean harts?)",
    ],
    ["machine: {speed: 2}\n", "s.yaml:4:11: machine.speed: unknown key; expected harts, memory, virtio_mmio or reboot"],
    ["machin: {harts: 2}\n", "s.yaml:4:1: machin: unknown key (did you mean machine?)"],
    ["machine: [1]\n", "s.yaml:4:10: machine: a list; expected a map"],
    ["machine:\n", "s.yaml:4:9: machine: nothing; expected a map"],
    ["vms: {alpha: 1}\n", "s.yaml:4:6: vms: a map; expected a list"],
    ["bootargs: 3\n", "s.yaml:4:11: bootargs: 3; expected text"],
    [
      "consoles: {1x: uart3}\n",
      "s.yaml:4:12: consoles.1x: key 1x; expected a name of letters, digits, - and _ that starts with a letter",
    ],
    ["disks: {a: {}}\n", "s.yaml:4:12: disks.a.image: missing; expected a file"],
    ["disks: {a: fs.img}\n", 's.yaml:4:12: disks.a: "fs.img"; expected a map'],
  ] as const;
  it.each(cases)("%j is refused", (text, message) => {
    expect(problemsOf(LEAST + text)).toEqual([message]);
  });

  it("an unknown key without a near name is answered with all names", () => {
    expect(problemsOf(`${LEAST}foo: 1\n`)).toEqual([
      "s.yaml:4:1: foo: unknown key; expected version, extends, name, description, profile, extensions, seed, clock, " +
        "machine, firmware, kernel, initrd, bootargs, symbols, device_tree, consoles, disks, devices, vms, expect, results, limits or ui",
    ]);
  });

  it("an empty file lacks what every scenario has", () => {
    expect(problemsOf("")).toEqual([
      "s.yaml:1:1: version: missing; expected 1",
      "s.yaml:1:1: name: missing; expected text",
    ]);
  });

  it.each(["builtin", "none"])("firmware %s alone is no scenario", (firmware) => {
    expect(problemsOf(`version: 1\nname: x\nfirmware: ${firmware}\n`)).toEqual([
      "s.yaml:1:1: kernel: missing; expected a file",
    ]);
  });

  it("a firmware of one's own needs no kernel", () => {
    const scenario = scenarioOf("version: 1\nname: x\nfirmware: kernel.elf\n");
    expect(scenario).toMatchObject({ firmware: "/desk/kernel.elf", kernel: null, symbols: null });
  });

  it("another version is refused", () => {
    expect(problemsOf("version: 2\nname: x\nkernel: hv.elf\n")).toEqual(["s.yaml:1:10: version: 2; expected 1"]);
  });

  it("everything that is wrong is reported at once, in the order of the file", () => {
    const text = "seed: -1\nmachine: {harts: two, memory: 3}\nprofile: qemu\nlimits: {gest: 5s}\n";
    expect(problemsOf(LEAST + text)).toEqual([
      "s.yaml:4:7: seed: -1; expected a seed, 0 to 4294967295",
      's.yaml:5:18: machine.harts: "two"; expected a number of harts, 1 to 64',
      "s.yaml:5:31: machine.memory: 3; expected a size such as 64MiB, 4MiB to 3GiB in multiples of 2MiB",
      "s.yaml:6:10: profile: no profile qemu; expected qemu-8.0.2 or spec (did you mean qemu-8.0.2?)",
      "s.yaml:7:10: limits.gest: unknown key; expected guest or instructions (did you mean guest?)",
    ]);
  });
});
