// What a scenario comes to: defaults filled in, paths absolute, places known.
import { describe, expect, it } from "vitest";
import { CSRS } from "../../src/isa/csr.js";
import { loadScenario } from "../../src/scenario/load.js";
import { HENVCFG_FIELDS } from "../../src/scenario/schema/vm.js";
import { LEAST, memoryFiles, OPTIONS, problemsOf, scenarioOf, WORLD } from "./memory-files.js";

describe("the least scenario", () => {
  it("has every default filled in", () => {
    const { origin: _, profile, ...scenario } = scenarioOf(LEAST);
    expect(profile.name).toBe("spec");
    expect(scenario).toEqual({
      file: "/desk/s.yaml",
      name: "Test",
      description: null,
      seed: 1,
      clock: { instructionsPerTick: 100, rtcMs: Date.UTC(2024, 0, 1) },
      machine: { harts: 1, memory: 128 * 1024 ** 2, virtioMmio: 2, reboot: true },
      firmware: "/pkg/guests/prebuilt/firmware.elf",
      kernel: "/desk/hv.elf",
      initrd: null,
      bootargs: null,
      symbols: "/desk/hv.elf",
      deviceTree: null,
      consoles: [{ name: "uart0", device: "uart0", vm: null }],
      disks: [],
      devices: [],
      vms: [],
      expect: [],
      results: [],
      limits: { guestNs: null, instructions: null },
      ui: { prefix: "ctrl-a" },
      sources: ["/desk/s.yaml", "/pkg/configs/profiles/spec.yaml"],
    });
  });

  it("has no firmware when it says so", () => {
    expect(scenarioOf(`${LEAST}firmware: none\n`).firmware).toBeNull();
  });

  it("has a firmware of its own when it names a file", () => {
    expect(scenarioOf(`${LEAST}firmware: kernel.elf\n`).firmware).toBe("/desk/kernel.elf");
  });
});

describe("an environment variable in a path", () => {
  const files = (values: Readonly<Record<string, string>>) => ({
    ...memoryFiles({ ...WORLD, "/desk/s.yaml": `${LEAST}initrd: "\${TREE}/fs.img"\n` }),
    variable: (name: string) => values[name],
  });

  it("is replaced by its value", () => {
    const loaded = loadScenario("s.yaml", { ...OPTIONS, files: files({ TREE: "/desk" }) });
    expect(loaded.ok && loaded.scenario.initrd).toBe("/desk/fs.img");
  });

  it("that is not set is an error that names it", () => {
    const loaded = loadScenario("s.yaml", { ...OPTIONS, files: files({}) });
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      "s.yaml:4:9: initrd: environment variable TREE is not set; expected the path of what the scenario runs (TREE=PATH)",
    ]);
  });
});

describe("a VM", () => {
  it("has every default filled in", () => {
    const [vm] = scenarioOf(`${LEAST}vms: [{name: a, kernel: kernel.elf}]\n`).vms;
    expect(vm).toEqual({
      name: "a",
      kernel: "/desk/kernel.elf",
      initrd: null,
      bootargs: null,
      symbols: "/desk/kernel.elf",
      boot: "s-mode",
      memory: 16 * 1024 ** 2,
      vcpus: 1,
      pin: null,
      console: null,
      disk: null,
      henvcfg: { value: 0xe0000000000000f0n, mask: 0xe0000000000000f0n },
      match: null,
    });
  });

  it("clears the fields of henvcfg that are off, and leaves all with `leave`", () => {
    const text =
      "vms:\n  - {name: a, kernel: kernel.elf, henvcfg: {ADUE: off}}\n  - {name: b, kernel: kernel.elf, henvcfg: leave}\n";
    expect(scenarioOf(LEAST + text).vms.map(({ henvcfg }) => henvcfg)).toEqual([
      { value: 0xc0000000000000f0n, mask: 0xe0000000000000f0n },
      { value: 0n, mask: 0n },
    ]);
  });

  it("has henvcfg fields where the CSR has them", () => {
    const henvcfg = CSRS.find(({ name }) => name === "henvcfg");
    for (const { name, low, high } of henvcfg?.fields ?? []) {
      const field = HENVCFG_FIELDS[name as keyof typeof HENVCFG_FIELDS];
      if (field !== undefined)
        expect([name, field.bits]).toEqual([name, ((2n << BigInt(high - low)) - 1n) << BigInt(low)]);
    }
    expect(henvcfg?.fields.map(({ name }) => name)).toContain("ADUE");
  });

  it("is recognised by hart and order", () => {
    const text = "machine: {harts: 2}\nvms: [{name: a, match: {hart: 1}}, {name: b, match: {order: 3}}]\n";
    const matches = scenarioOf(LEAST + text).vms.map(({ match }) => match);
    expect(matches).toEqual([
      { hart: 1, order: 0 },
      { hart: null, order: 3 },
    ]);
  });
});

describe("places", () => {
  const scenario = scenarioOf(`${LEAST}vms:\n  - name: a\n    kernel: kernel.elf\n`, { set: ["machine.harts=3"] });

  it.each([
    ["kernel", "s.yaml:3:9"],
    ["vms[0].kernel", "s.yaml:6:13"],
    ["machine.harts", "--set machine.harts=3"],
  ])("%s was written at %s", (path, place) => {
    expect(scenario.origin(path)).toBe(place);
  });

  it("are those of the nearest parent for what was not written", () => {
    expect(scenario.origin("vms[0].memory")).toBe("s.yaml:5:5");
    expect(scenario.origin("limits.guest")).toBe("s.yaml:1:1");
  });
});

describe("files", () => {
  it.each([
    ["krnel.elf", "no file krnel.elf; expected a file (did you mean kernel.elf?)"],
    ["../pkg/guests", "directory /pkg/guests; expected a file"],
    ["nowhere/x.img", "no file nowhere/x.img; expected a file (its directory is not there either)"],
    ["3", "3; expected a file"],
  ])("%s is refused", (file, message) => {
    expect(problemsOf(`${LEAST}initrd: ${file}\n`)).toEqual([`s.yaml:4:9: initrd: ${message}`]);
  });

  it("a scenario that is not there is refused by the name the user gave", () => {
    const loaded = loadScenario("t.yaml", { ...OPTIONS, files: memoryFiles({ ...WORLD, "/desk/s.yaml": LEAST }) });
    expect(loaded).toEqual({ ok: false, problems: ["t.yaml: no file t.yaml; expected a file (did you mean s.yaml?)"] });
  });

  it("a scenario that ships is found by its name", () => {
    const shipped = { "/pkg/configs/demo.yaml": LEAST, "/pkg/configs/hv.elf": 1 };
    const loaded = loadScenario("demo", { ...OPTIONS, files: memoryFiles({ ...WORLD, ...shipped }) });
    expect(loaded.ok && loaded.scenario.kernel).toBe("/pkg/configs/hv.elf");
  });

  it("bytes that are no UTF-8 are refused", () => {
    const files = { ...memoryFiles({ ...WORLD, "/desk/s.yaml": LEAST }), read: () => Uint8Array.of(0xff, 0xfe) };
    const loaded = loadScenario("s.yaml", { ...OPTIONS, files });
    expect(loaded).toEqual({ ok: false, problems: ["s.yaml: bytes that are no text in s.yaml; expected UTF-8"] });
  });

  it("a file that cannot be read is refused with the reason", () => {
    const read = () => {
      throw new Error("EACCES: permission denied");
    };
    const files = { ...memoryFiles({ ...WORLD, "/desk/s.yaml": LEAST }), read };
    const loaded = loadScenario("s.yaml", { ...OPTIONS, files });
    expect(loaded).toEqual({ ok: false, problems: ["s.yaml: cannot read s.yaml (EACCES: permission denied)"] });
  });
});
