// -device: models by name, and where they sit. Places left out are given as QEMU gives them: the highest transport and
// the lowest slot that are free, in the order of the options.
import { TRANSPORTS } from "../schema/disk.js";
import type { Origin } from "../source.js";
import { didYouMean } from "../suggest.js";
import { type DeviceRequest, type Draft, refuse, write } from "./draft.js";
import { driveOf } from "./drives.js";
import { parseProperties } from "./properties.js";
import type { Value } from "./tree.js";

type Bus = "mmio" | "pci";

/** Device numbers on PCI bus 0; 0 is the host bridge. */
const LAST_SLOT = 31;

/** Keys of the scenario. */
interface Entry {
  [key: string]: Value;
}

interface ModelRow {
  readonly names: readonly string[];
  readonly help: string;
  readonly place: (taking: Taking, request: DeviceRequest) => void;
}

/** The devices of a command line while they are given their places. */
interface Taking {
  readonly draft: Draft;
  readonly transports: Set<number>;
  readonly slots: Set<number>;
  /** Entries of the scenario's `devices`. */
  readonly list: Entry[];
  /** Chardev ids by console device (`pci-serial0`), with the options that named them. */
  readonly consoles: Map<string, { readonly chardev: string; readonly origin: Origin }>;
  readonly disks: Set<string>;
  /** Drives that a device has taken. */
  readonly taken: Set<string>;
  /** The virtio console device that the next port goes to. */
  portHost: Entry | null;
  pciSerials: number;
  virtioConsoles: number;
}

export interface PlacedDevices {
  /** Chardev ids by console device. */
  readonly consoles: Taking["consoles"];
}

const MODELS: readonly ModelRow[] = [
  { names: ["virtio-blk-device"], help: "disk on a virtio-mmio transport", place: disk("mmio") },
  { names: ["virtio-blk-pci", "virtio-blk"], help: "disk on a PCI card", place: disk("pci") },
  { names: ["pci-serial"], help: "16550 UART on a PCI card", place: serial(1) },
  { names: ["pci-serial-2x"], help: "two of them", place: serial(2) },
  { names: ["pci-serial-4x"], help: "four of them", place: serial(4) },
  { names: ["virtio-rng-device"], help: "random numbers on a virtio-mmio transport", place: random("mmio") },
  { names: ["virtio-rng-pci", "virtio-rng"], help: "random numbers on a PCI card", place: random("pci") },
  { names: ["virtio-serial-device"], help: "virtio console on a virtio-mmio transport", place: portHost("mmio") },
  { names: ["virtio-serial-pci", "virtio-serial"], help: "virtio console on a PCI card", place: portHost("pci") },
  { names: ["virtconsole"], help: "console of the virtio console before it", place: port(true) },
  { names: ["virtserialport"], help: "the same: guests see a console", place: port(false) },
  {
    names: ["virtio-net-device", "virtio-net-pci", "virtio-net", "e1000", "rtl8139"],
    help: "network: left out, with a warning",
    place: ({ draft }, { model, origin }) => draft.warn(origin, `${model}: there is no network yet: left out`),
  },
];

/** A line for each model, as `-device help` prints it. */
function deviceHelp(): string {
  return MODELS.map(({ names, help }) => `name "${names.join('", "')}", ${help}\n`).join("");
}

export function takeDevice(draft: Draft, text: string, origin: Origin): void {
  const properties = parseProperties(text, "driver");
  const model = properties.get("driver") ?? "";
  if (model === "help" || model === "?") draft.answer = deviceHelp();
  else draft.devices.push({ model, origin, properties });
}

/** Gives every device its place and writes it to the scenario. */
export function placeDevices(draft: Draft): PlacedDevices {
  const taking: Taking = {
    draft,
    transports: new Set(),
    slots: new Set(),
    list: [],
    consoles: new Map(),
    disks: new Set(),
    taken: new Set(),
    portHost: null,
    pciSerials: 0,
    virtioConsoles: 0,
  };
  for (const request of draft.devices) placeOne(taking, request);
  for (const { id, origin, automatic } of [...draft.drives]) {
    if (automatic) disk("pci")(taking, { model: "virtio-blk-pci", origin, properties: new Map([["drive", id]]) });
  }
  for (const { id, origin } of draft.drives) {
    if (!taking.taken.has(id)) draft.warn(origin, `no device takes the drive ${id}: left out`);
  }
  const [first] = draft.devices;
  if (taking.list.length > 0 && first !== undefined) write(draft, ["devices"], taking.list, first.origin);
  return { consoles: taking.consoles };
}

function placeOne(taking: Taking, request: DeviceRequest): void {
  const { model, origin } = request;
  const row = MODELS.find(({ names }) => names.includes(model.replace(/-(?:non-)?transitional$/, "")));
  if (row !== undefined) {
    row.place(taking, request);
    return;
  }
  const names = MODELS.flatMap((each) => each.names);
  refuse(taking.draft, origin, `device ${model}`, names.join(", "), didYouMean(model, names));
}

function disk(bus: Bus): ModelRow["place"] {
  return (taking, { model, origin, properties }) => {
    const { draft } = taking;
    const name = properties.get("drive");
    if (name === undefined) {
      refuse(draft, origin, `${model} without a drive`, "drive=ID of a -drive");
      return;
    }
    const drive = driveOf(draft, name, origin);
    const place = placeOf(taking, bus, { model, origin, properties });
    if (drive === null || place === null) return;
    if (taking.taken.has(drive.id)) refuse(draft, origin, `drive ${drive.id} has a device already`, "a drive for each");
    taking.taken.add(drive.id);
    const entry = {
      image: drive.image,
      ...(drive.snapshot || draft.snapshot || drive.readonly ? {} : { persist: "on" }),
      ...(drive.readonly ? { readonly: "on" } : {}),
      ...place,
    };
    const key = diskName(drive.id, taking.disks);
    for (const [part, value] of Object.entries(entry)) {
      write(draft, ["disks", key, part], value, part === "image" ? drive.origin : origin);
    }
  };
}

function serial(ports: 1 | 2 | 4): ModelRow["place"] {
  return (taking, request) => {
    const place = placeOf(taking, "pci", request);
    if (place === null) return;
    for (let index = 0; index < ports; index += 1) {
      const chardev = request.properties.get(ports === 1 ? "chardev" : `chardev${index + 1}`);
      if (chardev !== undefined) {
        taking.consoles.set(`pci-serial${taking.pciSerials + index}`, { chardev, origin: request.origin });
      }
    }
    taking.pciSerials += ports;
    taking.list.push({ kind: "pci-serial", ports, ...place });
  };
}

function random(bus: Bus): ModelRow["place"] {
  return (taking, request) => {
    const place = placeOf(taking, bus, request);
    if (place !== null) taking.list.push({ kind: "virtio-rng", ...place });
  };
}

function portHost(bus: Bus): ModelRow["place"] {
  return (taking, request) => {
    const place = placeOf(taking, bus, request);
    if (place === null) return;
    taking.portHost = { kind: "virtio-console", ...place };
    taking.list.push(taking.portHost);
  };
}

function port(console: boolean): ModelRow["place"] {
  return (taking, { model, origin, properties }) => {
    if (taking.portHost === null) {
      refuse(
        taking.draft,
        origin,
        `${model} without a device to be a port of`,
        "-device virtio-serial-device before it",
      );
      return;
    }
    if (!console) taking.draft.warn(origin, `${model}: the guest sees a console`);
    taking.portHost["ports"] = Number(taking.portHost["ports"] ?? 0) + 1;
    const chardev = properties.get("chardev");
    if (chardev !== undefined) taking.consoles.set(`virtio-console${taking.virtioConsoles}`, { chardev, origin });
    taking.virtioConsoles += 1;
  };
}

/** Keys of the scenario for a place: as asked for, or as QEMU gives it. */
function placeOf(taking: Taking, bus: Bus, request: DeviceRequest): Entry | null {
  return bus === "mmio" ? transportOf(taking, request) : slotOf(taking, request);
}

function transportOf({ draft, transports }: Taking, { origin, properties }: DeviceRequest) {
  const bus = properties.get("bus");
  const [, number] = /^virtio-mmio-bus\.(\d+)$/.exec(bus ?? "") ?? [];
  const last = TRANSPORTS - 1;
  if (bus !== undefined && (number === undefined || Number(number) > last)) {
    refuse(draft, origin, `bus ${bus}`, `virtio-mmio-bus.0 to virtio-mmio-bus.${last}`);
    return null;
  }
  let transport = number === undefined ? last : Number(number);
  while (number === undefined && transports.has(transport)) transport -= 1;
  if (transport < 0 || transports.has(transport)) {
    refuse(draft, origin, transport < 0 ? "no virtio-mmio transport is free" : `bus ${bus} is full`, "another bus");
    return null;
  }
  transports.add(transport);
  return { transport };
}

function slotOf({ draft, slots }: Taking, { origin, properties }: DeviceRequest) {
  const bus = properties.get("bus") ?? "pcie.0";
  const addr = properties.get("addr");
  const [, number] = /^(?:0x)?([0-9a-f]+)(?:\.0)?$/i.exec(addr ?? "") ?? [];
  if (bus !== "pcie.0" && bus !== "pci.0") {
    refuse(draft, origin, `bus ${bus}`, "pcie.0", "the only PCI bus");
    return null;
  }
  let slot = addr === undefined ? 1 : Number.parseInt(number ?? "", 16);
  while (addr === undefined && slots.has(slot)) slot += 1;
  if (!(slot >= 1 && slot <= LAST_SLOT) || slots.has(slot)) {
    refuse(draft, origin, `PCI address ${addr ?? slot}`, `one that is free, 0x1 to 0x${LAST_SLOT.toString(16)}`);
    return null;
  }
  slots.add(slot);
  return { slot };
}

/** An id as a name of the scenario. */
function diskName(id: string, taken: Set<string>): string {
  const clean = id.replace(/[^A-Za-z0-9_-]/g, "_");
  const name = /^[A-Za-z]/.test(clean) ? clean : `disk${clean}`;
  const free = taken.has(name) ? `${name}-${taken.size}` : name;
  taken.add(free);
  return free;
}
