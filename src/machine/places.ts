// Which device sits on which virtio-mmio transport or PCI slot, and the names of the consoles that it brings.
import { BoardError } from "./boot.js";
import { PCI_SLOTS, TRANSPORT_MAX, VIRTIO_TRANSPORTS } from "./memory-map.js";
import type { BoardOptions, DeviceOptions } from "./options.js";

/** A device at its place. */
export interface Placed {
  /** As messages call it. */
  readonly name: string;
  readonly options: DeviceOptions;
  /** Consoles by port; none for a device without. */
  readonly consoles: readonly string[];
}

export interface Places {
  readonly transports: ReadonlyMap<number, Placed>;
  readonly slots: ReadonlyMap<number, Placed>;
}

/** What a bus is called in messages, its numbers, and the order in which they are given out. */
interface Bus {
  readonly title: string;
  readonly least: number;
  readonly most: number;
  readonly order: readonly number[];
  readonly taken: Map<number, Placed>;
}

/** @throws BoardError when two devices want one place, a place is not there, or there are not enough. */
export function placeDevices({ devices = [] }: BoardOptions): Places {
  // As on QEMU: a device without a number lands on the last transport that every board has, but in the first slot.
  const transports = busOf("transport", 0, TRANSPORT_MAX - 1, numbersFrom(0, VIRTIO_TRANSPORTS).reverse());
  const slots = busOf("PCI slot", 1, PCI_SLOTS - 1, numbersFrom(1, PCI_SLOTS - 1));
  const consoles = new Map<string, number>();
  const wanted: { placed: Placed; bus: Bus; number: number | undefined }[] = [];
  for (const options of devices) {
    const names = consoleNames(options, consoles);
    const name = options.kind === "virtio-block" ? `disk ${options.name}` : (names[0] ?? options.kind);
    const placed = { name, options, consoles: names };
    if (options.kind === "pci-serial") wanted.push({ placed, bus: slots, number: options.slot });
    else if (options.place.bus === "pci") wanted.push({ placed, bus: slots, number: options.place.slot });
    else wanted.push({ placed, bus: transports, number: options.place.transport });
  }
  for (const { placed, bus, number } of wanted) if (number !== undefined) take(bus, number, placed);
  for (const { placed, bus, number } of wanted) if (number === undefined) take(bus, freeOn(bus, placed), placed);
  return { transports: transports.taken, slots: slots.taken };
}

function busOf(title: string, least: number, most: number, order: readonly number[]): Bus {
  return { title, least, most, order, taken: new Map() };
}

function numbersFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function take(bus: Bus, number: number, placed: Placed): void {
  const { title, least, most, taken } = bus;
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new BoardError(`${placed.name}: ${title} ${number}; the board has ${least} to ${most}`);
  }
  const other = taken.get(number);
  if (other !== undefined) throw new BoardError(`${other.name} and ${placed.name} both sit on ${title} ${number}`);
  taken.set(number, placed);
}

function freeOn({ title, order, taken }: Bus, placed: Placed): number {
  const free = order.find((number) => !taken.has(number));
  if (free === undefined) throw new BoardError(`${placed.name}: no ${title} is free; the board has ${order.length}`);
  return free;
}

/** Consoles are numbered over all devices of their kind. */
function consoleNames(options: DeviceOptions, counts: Map<string, number>): readonly string[] {
  const kind = options.kind;
  if (kind !== "pci-serial" && kind !== "virtio-console") return [];
  const ports = kind === "pci-serial" ? options.ports : options.ports.length;
  const first = counts.get(kind) ?? 0;
  counts.set(kind, first + ports);
  return Array.from({ length: ports }, (_, port) => `${kind}${first + port}`);
}
