// The memory map of the `virt` board: one row for each device. The bus and the device tree are derived from it.
import { CLINT_BYTES } from "../devices/clint.js";
import { FLASH_BYTES } from "../devices/flash.js";
import { FW_CFG_BYTES } from "../devices/fw-cfg.js";
import { RTC_BYTES } from "../devices/goldfish-rtc.js";
import { PCI_ECAM_BYTES, PCI_LINES, PCI_PORT_BYTES } from "../devices/pci-host.js";
import { PLIC_BYTES } from "../devices/plic.js";
import { UART_BYTES } from "../devices/uart.js";
import { VIRTIO_MMIO_BYTES } from "../devices/virtio-mmio.js";
import { RAM_BASE } from "../layout/machine.js";
import type { BoardOptions } from "./options.js";

/** Supervisor physical address of RAM. */
export const RAM_ADDRESS = RAM_BASE;
/** The device tree lies below this address on boards whose profile caps it. */
export const DEVICE_TREE_CAP = 0xc000_0000;

export const TIMEBASE_HZ = 10_000_000;
/** virtio-mmio transports that every board has, and those that it has where a device names them. */
export const VIRTIO_TRANSPORTS = 8;
export const TRANSPORT_MAX = 64;
/** Slots of PCI bus 0; slot 0 is the host bridge. */
export const PCI_SLOTS = 32;
const FLASH_BANKS = 2;
/** PLIC source of the host bridge's INTA; INTB to INTD follow. */
export const PCI_IRQ = 32;
/** A UART for the hypervisor and one for each of its VMs. */
export const UART_MAX = 65;

export type DeviceKind =
  | "finisher"
  | "rtc"
  | "clint"
  | "plic"
  | "uart"
  | "virtio"
  | "fw-cfg"
  | "flash"
  | "pci"
  | "pci-ports"
  | "pci-memory"
  | "pci-memory-64";

export interface MapRow {
  readonly kind: DeviceKind;
  /** Which of its kind: UART 0, transport 3. */
  readonly index: number;
  /** First address, and the bytes that the device tree reserves from there. */
  readonly address: number;
  readonly bytes: number;
  /** Bytes that the device answers; beyond them is nothing. */
  readonly decodes: number;
  /** PLIC source; 0 when it has none. */
  readonly irq: number;
  /** Node name before the `@`, and what drivers match; a window of another device has none, nor what stands outside /soc. */
  readonly node: string | undefined;
  readonly compatible: readonly string[];
}

/** Rows of devices that the board has once. */
const ONCE: readonly MapRow[] = [
  row("finisher", 0, 0x10_0000, 0x1000, 0x1000, 0, "test", ["sifive,test1", "sifive,test0", "syscon"]),
  row("rtc", 0, 0x10_1000, 0x1000, RTC_BYTES, 11, "rtc", ["google,goldfish-rtc"]),
  row("clint", 0, 0x200_0000, 0x1_0000, CLINT_BYTES, 0, "clint", ["sifive,clint0", "riscv,clint0"]),
  row("plic", 0, 0xc00_0000, PLIC_BYTES, PLIC_BYTES, 0, "plic", ["sifive,plic-1.0.0", "riscv,plic0"]),
  row("fw-cfg", 0, 0x1010_0000, FW_CFG_BYTES, FW_CFG_BYTES, 0, undefined, ["qemu,fw-cfg-mmio"]),
  row("pci", 0, 0x3000_0000, PCI_ECAM_BYTES, PCI_ECAM_BYTES, 0, "pci", ["pci-host-ecam-generic"]),
  window("pci-ports", 0x300_0000, PCI_PORT_BYTES),
  window("pci-memory", 0x4000_0000, 0x4000_0000),
  window("pci-memory-64", 0x4_0000_0000, 0x4_0000_0000),
];

/** Rows of the board with this many UARTs (1 to 65) and virtio-mmio transports (8 to 64), without RAM and ROM. */
export function memoryMap(uarts: number, transports = VIRTIO_TRANSPORTS): readonly MapRow[] {
  return [
    ...ONCE,
    ...upTo(uarts, (n) =>
      n === 0
        ? row("uart", 0, 0x1000_0000, 0x100, UART_BYTES, 10, "serial", ["ns16550a"])
        : row("uart", n, 0x1020_0000 + n * 0x1000, 0x100, UART_BYTES, 40 + n, "serial", ["ns16550a"]),
    ),
    ...upTo(FLASH_BANKS, (n) =>
      row("flash", n, 0x2000_0000 + n * FLASH_BYTES, FLASH_BYTES, FLASH_BYTES, 0, undefined, ["cfi-flash"]),
    ),
    ...upTo(transports, (n) => (n < VIRTIO_TRANSPORTS ? transport(n, 0x1000_1000, 1) : transport(n, 0x1030_0000, 120))),
  ];
}

/** Rows of the board of these options: beyond the transports that every board has, those that devices name. */
export function mapOf({ uarts, devices = [] }: BoardOptions): readonly MapRow[] {
  const named = devices.map((device) =>
    device.kind !== "pci-serial" && device.place.bus === "mmio" ? (device.place.transport ?? 0) : 0,
  );
  const last = Math.max(VIRTIO_TRANSPORTS - 1, ...named);
  return memoryMap(uarts, last + 1);
}

/** @param address, irq Those of transport 0, had it a place in this row of them. */
function transport(n: number, address: number, irq: number): MapRow {
  const at = address + n * 0x1000;
  return row("virtio", n, at, 0x1000, VIRTIO_MMIO_BYTES, irq + n, "virtio_mmio", ["virtio,mmio"]);
}

/** The highest PLIC source that is wired. */
export function lastSource(rows: readonly MapRow[]): number {
  return Math.max(PCI_IRQ + PCI_LINES - 1, ...rows.map(({ irq }) => irq));
}

const SEVERAL: ReadonlySet<DeviceKind> = new Set(["uart", "virtio", "flash"]);

/** Name of a row as messages and snapshots use it: `uart1`, `plic`. */
export function nameOf({ kind, index }: MapRow): string {
  return SEVERAL.has(kind) ? `${kind}${index}` : kind;
}

/** The row of a device that the board has once. */
export function rowOf(kind: DeviceKind): MapRow {
  return ONCE.find((entry) => entry.kind === kind) as MapRow;
}

/** Path of a row's node in the device tree. */
export function pathOf(entry: MapRow): string {
  return `/soc/${entry.node}@${entry.address.toString(16)}`;
}

function row(
  ...[kind, index, address, bytes, decodes, irq, node, compatible]: [
    DeviceKind,
    number,
    number,
    number,
    number,
    number,
    string | undefined,
    readonly string[],
  ]
): MapRow {
  return { kind, index, address, bytes, decodes, irq, node, compatible };
}

function window(kind: DeviceKind, address: number, bytes: number): MapRow {
  return row(kind, 0, address, bytes, bytes, 0, undefined, []);
}

function upTo<T>(count: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
