// The board: devices at the places that the memory map gives them, wired to the ports of the machine around them.
import { type Bus, makeBus } from "../bus/address-space.js";
import type { Device, DeviceState, Saved, TimedDevice } from "../bus/device.js";
import { type GuestLog, SILENT } from "../bus/guest-log.js";
import type { Dma, GuestClock, HartLines, IrqLine, PowerPort, TimerPort } from "../bus/ports.js";
import { shareLine } from "../bus/shared-line.js";
import { makeClint } from "../devices/clint.js";
import { makeFlash } from "../devices/flash.js";
import { makeFwCfg } from "../devices/fw-cfg.js";
import { makeGoldfishRtc } from "../devices/goldfish-rtc.js";
import type { PciFunction } from "../devices/pci-function.js";
import { lineOfSlot, makePciHost, PCI_LINES, type PciHost } from "../devices/pci-host.js";
import { makePciSerial } from "../devices/pci-serial.js";
import { makePlic, PLIC_SOURCES } from "../devices/plic.js";
import { recordOf } from "../devices/state.js";
import { makeTestFinisher } from "../devices/test-finisher.js";
import { makeUart, type Uart } from "../devices/uart.js";
import { makeVirtioBlock } from "../devices/virtio-block.js";
import { makeVirtioConsole } from "../devices/virtio-console.js";
import type { VirtioDevice } from "../devices/virtio-device.js";
import { makeVirtioMmio } from "../devices/virtio-mmio.js";
import { makeVirtioPci } from "../devices/virtio-pci.js";
import { makeVirtioRandom } from "../devices/virtio-random.js";
import { BoardError } from "./boot.js";
import { lastSource, type MapRow, mapOf, nameOf, PCI_IRQ, UART_MAX } from "./memory-map.js";
import type { BoardOptions, VirtioOptions } from "./options.js";
import { type Placed, placeDevices } from "./places.js";
import { PLATFORM } from "./platform.js";

/** What a board needs from the machine around it. */
export interface BoardPorts {
  readonly dma: Dma;
  readonly timer: TimerPort;
  readonly lines: HartLines;
  readonly clock: GuestClock;
  readonly power: PowerPort;
  /** A console transmitted a byte: `uart0`, `pci-serial0`, `virtio-console0`. */
  output(console: string, byte: number): void;
  /** Told what devices remark about the guest. */
  readonly log?: GuestLog | undefined;
}

export interface Board extends Saved {
  readonly bus: Bus;
  /** Bytes typed into a console; they wait until the guest reads them. */
  input(console: string, bytes: Uint8Array): void;
  /** Guest time in nanoseconds at which `elapse` is due; Infinity when no device waits for time. */
  deadline(): number;
  /** Lets devices do what is due by now. */
  elapse(): void;
  /** Every device back to power-on; disks keep what was written to them. */
  reset(): void;
}

/** @throws BoardError when the description asks for what the board does not have. */
export function makeBoard(options: BoardOptions, ports: BoardPorts): Board {
  const { dma, timer, lines, clock, power, log = SILENT } = ports;
  checkUarts(options);
  const { transports, slots } = placeDevices(options);
  const { rtcOutlivesReset, mtimeKeepsOtherHalf, ...platform } = options.platform ?? PLATFORM;
  const rows = mapOf(options);
  const plic = makePlic(lines, { ...platform, sources: Math.max(PLIC_SOURCES, lastSource(rows)) }, log);
  let randomDevices = 0;
  const consoles = new Map<string, Pick<Uart, "receive">>();

  function uart(row: MapRow, irq: IrqLine): Device {
    const name = nameOf(row);
    const device = makeUart(irq, clock, (byte) => ports.output(name, byte));
    consoles.set(name, device);
    return device;
  }

  function virtio(row: MapRow, irq: IrqLine): Device {
    const placed = transports.get(row.index);
    const version = options.legacyVirtio === true ? 1 : 2;
    const device = placed?.options;
    const onMmio = device === undefined || device.kind === "pci-serial" ? undefined : device;
    const behind = onMmio === undefined ? undefined : virtioDevice(onMmio, placed?.consoles ?? []);
    return makeVirtioMmio(irq, dma, version, behind);
  }

  function virtioDevice(device: VirtioOptions, names: readonly string[]): VirtioDevice {
    if (device.kind === "virtio-block") return makeVirtioBlock(device.store, device.name);
    if (device.kind === "virtio-console") {
      const made = makeVirtioConsole(device.ports, (port, byte) => ports.output(names[port] ?? "", byte));
      names.forEach((name, port) => {
        consoles.set(name, { receive: (bytes) => made.receive(port, bytes) });
      });
      return made;
    }
    // The tree's rng-seed has the seed itself.
    randomDevices += 1;
    return makeVirtioRandom(options.seed + randomDevices);
  }

  function pciHost(): PciHost {
    const taken = [...slots];
    const shared = Array.from({ length: PCI_LINES }, (_, line) => {
      const users = taken.filter(([slot]) => lineOfSlot(slot) === line).map(([slot]) => slot);
      const irqs = shareLine(plic.line(PCI_IRQ + line), users.length);
      return users.map((slot, index) => [slot, irqs[index] ?? NO_LINE] as const);
    });
    const lineOf = new Map(shared.flat());
    return makePciHost(
      new Map(taken.map(([slot, placed]) => [slot, pciFunction(placed, lineOf.get(slot) ?? NO_LINE)])),
    );
  }

  function pciFunction({ options: device, consoles: names }: Placed, irq: IrqLine): PciFunction {
    if (device.kind !== "pci-serial") return makeVirtioPci(virtioDevice(device, names), irq, dma);
    const { pci, uarts } = makePciSerial(device.ports, irq, clock, (port, byte) =>
      ports.output(names[port] ?? "", byte),
    );
    uarts.forEach((each, port) => {
      consoles.set(names[port] ?? "", each);
    });
    return pci;
  }

  const pci = pciHost();

  function build(row: MapRow): Device {
    const irq = row.irq === 0 ? NO_LINE : plic.line(row.irq);
    switch (row.kind) {
      case "finisher":
        return makeTestFinisher(power, log);
      case "rtc":
        return makeGoldfishRtc(irq, clock, options.rtcNs, rtcOutlivesReset, log);
      case "clint":
        return makeClint(timer, lines, mtimeKeepsOtherHalf, log);
      case "plic":
        return plic;
      case "uart":
        return uart(row, irq);
      case "virtio":
        return virtio(row, irq);
      case "fw-cfg":
        return makeFwCfg(dma, options.harts);
      case "flash":
        return makeFlash();
      case "pci":
        return pci.ecam;
      case "pci-ports":
        return pci.ports;
      case "pci-memory":
      case "pci-memory-64":
        return pci.memory(row.address);
    }
  }

  const devices = rows.map((row) => ({ row, name: nameOf(row), device: build(row) }));
  const timed = devices.map(({ device }) => device).filter(isTimed);
  // Devices drive their lines into the PLIC, so it is restored and reset after them.
  const plicLast = [...devices].sort((a, b) => Number(a.device === plic) - Number(b.device === plic));
  const stores = [...transports.values(), ...slots.values()].flatMap(({ name, options: device }) =>
    device.kind === "virtio-block" && isSaved(device.store) ? [{ name, store: device.store }] : [],
  );

  return {
    bus: makeBus(devices.map(({ row, name, device }) => ({ name, address: row.address, bytes: row.decodes, device }))),
    input(console, bytes) {
      consoles.get(console)?.receive(bytes);
    },
    deadline() {
      let soonest = Number.POSITIVE_INFINITY;
      for (const device of timed) soonest = Math.min(soonest, device.deadline());
      return soonest;
    },
    elapse() {
      for (const device of timed) device.elapse();
    },
    reset() {
      for (const { device } of plicLast) device.reset();
    },
    save(): DeviceState {
      const parts = [...devices.map(({ name, device }) => [name, device.save()] as const)];
      return Object.fromEntries([...parts, ...stores.map(({ name, store }) => [name, store.save()] as const)]);
    },
    restore(state) {
      for (const { name, store } of stores) store.restore(recordOf(state, name));
      for (const { name, device } of plicLast) device.restore(recordOf(state, name));
    },
  };
}

const NO_LINE: IrqLine = { set() {} };

function isTimed(device: Device): device is TimedDevice {
  return "deadline" in device;
}

function isSaved<T extends object>(store: T): store is T & Saved {
  return "save" in store && "restore" in store;
}

function checkUarts({ uarts }: BoardOptions): void {
  if (Number.isInteger(uarts) && uarts >= 1 && uarts <= UART_MAX) return;
  throw new BoardError(`${uarts} UARTs; the board has 1 to ${UART_MAX}`);
}
