// Scenarios that change another one.
import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

const BASE = `${LEAST}machine: {harts: 2, memory: 64MiB}
bootargs: quiet
disks: {d0: {image: fs.img}, d1: {image: fs.img}}
vms:
  - {name: a, kernel: kernel.elf, console: uart1}
  - {name: b, kernel: kernel.elf, memory: 8MiB}
expect:
  - {console: a, match: x}
`;

describe("extends", () => {
  it("merges maps key by key", () => {
    const scenario = scenarioOf("extends: base.yaml\nmachine: {memory: 96MiB}\n", {}, { "/desk/base.yaml": BASE });
    expect(scenario.machine).toMatchObject({ harts: 2, memory: 96 * 1024 ** 2 });
    expect(scenario.bootargs).toBe("quiet");
    expect(scenario.sources.slice(0, 2)).toEqual(["/desk/s.yaml", "/desk/base.yaml"]);
  });

  it("removes a key that is null", () => {
    const scenario = scenarioOf("extends: base.yaml\nbootargs:\ndisks: {d0: null}\n", {}, { "/desk/base.yaml": BASE });
    expect(scenario.bootargs).toBeNull();
    expect(scenario.disks.map(({ name }) => name)).toEqual(["d1"]);
  });

  it("merges the VMs by name and appends new ones", () => {
    const text = "extends: base.yaml\nvms: [{name: b, vcpus: 2}, {name: c, kernel: kernel.elf}]\n";
    const { vms } = scenarioOf(text, {}, { "/desk/base.yaml": BASE });
    expect(vms.map(({ name, memory, vcpus }) => [name, memory / 1024 ** 2, vcpus])).toEqual([
      ["a", 16, 1],
      ["b", 8, 2],
      ["c", 16, 1],
    ]);
  });

  it("replaces lists without names", () => {
    const text = "extends: base.yaml\nexpect: [{outcome: shutdown}]\n";
    expect(scenarioOf(text, {}, { "/desk/base.yaml": BASE }).expect.map(({ kind }) => kind)).toEqual(["outcome"]);
  });

  it("keeps files relative to the scenario that names them", () => {
    const others = { "/desk/sub/base.yaml": LEAST, "/desk/sub/hv.elf": 1 };
    const scenario = scenarioOf("extends: sub/base.yaml\ninitrd: fs.img\n", {}, others);
    expect([scenario.kernel, scenario.initrd]).toEqual(["/desk/sub/hv.elf", "/desk/fs.img"]);
  });

  it("reports what is wrong where it was written", () => {
    const text = "extends: base.yaml\nmachine: {harts: 0}\n";
    expect(problemsOf(text, {}, { "/desk/base.yaml": `${LEAST}machine: {memry: 3}\n` })).toEqual([
      "base.yaml:4:11: machine.memry: unknown key; expected harts, memory, virtio_mmio or reboot (did you mean memory?)",
      "s.yaml:2:18: machine.harts: 0; expected a number of harts, 1 to 64",
    ]);
  });

  it("reports a syntax error of the extended scenario in that file", () => {
    expect(problemsOf("extends: base.yaml\n", {}, { "/desk/base.yaml": "a:\n\tb: 1\n" })).toEqual([
      "base.yaml:2:1: tab in the indentation; expected spaces (YAML indents with spaces only)",
    ]);
  });

  it("reports a circle with all its files", () => {
    const others = { "/desk/b.yaml": "extends: sub/c.yaml\n", "/desk/sub/c.yaml": "extends: ../s.yaml\n" };
    expect(problemsOf("extends: b.yaml\n", {}, others)).toEqual([
      "sub/c.yaml:1:10: extends: a circle: s.yaml -> b.yaml -> c.yaml -> s.yaml; expected a chain that ends",
    ]);
  });

  it("reports a scenario that extends itself", () => {
    expect(problemsOf("extends: s.yaml\n")).toEqual([
      "s.yaml:1:10: extends: a circle: s.yaml -> s.yaml; expected a chain that ends",
    ]);
  });

  it("reports a file that is not there", () => {
    expect(problemsOf("extends: bass.yaml\n", {}, { "/desk/base.yaml": LEAST })).toEqual([
      "s.yaml:1:10: extends: no file bass.yaml; expected a file (did you mean base.yaml?)",
    ]);
  });
});
