// Names that one part of a scenario gives and another uses: consoles, disks, VMs, harts.
import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

/** VMs of our hypervisor, one a line from line 5 on, in a scenario with the given top. */
function vms(top: string, ...lines: string[]): string {
  return `${LEAST}${top}\nvms:\n${lines.map((line) => `  - {kernel: kernel.elf, ${line}}\n`).join("")}`;
}

describe("consoles", () => {
  it("a VM's UART is called as the VM is, and uart0 is always there", () => {
    const text = vms(
      "consoles: {log: uart4}",
      "name: b, console: uart2",
      "name: a, console: uart1",
      "name: c, console: log",
    );
    expect(scenarioOf(text).consoles).toEqual([
      { name: "uart0", device: "uart0", vm: null },
      { name: "a", device: "uart1", vm: "a" },
      { name: "b", device: "uart2", vm: "b" },
      { name: "log", device: "uart4", vm: "c" },
    ]);
  });

  it.each([
    [
      "name: a, console: log",
      "consoles: {lag: uart0}",
      "s.yaml:6:44: vms[0].console: no console log; expected lag or a device such as uart1 (did you mean lag?)",
    ],
    [
      "name: a, console: uart0",
      "consoles: {}",
      "s.yaml:6:44: vms[0].console: uart0 is the hypervisor's own console; expected uart1 or a later one",
    ],
    [
      "name: log, console: uart1",
      "consoles: {log: uart4}",
      "s.yaml:6:32: vms[0].name: console log is uart4, not uart1; expected another name",
    ],
    [
      "name: a",
      "consoles: {a: uart1, b: uart1}",
      "s.yaml:4:25: consoles.b: uart1 is called a already; expected another device",
    ],
    [
      "name: a",
      "consoles: {uart1: uart2}",
      "s.yaml:4:12: consoles.uart1: uart1 is the name of a device; expected another name",
    ],
    [
      "name: a",
      "consoles: {b: uart99}",
      's.yaml:4:15: consoles.b: "uart99"; expected a device: uart0 to uart64, pci-serial0, virtio-console0, ...',
    ],
  ])("%s with %s is refused", (vm, top, message) => {
    expect(problemsOf(vms(top, vm))).toEqual([message]);
  });

  it("two VMs cannot own one console", () => {
    expect(problemsOf(vms("consoles: {log: uart1}", "name: a, console: uart1", "name: b, console: log"))).toEqual([
      "s.yaml:7:44: vms[1].console: uart1 is the console of a already; expected a console for each VM",
    ]);
  });

  it("a VM of another hypervisor may own uart0", () => {
    const text = `${LEAST}vms:\n  - {name: a, console: uart0, match: {hart: 0}}\n`;
    expect(scenarioOf(text).consoles).toEqual([{ name: "a", device: "uart0", vm: "a" }]);
  });
});

describe("disks", () => {
  const disks = "disks: {d0: {image: fs.img}, d1: {image: fs.img, readonly: on}}";

  it("keep the order of the scenario and know their VM", () => {
    expect(scenarioOf(vms(disks, "name: a, disk: d1")).disks).toEqual([
      { name: "d0", image: "/desk/fs.img", persist: false, readonly: false, transport: 0, slot: null, vm: null },
      { name: "d1", image: "/desk/fs.img", persist: false, readonly: true, transport: 1, slot: null, vm: "a" },
    ]);
  });

  it("take the lowest transport that no other disk names", () => {
    const text = "disks: {a: {image: fs.img}, b: {image: fs.img, transport: 0}, c: {image: fs.img}}\n";
    expect(scenarioOf(LEAST + text).disks.map(({ transport }) => transport)).toEqual([1, 0, 2]);
  });

  it("on the same transport are refused", () => {
    const text = "disks: {a: {image: fs.img, transport: 3}, b: {image: fs.img, transport: 3}}\n";
    expect(problemsOf(LEAST + text)).toEqual([
      "s.yaml:4:73: disks.b.transport: transport 3 is that of disk a already; expected another transport",
    ]);
  });

  it("an unknown disk is refused", () => {
    expect(problemsOf(vms(disks, "name: a, disk: disk0"))).toEqual([
      "s.yaml:6:41: vms[0].disk: no disk disk0; expected d0 or d1",
    ]);
  });

  it("two VMs cannot own one disk", () => {
    expect(problemsOf(vms(disks, "name: a, disk: d0", "name: b, disk: d0"))).toEqual([
      "s.yaml:7:41: vms[1].disk: disk d0 is given to a already; expected a disk for each VM (two disks may have the same image)",
    ]);
  });

  it("two disks cannot write to one image", () => {
    const both = "disks: {d0: {image: fs.img, persist: on}, d1: {image: ./fs.img, persist: true}}";
    expect(problemsOf(`${LEAST}${both}\n`)).toEqual([
      "s.yaml:4:74: disks.d1.persist: disk d0 writes to the same image; expected one disk that persists for an image",
    ]);
  });

  it("a disk beyond the last transport is refused", () => {
    const disks = Array.from({ length: 65 }, (_, index) => `  d${index}: {image: fs.img}\n`).join("");
    expect(problemsOf(`${LEAST}disks:\n${disks}`)).toEqual([
      "s.yaml:69:3: disks.d64: 65 disks; expected at most 64, one a virtio-mmio transport (others take a `slot`)",
    ]);
  });
});

describe("virtual machines", () => {
  it.each([
    [["name: a", "name: a"], "s.yaml:7:32: vms[1].name: a second VM a; expected another name"],
    [["name: hart1"], "s.yaml:6:32: vms[0].name: hart1 names a part of the board; expected another name"],
    [
      ["name: a, pin: [0, 2]"],
      "s.yaml:6:44: vms[0].pin[1]: no hart 2; expected a hart from 0 to 1 (harts are counted in machine.harts)",
    ],
    [["name: a, pin: [1, 1]"], "s.yaml:6:44: vms[0].pin[1]: hart 1 twice; expected each hart once"],
    [["name: a, pin: []"], "s.yaml:6:40: vms[0].pin: a list; expected at least one hart"],
    [["name: a, pin: 1"], "s.yaml:6:40: vms[0].pin: 1; expected a list of harts such as [0, 1]"],
    [["name: a, match: {hart: 2}"], "s.yaml:6:49: vms[0].match.hart: no hart 2; expected a hart from 0 to 1"],
    [
      ["name: a, match: {}", "name: b, match: {}"],
      "s.yaml:7:42: vms[1].match: the same as that of a; expected another hart or order",
    ],
    [["name: a, henvcfg: keep"], 's.yaml:6:44: vms[0].henvcfg: "keep"; expected leave or a map'],
    [
      ["name: a, henvcfg: {ADE: on}"],
      "s.yaml:6:45: vms[0].henvcfg.ADE: unknown key; expected STCE, PBMTE, ADUE, CBZE, CBCFE or CBIE (did you mean ADUE?)",
    ],
    [["name: a, henvcfg: {ADUE: maybe}"], 's.yaml:6:51: vms[0].henvcfg.ADUE: "maybe"; expected on or off'],
  ])("%j is refused", (lines, message) => {
    expect(problemsOf(vms("machine: {harts: 2}", ...lines))).toEqual([message]);
  });

  it("without a kernel needs a match", () => {
    expect(problemsOf(`${LEAST}vms:\n  - name: a\n`)).toEqual([
      "s.yaml:5:5: vms[0].kernel: missing; expected a file (a VM that another hypervisor makes has `match` instead)",
    ]);
  });
});
