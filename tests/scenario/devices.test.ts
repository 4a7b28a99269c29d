import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

const CARDS = `${LEAST}devices:
  - {kind: pci-serial, ports: 2}
  - {kind: virtio-console, transport: 6}
  - {kind: virtio-rng, slot: 9}
`;

describe("devices", () => {
  it("keep their order, and say where they sit", () => {
    expect(scenarioOf(CARDS).devices).toEqual([
      { kind: "pci-serial", ports: 2, slot: null, transport: null },
      { kind: "virtio-console", ports: 1, slot: null, transport: 6 },
      { kind: "virtio-rng", ports: 0, slot: 9, transport: null },
    ]);
  });

  it("bring consoles, which may have names", () => {
    expect(scenarioOf(`${CARDS}consoles: {second: pci-serial1, log: uart1}\n`).consoles).toEqual([
      { name: "uart0", device: "uart0", vm: null },
      { name: "log", device: "uart1", vm: null },
      { name: "pci-serial0", device: "pci-serial0", vm: null },
      { name: "second", device: "pci-serial1", vm: null },
      { name: "virtio-console0", device: "virtio-console0", vm: null },
    ]);
  });

  it("a console of a VM that another hypervisor makes may be a card's", () => {
    const vm = "vms: [{name: b, match: {order: 1}, console: pci-serial0}]\n";
    expect(scenarioOf(`${CARDS}${vm}`).consoles).toContainEqual({ name: "b", device: "pci-serial0", vm: "b" });
  });

  it.each([
    [
      "consoles: {second: pci-serial0}",
      "4:20: consoles.second: no pci-serial0; expected a UART (put a pci-serial into `devices`)",
    ],
    [
      "devices: [{kind: pci-serial}]\nconsoles: {second: pci-serial1}",
      "5:20: consoles.second: no pci-serial1; expected pci-serial0 (put a pci-serial into `devices`)",
    ],
    [
      "devices: [{kind: pci-serial}]\nvms: [{name: a, kernel: kernel.elf, console: pci-serial0}]",
      "5:46: vms[0].console: pci-serial0 is no UART; expected uart1 or a later one (our hypervisor gives its VMs UARTs)",
    ],
    ["devices: [{kind: pci-serial, ports: 3}]", "4:37: devices[0].ports: 3 ports of a pci-serial; expected 1, 2 or 4"],
    ["devices: [{kind: virtio-rng, ports: 1}]", "4:37: devices[0].ports: ports of a virtio-rng; expected none"],
    [
      "devices: [{kind: pci-serial, transport: 1}]",
      "4:41: devices[0].transport: a transport for a PCI card; expected slot",
    ],
    [
      "devices: [{kind: virtio-rng, transport: 1, slot: 2}]",
      "4:41: devices[0].transport: a transport beside a slot; expected one of both",
    ],
    [
      "disks: {d: {image: fs.img, slot: 3}}\ndevices: [{kind: virtio-rng, slot: 3}]",
      "5:36: devices[0].slot: slot 3 is that of disk d already; expected another slot",
    ],
    [
      "disks: {d: {image: fs.img, slot: 3}}\nvms: [{name: a, kernel: kernel.elf, disk: d}]",
      "5:43: vms[0].disk: disk d sits in a PCI slot; expected a disk on a virtio-mmio transport (our hypervisor hands transports to its VMs)",
    ],
    [
      "disks: {d: {image: fs.img, slot: 3, transport: 1}}",
      "4:48: disks.d.transport: a transport beside a slot; expected one of both",
    ],
  ])("%s is refused", (text, message) => {
    expect(problemsOf(`${LEAST}${text}\n`)).toEqual([`s.yaml:${message}`]);
  });

  it("a disk in a PCI slot takes no transport", () => {
    const { disks } = scenarioOf(`${LEAST}disks: {a: {image: fs.img, slot: 4}, b: {image: fs.img}}\n`);
    expect(disks.map(({ transport, slot }) => [transport, slot])).toEqual([
      [null, 4],
      [0, null],
    ]);
  });
});
