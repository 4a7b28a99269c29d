// The device tree of the board (Devicetree Specification 0.4), derived from the rows of the memory map.
import { lineOfSlot, PCI_LINES } from "../devices/pci-host.js";
import { makeRandomBytes } from "../devices/random-bytes.js";
import { UART_CLOCK_HZ } from "../devices/uart.js";
import { COUNTER_EVENTS } from "../isa/counter-events.js";
import { cells, flag, type Node, type Property, text, wide } from "./fdt.js";
import { lastSource, type MapRow, mapOf, PCI_IRQ, pathOf, RAM_ADDRESS, rowOf, TIMEBASE_HZ } from "./memory-map.js";
import type { BoardOptions, CpuDescription, VmOptions } from "./options.js";
import { PLATFORM } from "./platform.js";

/** A range of supervisor physical memory, in bytes. */
export interface Range {
  readonly address: number;
  readonly bytes: number;
}

/** Where boot has put what the tree points to. */
export interface Placement {
  readonly initrd: Range | undefined;
  /** One for each VM. */
  readonly vms: readonly { readonly image: Range; readonly initrd: Range | undefined }[];
}

/** Interrupts of a hart's own controller that the board drives. */
const INTERRUPT = { machineSoftware: 3, machineTimer: 7, supervisorExternal: 9, machineExternal: 11 } as const;

const PLATFORM_BUS: Range = { address: 0x400_0000, bytes: 0x200_0000 };
const RNG_SEED_BYTES = 32;

/** Bits of the counters that can count any event: mhpmcounter3 to 18, whatever more there are. */
const PMU_COUNTERS = 0x7fff8;

/** First and last selector, and the counters that can count it, as the SBI PMU extension reads them (riscv,pmu). */
const PMU_EVENTS = COUNTER_EVENTS.map(({ selector, fixed }) => [selector, selector, PMU_COUNTERS | fixed]);

const PMU_PADDING = [0, 0, 0, 0, 0];

/** Phandles in the order in which the tree hands them out. */
interface Phandles {
  readonly cpu: (hart: number) => number;
  readonly interruptController: (hart: number) => number;
  readonly plic: number;
  readonly finisher: number;
  readonly uart: (index: number) => number;
  readonly virtio: (index: number) => number;
}

function phandlesOf({ harts, uarts }: BoardOptions): Phandles {
  const plic = 2 * harts + 1;
  return {
    cpu: (hart) => 2 * hart + 1,
    interruptController: (hart) => 2 * hart + 2,
    plic,
    finisher: plic + 1,
    uart: (index) => plic + 2 + index,
    virtio: (index) => plic + 2 + uarts + index,
  };
}

export function deviceTree(options: BoardOptions, placement: Placement): Node {
  const { platform = PLATFORM } = options;
  const rows = mapOf(options);
  const phandles = phandlesOf(options);
  const reserved = placement.vms.flatMap(({ image, initrd }) => (initrd === undefined ? [image] : [image, initrd]));
  return node(
    "",
    [
      cells("#address-cells", 2),
      cells("#size-cells", 2),
      text("compatible", "riscv-virtio"),
      text("model", "riscv-virtio,qemu"),
    ],
    [
      syscon("poweroff", 0x5555, phandles),
      syscon("reboot", 0x7777, phandles),
      platformBus(phandles),
      memory({ address: RAM_ADDRESS, bytes: options.memory }),
      ...(reserved.length === 0 ? [] : [reservedMemory(reserved)]),
      cpus(options, phandles),
      pmu(platform.padsCounters),
      ...(platform.serialAlias ? [aliases(rows)] : []),
      ...rows.filter(({ kind }) => kind === "fw-cfg").map(fwCfg),
      flash(rows.filter(({ kind }) => kind === "flash")),
      chosen(options, placement, rows, phandles),
      soc(options, rows, phandles),
    ],
  );
}

function node(name: string, properties: readonly Property[], children: readonly Node[] = []): Node {
  return { name, properties, children };
}

function at(name: string, address: number): string {
  return `${name}@${address.toString(16)}`;
}

function reg({ address, bytes }: Range): Property {
  return wide("reg", address, bytes);
}

function syscon(name: string, value: number, { finisher }: Phandles): Node {
  return node(name, [
    text("compatible", `syscon-${name}`),
    cells("regmap", finisher),
    cells("offset", 0),
    cells("value", value),
  ]);
}

function platformBus({ plic }: Phandles): Node {
  const { address, bytes } = PLATFORM_BUS;
  return node(at("platform-bus", address), [
    text("compatible", "qemu,platform", "simple-bus"),
    cells("#address-cells", 1),
    cells("#size-cells", 1),
    cells("ranges", 0, 0, address, bytes),
    cells("interrupt-parent", plic),
  ]);
}

function memory(range: Range): Node {
  return node(at("memory", range.address), [text("device_type", "memory"), reg(range)]);
}

function reservedMemory(ranges: readonly Range[]): Node {
  return node(
    "reserved-memory",
    [cells("#address-cells", 2), cells("#size-cells", 2), flag("ranges")],
    ranges.map((range) => node(at("vm-image", range.address), [reg(range)])),
  );
}

function cpus({ harts, cpu }: BoardOptions, phandles: Phandles): Node {
  const ids = Array.from({ length: harts }, (_, hart) => hart);
  const cores = ids.map((hart) => node(`core${hart}`, [cells("cpu", phandles.cpu(hart))]));
  return node(
    "cpus",
    [cells("#address-cells", 1), cells("#size-cells", 0), cells("timebase-frequency", TIMEBASE_HZ)],
    [...ids.map((hart) => cpuNode(hart, cpu, phandles)), node("cpu-map", [], [node("cluster0", [], cores)])],
  );
}

function cpuNode(hart: number, cpu: CpuDescription, phandles: Phandles): Node {
  const { isa, isaBase, isaExtensions, mmu, blockSizes } = cpu;
  return node(
    at("cpu", hart),
    [
      cells("phandle", phandles.cpu(hart)),
      text("device_type", "cpu"),
      cells("reg", hart),
      text("status", "okay"),
      text("compatible", "riscv"),
      ...Object.entries(blockSizes ?? {}).map(([name, bytes]) => cells(name, bytes)),
      ...(isaExtensions === undefined ? [] : [text("riscv,isa-extensions", ...isaExtensions)]),
      ...(isaBase === undefined ? [] : [text("riscv,isa-base", isaBase)]),
      text("riscv,isa", isa),
      text("mmu-type", mmu),
    ],
    [
      node("interrupt-controller", [
        cells("#interrupt-cells", 1),
        flag("interrupt-controller"),
        text("compatible", "riscv,cpu-intc"),
        cells("phandle", phandles.interruptController(hart)),
      ]),
    ],
  );
}

function pmu(padded: boolean): Node {
  const events = padded ? [...PMU_EVENTS, PMU_PADDING] : PMU_EVENTS;
  return node("pmu", [text("compatible", "riscv,pmu"), cells("riscv,event-to-mhpmcounters", ...events.flat())]);
}

function fwCfg({ address, bytes, compatible }: MapRow): Node {
  return node(at("fw-cfg", address), [
    flag("dma-coherent"),
    reg({ address, bytes }),
    text("compatible", ...compatible),
  ]);
}

/** One node for all banks: two chips of 16 bits make the 4 bytes of its width. */
function flash(banks: readonly MapRow[]): Node {
  return node(at("flash", banks[0]?.address ?? 0), [
    cells("bank-width", 4),
    wide("reg", ...banks.flatMap(({ address, bytes }) => [address, bytes])),
    text("compatible", ...(banks[0]?.compatible ?? [])),
  ]);
}

function aliases(rows: readonly MapRow[]): Node {
  return node(
    "aliases",
    rows.filter(({ kind }) => kind === "uart").map((row) => text(`serial${row.index}`, pathOf(row))),
  );
}

/** Kernel command line and place of the initial RAM disk, as /chosen has them. */
export function bootProperties(bootargs: string | undefined, initrd: Range | undefined): readonly Property[] {
  return [
    ...(bootargs === undefined ? [] : [text("bootargs", bootargs)]),
    ...(initrd === undefined
      ? []
      : [wide("linux,initrd-start", initrd.address), wide("linux,initrd-end", initrd.address + initrd.bytes)]),
  ];
}

function chosen(options: BoardOptions, placement: Placement, rows: readonly MapRow[], phandles: Phandles): Node {
  const { bootargs, seed, vms } = options;
  const { initrd } = placement;
  const console = rows.find(({ kind }) => kind === "uart");
  return node(
    "chosen",
    [
      ...bootProperties(bootargs, initrd),
      ...(console === undefined ? [] : [text("stdout-path", pathOf(console))]),
      { name: "rng-seed", value: makeRandomBytes(seed).take(RNG_SEED_BYTES) },
    ],
    vms.map((vm, index) => vmNode(index, vm, placement.vms[index], phandles)),
  );
}

function vmNode(index: number, vm: VmOptions, place: Placement["vms"][number] | undefined, phandles: Phandles): Node {
  const { name, bootargs, boot, memory: bytes, vcpus, pin, console, disk, henvcfg } = vm;
  return node(`vm@${index}`, [
    text("compatible", "hartbed,vm"),
    text("hartbed,name", name),
    ...(place === undefined ? [] : [wide("hartbed,image", place.image.address, place.image.bytes)]),
    ...(place?.initrd === undefined ? [] : [wide("hartbed,initrd", place.initrd.address, place.initrd.bytes)]),
    ...(bootargs === undefined ? [] : [text("bootargs", bootargs)]),
    ...(boot === undefined ? [] : [text("hartbed,boot", boot)]),
    wide("hartbed,memory", bytes),
    cells("hartbed,vcpus", vcpus),
    ...(pin === undefined ? [] : [cells("hartbed,pin", ...pin)]),
    ...(console === undefined ? [] : [cells("hartbed,console", phandles.uart(console))]),
    ...(disk === undefined ? [] : [cells("hartbed,disk", phandles.virtio(disk))]),
    ...(henvcfg === undefined ? [] : [wide("hartbed,henvcfg", henvcfg.value, henvcfg.mask)]),
  ]);
}

function soc(options: BoardOptions, rows: readonly MapRow[], phandles: Phandles): Node {
  return node(
    "soc",
    [cells("#address-cells", 2), cells("#size-cells", 2), text("compatible", "simple-bus"), flag("ranges")],
    inTreeOrder(rows).flatMap((row) => (row.node === undefined ? [] : [deviceNode(row, row.node, options, phandles)])),
  );
}

/** Drivers number what they find in the order of the tree, where QEMU has the last virtio transport first. */
function inTreeOrder(rows: readonly MapRow[]): readonly MapRow[] {
  const transports = rows.filter(({ kind }) => kind === "virtio");
  return [...rows.filter(({ kind }) => kind !== "virtio"), ...transports.reverse()];
}

function deviceNode(row: MapRow, name: string, options: BoardOptions, phandles: Phandles): Node {
  const called = row.kind === "plic" ? (options.platform ?? PLATFORM).plicNode : name;
  return node(at(called, row.address), [
    ...ownProperties(row, options, phandles),
    ...(row.irq === 0 ? [] : [cells("interrupts", row.irq), cells("interrupt-parent", phandles.plic)]),
    reg(row),
    text("compatible", ...row.compatible),
  ]);
}

/** What only devices of this kind have. */
function ownProperties({ kind, index }: MapRow, options: BoardOptions, phandles: Phandles): readonly Property[] {
  const { harts, platform = PLATFORM } = options;
  const interrupts = (first: number, second: number): Property =>
    cells(
      "interrupts-extended",
      ...Array.from({ length: harts }, (_, hart) => {
        const controller = phandles.interruptController(hart);
        return [controller, first, controller, second];
      }).flat(),
    );
  switch (kind) {
    case "finisher":
      return [cells("phandle", phandles.finisher)];
    case "rtc":
      return [];
    case "clint":
      return [interrupts(INTERRUPT.machineSoftware, INTERRUPT.machineTimer)];
    case "plic":
      return [
        cells("phandle", phandles.plic),
        cells("riscv,ndev", Math.max(platform.plicSources, lastSource(mapOf(options)))),
        interrupts(INTERRUPT.machineExternal, INTERRUPT.supervisorExternal),
        flag("interrupt-controller"),
        cells("#address-cells", 0),
        cells("#interrupt-cells", 1),
      ];
    case "uart":
      return [cells("phandle", phandles.uart(index)), cells("clock-frequency", UART_CLOCK_HZ)];
    case "virtio":
      return [cells("phandle", phandles.virtio(index))];
    case "pci":
      return pciProperties(phandles);
    case "fw-cfg":
    case "flash":
    case "pci-ports":
    case "pci-memory":
    case "pci-memory-64":
      return [];
  }
}

/** PCI Bus Binding to Open Firmware, section 2.2.1.1: the space that a range is in, in bits 25:24 of its first cell. */
const PCI_SPACES = [
  { space: 0x100_0000, row: rowOf("pci-ports"), busAddress: 0 },
  { space: 0x200_0000, row: rowOf("pci-memory"), busAddress: rowOf("pci-memory").address },
  { space: 0x300_0000, row: rowOf("pci-memory-64"), busAddress: rowOf("pci-memory-64").address },
];
/** Device number in bits 15:11 of a PCI address; the interrupts of slots repeat after as many as there are lines. */
const SLOT_SHIFT = 11;

function pciProperties({ plic }: Phandles): readonly Property[] {
  const lines = Array.from({ length: PCI_LINES }, (_, index) => index);
  const ranges = PCI_SPACES.flatMap(({ space, row, busAddress }) => [
    space,
    ...[busAddress, row.address, row.bytes].flatMap((value) => [Math.floor(value / 2 ** 32), value % 2 ** 32]),
  ]);
  const interrupts = lines.flatMap((slot) =>
    lines.flatMap((pin) => [slot << SLOT_SHIFT, 0, 0, pin + 1, plic, PCI_IRQ + lineOfSlot(slot + pin)]),
  );
  return [
    cells("#address-cells", 3),
    cells("#interrupt-cells", 1),
    cells("#size-cells", 2),
    text("device_type", "pci"),
    cells("linux,pci-domain", 0),
    cells("bus-range", 0, 255),
    flag("dma-coherent"),
    cells("ranges", ...ranges),
    cells("interrupt-map", ...interrupts),
    cells("interrupt-map-mask", (PCI_LINES - 1) << SLOT_SHIFT, 0, 0, 7),
  ];
}
