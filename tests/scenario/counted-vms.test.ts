import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

const GROUP = `${LEAST}disks: {log: {image: fs.img}, d: {image: fs.img}}
vms:
  - {name: one, kernel: kernel.elf, console: uart1, disk: log}
  - {name: many, count: 3, kernel: kernel.elf, console: uart2, disk: d}
expect:
  - {console: many, match: a}
  - {counter: many.exits.wfi, max: 5}
  - {vm: many, state: idle}
  - {console: many-2, match: b}
  - {console: one, match: c}
`;

describe("an entry of vms with a count", () => {
  it("stands for VMs with UARTs that follow each other and a copy of the disk each", () => {
    const { vms, consoles, disks } = scenarioOf(GROUP);
    expect(vms.map(({ name, console, disk }) => [name, console, disk])).toEqual([
      ["one", "one", "log"],
      ["many-1", "many-1", "d-1"],
      ["many-2", "many-2", "d-2"],
      ["many-3", "many-3", "d-3"],
    ]);
    expect(consoles.map(({ name, device }) => [name, device])).toEqual([
      ["uart0", "uart0"],
      ["one", "uart1"],
      ["many-1", "uart2"],
      ["many-2", "uart3"],
      ["many-3", "uart4"],
    ]);
    expect(disks.map(({ name, transport, vm }) => [name, transport, vm])).toEqual([
      ["log", 0, "one"],
      ["d-1", 1, "many-1"],
      ["d-2", 2, "many-2"],
      ["d-3", 3, "many-3"],
    ]);
  });

  it("has what is expected of it expected of each of its VMs", () => {
    const { expect: expectations } = scenarioOf(GROUP);
    const subjects = expectations.map((entry) => {
      if (entry.kind === "console") return entry.console;
      return entry.kind === "counter" ? entry.counter : entry.kind === "vm" ? entry.vm : "";
    });
    expect(subjects).toEqual([
      ...["many-1", "many-2", "many-3"],
      ...["many-1.exits.wfi", "many-2.exits.wfi", "many-3.exits.wfi"],
      ...["many-1", "many-2", "many-3"],
      ...["many-2", "one"],
    ]);
  });

  it("may change by --set, and names a single VM as it names several", () => {
    const { vms } = scenarioOf(GROUP, { set: ["vms.many.count=2"] });
    expect(vms.map(({ name }) => name)).toEqual(["one", "many-1", "many-2"]);
    const one = scenarioOf(`${LEAST}vms: [{name: many, count: 1, kernel: kernel.elf}]\n`);
    expect(one.vms.map(({ name }) => name)).toEqual(["many-1"]);
  });

  it("shows where values of its VMs were written", () => {
    const { origin } = scenarioOf(GROUP);
    expect(origin("vms[3].console")).toBe(origin("vms[1].console"));
    expect(origin("vms[3].console")).toMatch(/^s\.yaml:7:/);
    expect(origin("expect[10].console")).toMatch(/^s\.yaml:13:/);
  });

  it("is refused once, where it was written", () => {
    const vm = (text: string, disk = "image: fs.img") => {
      const list = `vms:\n  - {name: a, kernel: kernel.elf}\n  - {name: b, kernel: kernel.elf, ${text}}\n`;
      const problems = problemsOf(`${LEAST}disks: {d: {${disk}}}\n${list}`);
      return problems.map((problem) => problem.replace(/^s\.yaml:(\d+):\d+/, "line $1"));
    };
    expect(vm("count: 65")).toEqual(["line 7: vms[1].count: 65; expected a number of VMs, 1 to 64"]);
    expect(vm("count: 3, pin: [4]")).toEqual([
      "line 7: vms[1].pin[0]: no hart 4; expected hart 0, the only one (harts are counted in machine.harts)",
    ]);
    expect(vm("count: 3, disk: c")).toEqual(["line 7: vms[1].disk: no disk c; expected d"]);
    expect(vm("count: 60, console: uart9")).toEqual([
      "line 7: vms[1].console: uart9 to uart68; expected UARTs up to uart64",
    ]);
    expect(vm("count: 2, console: log")).toEqual([
      "line 7: vms[1].console: console log for 2 VMs; expected the UART of the first, such as uart1 (the others take those that follow)",
    ]);
    expect(vm("count: 2, disk: d", "image: fs.img, transport: 3")).toEqual([
      "line 4: disks.d.transport: a transport for the disks of 2 VMs; expected none: each gets a transport of its own",
    ]);
    expect(vm("count: 2, disk: d", "image: fs.img, persist: on")).toEqual([
      "line 4: disks.d.persist: 2 VMs that write to the same image; expected off: writes stay in memory",
    ]);
  });
});
