import { expect, test } from "vitest";
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { BoardError } from "../../src/machine/boot.js";
import type { BoardOptions, DeviceOptions } from "../../src/machine/options.js";
import { placeDevices } from "../../src/machine/places.js";
import { boardOptions, disk } from "./board-options.js";

function block(name: string, place: Extract<DeviceOptions, { kind: "virtio-block" }>["place"]): DeviceOptions {
  return { kind: "virtio-block", name, place, store: makeMemoryStore(new Uint8Array(512)) };
}

function places(changes: Partial<BoardOptions>) {
  const { transports, slots } = placeDevices(boardOptions(changes));
  const names = (map: typeof slots) => Object.fromEntries([...map].map(([number, { name }]) => [number, name]));
  return { transports: names(transports), slots: names(slots) };
}

const SERIAL: DeviceOptions = { kind: "pci-serial", ports: 1 };

test("without a number a virtio-mmio device lands on the last free transport, a PCI device in the first free slot", () => {
  const devices = [
    block("a", { bus: "mmio" }),
    SERIAL,
    block("b", { bus: "mmio" }),
    block("c", { bus: "pci" }),
    block("d", { bus: "mmio", transport: 7 }),
  ];
  expect(places({ devices: [disk("e", 6), ...devices] })).toEqual({
    transports: { 4: "disk b", 5: "disk a", 6: "disk e", 7: "disk d" },
    slots: { 1: "pci-serial0", 2: "disk c" },
  });
});

test("consoles are numbered over all devices of their kind, in the order of the list", () => {
  const devices: DeviceOptions[] = [
    { kind: "pci-serial", ports: 2, slot: 9 },
    { kind: "virtio-console", place: { bus: "pci", slot: 8 }, ports: [{ console: true }] },
    { kind: "pci-serial", ports: 1, slot: 3 },
  ];
  const { slots } = placeDevices(boardOptions({ devices }));
  expect([9, 8, 3].map((slot) => slots.get(slot)?.consoles)).toEqual([
    ["pci-serial0", "pci-serial1"],
    ["virtio-console0"],
    ["pci-serial2"],
  ]);
});

test.each([
  [
    "one transport for two",
    { devices: [disk("a", 1), block("b", { bus: "mmio", transport: 1 })] },
    "disk a and disk b both sit on transport 1",
  ],
  ["one slot for two", { devices: [{ ...SERIAL, slot: 2 }, block("b", { bus: "pci", slot: 2 })] }, "on PCI slot 2"],
  ["the bridge's slot", { devices: [{ ...SERIAL, slot: 0 }] }, "pci-serial0: PCI slot 0; the board has 1 to 31"],
  ["more devices than slots", { devices: new Array(32).fill(SERIAL) }, "pci-serial31: no PCI slot is free"],
  [
    "more devices than transports",
    { devices: new Array(9).fill(block("x", { bus: "mmio" })) },
    "disk x: no transport is free; the board has 8",
  ],
] satisfies [string, Partial<BoardOptions>, string][])("%s is refused", (_, changes, message) => {
  expect(() => places(changes)).toThrow(BoardError);
  expect(() => places(changes)).toThrow(message);
});
