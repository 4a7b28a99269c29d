import { expect, test } from "vitest";
import { deviceTree } from "../../src/machine/device-tree.js";
import { cellsOf, type Node, nodeAt, property, stringsOf } from "../../src/machine/fdt.js";
import { memoryMap, nameOf } from "../../src/machine/memory-map.js";
import type { BoardOptions } from "../../src/machine/options.js";
import { PLATFORM } from "../../src/machine/platform.js";
import { boardOptions, disk, MIB } from "./board-options.js";

function tree(changes: Partial<BoardOptions> = {}): Node {
  return deviceTree(boardOptions(changes), { initrd: undefined, vms: [] });
}

function at(root: Node, path: string): Node {
  const node = nodeAt(root, path);
  if (node === undefined) throw new Error(`no node ${path}`);
  return node;
}

test("the root is a riscv-virtio board with two cells for addresses and sizes", () => {
  const root = tree();
  expect(stringsOf(root, "compatible")).toEqual(["riscv-virtio"]);
  expect(stringsOf(root, "model")).toEqual(["riscv-virtio,qemu"]);
  expect([cellsOf(root, "#address-cells"), cellsOf(root, "#size-cells")]).toEqual([[2], [2]]);
});

test("memory is RAM from 0x80000000 on", () => {
  const memory = at(tree({ memory: 3072 * MIB }), "/memory@80000000");
  expect(stringsOf(memory, "device_type")).toEqual(["memory"]);
  expect(cellsOf(memory, "reg")).toEqual([0, 0x8000_0000, 0, 0xc000_0000]);
});

test("every hart has a node with ISA, MMU type, block sizes and an interrupt controller of its own", () => {
  const cpu = {
    isa: "rv64imafdch_zicbom",
    isaBase: "rv64i",
    isaExtensions: ["i", "m"],
    mmu: "riscv,sv48",
    blockSizes: { "riscv,cbom-block-size": 64 },
  };
  const root = tree({ harts: 2, cpu });
  expect(cellsOf(at(root, "/cpus"), "timebase-frequency")).toEqual([10_000_000]);
  const hart = at(root, "/cpus/cpu@1");
  expect(cellsOf(hart, "reg")).toEqual([1]);
  expect(stringsOf(hart, "device_type")).toEqual(["cpu"]);
  expect(stringsOf(hart, "status")).toEqual(["okay"]);
  expect(stringsOf(hart, "riscv,isa")).toEqual(["rv64imafdch_zicbom"]);
  expect(stringsOf(hart, "riscv,isa-base")).toEqual(["rv64i"]);
  expect(stringsOf(hart, "riscv,isa-extensions")).toEqual(["i", "m"]);
  expect(stringsOf(hart, "mmu-type")).toEqual(["riscv,sv48"]);
  expect(cellsOf(hart, "riscv,cbom-block-size")).toEqual([64]);
  const controller = at(root, "/cpus/cpu@1/interrupt-controller");
  expect(stringsOf(controller, "compatible")).toEqual(["riscv,cpu-intc"]);
  expect(cellsOf(controller, "#interrupt-cells")).toEqual([1]);
  expect(property(controller, "interrupt-controller")).toHaveLength(0);
  expect(cellsOf(at(root, "/cpus/cpu-map/cluster0/core1"), "cpu")).toEqual(cellsOf(hart, "phandle"));
});

test("isa-base and isa-extensions are left out where the profile has none", () => {
  const hart = at(tree(), "/cpus/cpu@0");
  expect(property(hart, "riscv,isa-base")).toBeUndefined();
  expect(property(hart, "riscv,isa-extensions")).toBeUndefined();
});

test("every phandle is given once, and every reference points to one", () => {
  const handles: number[] = [];
  const references: number[] = [];
  const visit = (node: Node): void => {
    handles.push(...cellsOf(node, "phandle"));
    for (const name of ["interrupt-parent", "regmap", "cpu"]) references.push(...cellsOf(node, name));
    references.push(...cellsOf(node, "interrupts-extended").filter((_, index) => index % 2 === 0));
    node.children.forEach(visit);
  };
  visit(tree({ harts: 3, uarts: 4 }));
  expect(new Set(handles).size).toBe(handles.length);
  expect(references.filter((reference) => !handles.includes(reference))).toEqual([]);
  expect(references.length).toBeGreaterThan(20);
});

test("CLINT and PLIC name for each hart the interrupts they drive", () => {
  const root = tree({ harts: 2 });
  const controllers = [0, 1].map((hart) => cellsOf(at(root, `/cpus/cpu@${hart}/interrupt-controller`), "phandle")[0]);
  const pairs = (first: number, second: number) => controllers.flatMap((handle) => [handle, first, handle, second]);
  const clint = at(root, "/soc/clint@2000000");
  expect(cellsOf(clint, "interrupts-extended")).toEqual(pairs(3, 7));
  expect(stringsOf(clint, "compatible")).toEqual(["sifive,clint0", "riscv,clint0"]);
  const plic = at(root, "/soc/plic@c000000");
  expect(cellsOf(plic, "interrupts-extended")).toEqual(pairs(11, 9));
  expect(cellsOf(plic, "riscv,ndev")).toEqual([95]);
  expect(cellsOf(plic, "#interrupt-cells")).toEqual([1]);
  expect(cellsOf(plic, "#address-cells")).toEqual([0]);
});

test.each([
  ["/soc/rtc@101000", "google,goldfish-rtc", [0, 0x10_1000, 0, 0x1000], 11],
  ["/soc/serial@10000000", "ns16550a", [0, 0x1000_0000, 0, 0x100], 10],
  ["/soc/serial@10201000", "ns16550a", [0, 0x1020_1000, 0, 0x100], 41],
  ["/soc/serial@10202000", "ns16550a", [0, 0x1020_2000, 0, 0x100], 42],
  ["/soc/virtio_mmio@10001000", "virtio,mmio", [0, 0x1000_1000, 0, 0x1000], 1],
  ["/soc/virtio_mmio@10008000", "virtio,mmio", [0, 0x1000_8000, 0, 0x1000], 8],
])("%s is where drivers look for %s", (path, compatible, reg, source) => {
  const root = tree({ uarts: 3 });
  const node = at(root, path);
  expect(stringsOf(node, "compatible")).toEqual([compatible]);
  expect(cellsOf(node, "reg")).toEqual(reg);
  expect(cellsOf(node, "interrupts")).toEqual([source]);
  expect(cellsOf(node, "interrupt-parent")).toEqual(cellsOf(at(root, "/soc/plic@c000000"), "phandle"));
});

test("the PCI host tells its windows, and which line of the PLIC an interrupt of a slot goes to", () => {
  const root = tree();
  const pci = at(root, "/soc/pci@30000000");
  const plic = cellsOf(at(root, "/soc/plic@c000000"), "phandle")[0];
  expect(stringsOf(pci, "compatible")).toEqual(["pci-host-ecam-generic"]);
  expect(cellsOf(pci, "reg")).toEqual([0, 0x3000_0000, 0, 0x1000_0000]);
  expect(cellsOf(pci, "ranges")).toEqual([
    ...[0x100_0000, 0, 0, 0, 0x300_0000, 0, 0x1_0000],
    ...[0x200_0000, 0, 0x4000_0000, 0, 0x4000_0000, 0, 0x4000_0000],
    ...[0x300_0000, 4, 0, 4, 0, 4, 0],
  ]);
  expect(cellsOf(pci, "interrupt-map-mask")).toEqual([0x1800, 0, 0, 7]);
  const map = cellsOf(pci, "interrupt-map");
  expect(map).toHaveLength(96);
  expect(map.slice(0, 12)).toEqual([0, 0, 0, 1, plic, 32, 0, 0, 0, 2, plic, 33]);
  expect(map.slice(24, 30)).toEqual([0x800, 0, 0, 1, plic, 33]);
  expect(map.slice(-6)).toEqual([0x1800, 0, 0, 4, plic, 34]);
});

test("fw_cfg and the flash banks stand under the root", () => {
  const root = tree();
  const fwCfg = at(root, "/fw-cfg@10100000");
  expect(stringsOf(fwCfg, "compatible")).toEqual(["qemu,fw-cfg-mmio"]);
  expect(cellsOf(fwCfg, "reg")).toEqual([0, 0x1010_0000, 0, 0x18]);
  const flash = at(root, "/flash@20000000");
  expect(stringsOf(flash, "compatible")).toEqual(["cfi-flash"]);
  expect(cellsOf(flash, "bank-width")).toEqual([4]);
  expect(cellsOf(flash, "reg")).toEqual([0, 0x2000_0000, 0, 0x200_0000, 0, 0x2200_0000, 0, 0x200_0000]);
});

test("the version of the board decides the PLIC's name and sources, and whether there are aliases", () => {
  const padded = at(tree({ platform: { ...PLATFORM, padsCounters: true } }), "/pmu");
  expect(cellsOf(padded, "riscv,event-to-mhpmcounters").slice(15)).toEqual([0, 0, 0, 0, 0]);
  const platform = { ...PLATFORM, plicNode: "interrupt-controller", plicSources: 96, serialAlias: false } as const;
  const root = tree({ platform });
  expect(nodeAt(root, "/soc/plic@c000000")).toBeUndefined();
  expect(cellsOf(at(root, "/soc/interrupt-controller@c000000"), "riscv,ndev")).toEqual([96]);
  expect(nodeAt(root, "/aliases")).toBeUndefined();
});

test("virtio transports are listed last first, as drivers number what they find", () => {
  const names = at(tree(), "/soc").children.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith("virtio_mmio")).map((name) => name.at(-4))).toEqual([..."87654321"]);
});

test("UARTs tell their clock", () => {
  expect(cellsOf(at(tree(), "/soc/serial@10000000"), "clock-frequency")).toEqual([3_686_400]);
});

test("power-off and reboot are syscon writes to the test finisher", () => {
  const root = tree();
  const finisher = at(root, "/soc/test@100000");
  expect(stringsOf(finisher, "compatible")).toEqual(["sifive,test1", "sifive,test0", "syscon"]);
  for (const [path, compatible, value] of [
    ["/poweroff", "syscon-poweroff", 0x5555],
    ["/reboot", "syscon-reboot", 0x7777],
  ] as const) {
    const node = at(root, path);
    expect(stringsOf(node, "compatible")).toEqual([compatible]);
    expect([cellsOf(node, "offset"), cellsOf(node, "value")]).toEqual([[0], [value]]);
    expect(cellsOf(node, "regmap")).toEqual(cellsOf(finisher, "phandle"));
  }
});

test("chosen names the console, and boot arguments where there are some", () => {
  const chosen = at(tree({ bootargs: "root=/dev/vda quiet" }), "/chosen");
  expect(stringsOf(chosen, "stdout-path")).toEqual(["/soc/serial@10000000"]);
  expect(stringsOf(chosen, "bootargs")).toEqual(["root=/dev/vda quiet"]);
  expect(property(at(tree(), "/chosen"), "bootargs")).toBeUndefined();
});

test("aliases number the UARTs", () => {
  const aliases = at(tree({ uarts: 2 }), "/aliases");
  expect([stringsOf(aliases, "serial0"), stringsOf(aliases, "serial1")]).toEqual([
    ["/soc/serial@10000000"],
    ["/soc/serial@10201000"],
  ]);
});

test("there is a platform bus and a performance monitoring unit", () => {
  const root = tree();
  expect(stringsOf(at(root, "/platform-bus@4000000"), "compatible")).toEqual(["qemu,platform", "simple-bus"]);
  expect(stringsOf(at(root, "/pmu"), "compatible")).toEqual(["riscv,pmu"]);
  expect(cellsOf(at(root, "/pmu"), "riscv,event-to-mhpmcounters")).toHaveLength(15);
});

test("without VMs nothing is reserved", () => {
  expect(nodeAt(tree(), "/reserved-memory")).toBeUndefined();
});

test("every row of the memory map but windows has a node, and no two rows share addresses or sources", () => {
  const rows = memoryMap(65, 64);
  const root = tree({ uarts: 65, devices: [disk("last", 63)] });
  expect(at(root, "/soc").children).toHaveLength(rows.filter((row) => row.node !== undefined).length);
  const sorted = [...rows].sort((a, b) => a.address - b.address);
  sorted.slice(1).forEach((row, index) => {
    const previous = sorted[index];
    expect((previous?.address ?? 0) + (previous?.bytes ?? 0)).toBeLessThanOrEqual(row.address);
  });
  const sources = rows.map(({ irq }) => irq).filter((irq) => irq !== 0);
  expect(new Set(sources).size).toBe(sources.length);
  expect(new Set(rows.map(nameOf)).size).toBe(rows.length);
  expect(rows.filter(({ decodes, bytes }) => decodes > bytes)).toEqual([]);
  const [plic] = at(root, "/soc").children.filter(({ name }) => name.startsWith("plic"));
  expect(cellsOf(plic as Node, "riscv,ndev")).toEqual([183]);
});
