import fc from "fast-check";
import { expect, test } from "vitest";
import type { BlockStore } from "../../src/bus/ports.js";
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { makeVirtioBlock } from "../../src/devices/virtio-block.js";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { fakeLine, fakeRam, RAM } from "./fake-ports.js";
import * as driver from "./virtio-driver.js";

const NEEDS_RESET = 64;

function setup(taken = 3 << 28) {
  const ram = fakeRam();
  const irq = fakeLine();
  const device = makeVirtioMmio(irq, ram, 2, makeVirtioBlock(makeMemoryStore(new Uint8Array(4096)), "d"));
  driver.bringUp(device, taken);
  return { ram, irq, device, status: () => device.read(0x70, 4) };
}

type World = ReturnType<typeof setup>;

const BROKEN: readonly [string, (world: World) => void][] = [
  ["a chain that loops", ({ ram }) => driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 0)],
  ["a next beyond the queue", ({ ram }) => driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 999)],
  ["a buffer outside RAM", ({ ram }) => driver.putDescriptor(ram, 0, 0x1000, 16, 0)],
  ["a buffer at 2^63", ({ ram }) => driver.putDescriptor(ram, 0, 2 ** 63, 16, 0)],
  ["a chain of 4 GiB", ({ ram }) => driver.putDescriptor(ram, 0, driver.HEADER, 0xffff_ffff, 0)],
  ["an empty chain", ({ ram }) => driver.putDescriptor(ram, 0, driver.HEADER, 0, 0)],
  ["a header without room for the status", ({ ram }) => driver.putDescriptor(ram, 0, driver.HEADER, 16, 0)],
  [
    "a readable buffer after a writable one",
    ({ ram }) => {
      driver.putDescriptor(ram, 0, driver.STATUS, 1, driver.NEXT | driver.WRITE, 1);
      driver.putDescriptor(ram, 1, driver.HEADER, 16, 0);
    },
  ],
  [
    "a status byte outside RAM",
    ({ ram }) => {
      driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 1);
      driver.putDescriptor(ram, 1, 0x1000, 1, driver.WRITE);
    },
  ],
  ["an indirect table of 17 bytes", ({ ram }) => driver.putDescriptor(ram, 0, RAM, 17, driver.INDIRECT)],
  [
    "an indirect table in an indirect table",
    ({ ram }) => {
      driver.putDescriptor(ram, 0, RAM + 0x8000, 16, driver.INDIRECT);
      driver.putDescriptor(ram, 0, RAM + 0x8000, 16, driver.INDIRECT, 0, RAM + 0x8000);
    },
  ],
];

test.each(BROKEN)("%s stops the device until a reset", (_, breakIt) => {
  const world = setup();
  const { device, ram, irq, status } = world;
  breakIt(world);
  driver.offer(ram, 0);
  device.write(0x50, 4, 0);
  expect(status() & NEEDS_RESET).toBe(NEEDS_RESET);
  expect(device.read(0x60, 4) & 2).toBe(2);
  expect(irq.level).toBe(true);
  expect(driver.request(device, ram, driver.FLUSH, 0, 0)).toBe(0xff);
  driver.bringUp(device, 0);
  ram.view.setUint16(driver.AVAILABLE - RAM + 2, 0, true);
  expect(driver.request(device, ram, driver.FLUSH, 0, 0)).toBe(0);
});

test("an indirect descriptor without the feature stops the device", () => {
  const { device, ram, status } = setup(0);
  driver.putDescriptor(ram, 0, RAM + 0x8000, 48, driver.INDIRECT);
  driver.offer(ram, 0);
  device.write(0x50, 4, 0);
  expect(status() & NEEDS_RESET).toBe(NEEDS_RESET);
});

test("an available index that jumps ahead of the queue's size stops the device", () => {
  const { device, ram, status } = setup();
  ram.view.setUint16(driver.AVAILABLE - RAM + 2, driver.QUEUE + 1, true);
  device.write(0x50, 4, 0);
  expect(status() & NEEDS_RESET).toBe(NEEDS_RESET);
});

test("rings outside RAM stop the device", () => {
  const { device, status } = setup();
  device.write(0x90, 4, 0x1000);
  device.write(0x50, 4, 0);
  expect(status() & NEEDS_RESET).toBe(NEEDS_RESET);
});

test("a disk whose sectors make the next request available comes to an end", () => {
  const ram = fakeRam();
  const available = driver.DATA + 16;
  let reads = 0;
  // Each sector overwrites the header with a read of the next one, and the available ring with one more entry.
  const store: BlockStore = {
    sectors: 65536,
    readOnly: false,
    read(sector, into) {
      reads += 1;
      const view = new DataView(into.buffer);
      view.setUint32(8, (sector + 1) & 0xffff, true);
      view.setUint16(18, sector + 2, true);
    },
    write() {},
    flush() {},
  };
  const device = makeVirtioMmio(fakeLine(), ram, 2, makeVirtioBlock(store, "d"));
  driver.bringUp(device, 0);
  device.write(0x90, 4, available);
  driver.putDescriptor(ram, 0, driver.DATA, 16, driver.NEXT, 1);
  driver.putDescriptor(ram, 1, driver.DATA, 512, driver.NEXT | driver.WRITE, 2);
  driver.putDescriptor(ram, 2, driver.STATUS, 1, driver.WRITE);
  ram.view.setUint16(available - RAM + 2, 1, true);
  device.write(0x50, 4, 0);
  expect(reads).toBe(65536);
  expect(device.read(0x70, 4) & NEEDS_RESET).toBe(NEEDS_RESET);
});

test("whatever lies in the rings, and whatever is written to registers, the device neither throws nor hangs", () => {
  const word = fc.oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc.integer({ min: 0, max: 16 }),
    fc.constantFrom(driver.DESCRIPTORS, driver.AVAILABLE, driver.USED, driver.DATA, RAM),
  );
  const poke = fc.tuple(fc.integer({ min: 0, max: 0x3fff }), word);
  const access = fc.tuple(fc.integer({ min: 0, max: 0x7f }), word);
  fc.assert(
    fc.property(fc.array(poke, { maxLength: 60 }), fc.array(access, { maxLength: 30 }), (pokes, accesses) => {
      const { device, ram, irq } = setup();
      for (const [at, value] of pokes) ram.view.setUint32(at & ~3, value, true);
      device.write(0x50, 4, 0);
      for (const [register, value] of accesses) {
        device.write(register * 4, 4, value);
        device.read(register * 4, 4);
        device.write(0x50, 4, 0);
      }
      expect(irq.level).toBe(device.read(0x60, 4) !== 0);
    }),
    { numRuns: 300 },
  );
});
