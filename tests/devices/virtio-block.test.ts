import { expect, test } from "vitest";
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { makeVirtioBlock } from "../../src/devices/virtio-block.js";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { fakeLine, fakeRam, RAM } from "./fake-ports.js";
import * as driver from "./virtio-driver.js";

const SECTORS = 64;

function setup({ readOnly = false, taken = undefined as number | undefined } = {}) {
  const ram = fakeRam();
  const irq = fakeLine();
  const image = Uint8Array.from({ length: SECTORS * 512 }, (_, index) => (index >> 9) ^ index);
  const store = makeMemoryStore(image, readOnly);
  const device = makeVirtioMmio(irq, ram, 2, makeVirtioBlock(store, "disk-0"));
  driver.bringUp(device, taken);
  const data = (bytes: number) => ram.memory.slice(driver.DATA - RAM, driver.DATA - RAM + bytes);
  return { ram, irq, image, store, device, data };
}

test("a driver that comes up as xv6 finds a block device of version 2", () => {
  const { device } = setup();
  expect(device.read(0x00, 4)).toBe(0x74726976);
  expect(device.read(0x04, 4)).toBe(2);
  expect(device.read(0x08, 4)).toBe(2);
  expect(device.read(0x0c, 4)).toBe(0x554d4551);
  expect(device.read(0x34, 4)).toBe(1024);
  expect(device.read(0x44, 4)).toBe(1);
  expect(device.read(0x70, 4)).toBe(0xf);
});

test("configuration tells capacity and block size, all ones beyond its end", () => {
  const { device } = setup();
  expect(device.read(0x100, 4)).toBe(SECTORS);
  expect(device.read(0x104, 4)).toBe(0);
  expect(device.read(0x114, 4)).toBe(512);
  expect(device.read(0x100, 1)).toBe(SECTORS);
  expect(device.read(0x13c, 4)).toBe(0xffff_ffff);
});

test("a read fills the buffer, hands the chain back and interrupts", () => {
  const { device, ram, irq, image, data } = setup();
  expect(driver.request(device, ram, driver.IN, 5, 1024)).toBe(0);
  expect(data(1024)).toEqual(image.slice(5 * 512, 7 * 512));
  expect(driver.usedIndex(ram)).toBe(1);
  expect(driver.usedElement(ram, 0)).toEqual({ id: 0, length: 1025 });
  expect(irq.level).toBe(true);
  expect(device.read(0x60, 4)).toBe(1);
  device.write(0x64, 4, 1);
  expect(irq.level).toBe(false);
  expect(device.read(0x60, 4)).toBe(0);
});

test("a write reaches the disk and reports one byte written: the status", () => {
  const { device, ram, store } = setup();
  ram.memory.fill(0xa5, driver.DATA - RAM, driver.DATA - RAM + 1024);
  expect(driver.request(device, ram, driver.OUT, 9, 1024)).toBe(0);
  const into = new Uint8Array(1024);
  store.read(9, into);
  expect(into).toEqual(new Uint8Array(1024).fill(0xa5));
  expect(driver.usedElement(ram, 0).length).toBe(1);
});

test("requests go on beyond the ring's size and beyond 16-bit indices", () => {
  const { device, ram } = setup();
  for (let n = 0; n < 65_600; n += 1) {
    if (driver.request(device, ram, driver.FLUSH, 0, 0) !== 0) throw new Error(`request ${n} failed`);
  }
  expect(driver.usedIndex(ram)).toBe(65_600 & 0xffff);
});

test("several chains made available before one notification are all served", () => {
  const { device, ram, image } = setup();
  driver.putHeader(ram, driver.IN, 3);
  for (const [head, data] of [
    [0, driver.DATA],
    [3, driver.DATA + 512],
  ] as const) {
    driver.putDescriptor(ram, head, driver.HEADER, 16, driver.NEXT, head + 1);
    driver.putDescriptor(ram, head + 1, data, 512, driver.NEXT | driver.WRITE, head + 2);
    driver.putDescriptor(ram, head + 2, driver.STATUS, 1, driver.WRITE);
    driver.offer(ram, head);
  }
  device.write(0x50, 4, 0);
  expect(driver.usedIndex(ram)).toBe(2);
  expect(driver.usedElement(ram, 1)).toEqual({ id: 3, length: 513 });
  const at = driver.DATA - RAM;
  expect(ram.memory.slice(at, at + 512)).toEqual(image.slice(3 * 512, 4 * 512));
  expect(ram.memory.slice(at + 512, at + 1024)).toEqual(image.slice(3 * 512, 4 * 512));
});

test("data is scattered over buffers as they come, the status may share the last", () => {
  const { device, ram, image } = setup();
  driver.putHeader(ram, driver.IN, 1);
  driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 1);
  driver.putDescriptor(ram, 1, driver.DATA, 100, driver.NEXT | driver.WRITE, 2);
  driver.putDescriptor(ram, 2, driver.DATA + 0x200, 413, driver.WRITE);
  driver.offer(ram, 0);
  device.write(0x50, 4, 0);
  const at = driver.DATA - RAM;
  expect(ram.memory.slice(at, at + 100)).toEqual(image.slice(512, 612));
  expect(ram.memory.slice(at + 0x200, at + 0x200 + 412)).toEqual(image.slice(612, 1024));
  expect(ram.memory[at + 0x200 + 412]).toBe(0);
});

test("GET_ID answers with the disk's name, padded to 20 bytes", () => {
  const { device, ram, data } = setup();
  expect(driver.request(device, ram, driver.GET_ID, 0, 20)).toBe(0);
  expect(new TextDecoder().decode(data(20))).toBe("disk-0".padEnd(20, "\0"));
});

test("a request of an unknown type is unsupported", () => {
  const { device, ram } = setup();
  expect(driver.request(device, ram, 99, 0, 0)).toBe(2);
});

test.each([
  ["beyond the end", driver.IN, SECTORS, 512],
  ["over the end", driver.IN, SECTORS - 1, 1024],
  ["far beyond the end", driver.OUT, 2 ** 50, 512],
  ["of less than a sector", driver.IN, 0, 511],
])("a transfer %s is an I/O error", (_, type, sector, bytes) => {
  const { device, ram } = setup();
  expect(driver.request(device, ram, type, sector, bytes)).toBe(1);
  expect(device.read(0x70, 4)).toBe(0xf);
});

test("a read-only disk says so and refuses writes", () => {
  const { device, ram, store } = setup({ readOnly: true });
  expect(device.read(0x10, 4) & (1 << 5)).not.toBe(0);
  expect(driver.request(device, ram, driver.OUT, 0, 512)).toBe(1);
  const into = new Uint8Array(512);
  store.read(0, into);
  expect(into[1]).toBe(1);
});

test("an indirect table is followed once the feature is taken", () => {
  const { device, ram, image, data } = setup({ taken: 1 << 28 });
  const table = RAM + 0x8000;
  driver.putHeader(ram, driver.IN, 2);
  driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 1, table);
  driver.putDescriptor(ram, 1, driver.DATA, 512, driver.NEXT | driver.WRITE, 2, table);
  driver.putDescriptor(ram, 2, driver.STATUS, 1, driver.WRITE, 0, table);
  driver.putDescriptor(ram, 4, table, 48, driver.INDIRECT);
  driver.offer(ram, 4);
  device.write(0x50, 4, 0);
  expect(data(512)).toEqual(image.slice(1024, 1536));
  expect(driver.usedElement(ram, 0)).toEqual({ id: 4, length: 513 });
});

test("the available ring's flag keeps interrupts away", () => {
  const { device, ram, irq } = setup();
  ram.view.setUint16(driver.AVAILABLE - RAM, 1, true);
  driver.request(device, ram, driver.FLUSH, 0, 0);
  expect(driver.usedIndex(ram)).toBe(1);
  expect(irq.level).toBe(false);
});

test("with event indices the device interrupts at the index asked for, and asks for the next chain", () => {
  const { device, ram, irq } = setup({ taken: 1 << 29 });
  const usedEvent = driver.AVAILABLE - RAM + 4 + 2 * driver.QUEUE;
  const availableEvent = driver.USED - RAM + 4 + 8 * driver.QUEUE;
  ram.view.setUint16(usedEvent, 1, true);
  driver.request(device, ram, driver.FLUSH, 0, 0);
  expect(irq.level).toBe(false);
  expect(ram.view.getUint16(availableEvent, true)).toBe(1);
  driver.request(device, ram, driver.FLUSH, 0, 0);
  expect(irq.level).toBe(true);
  expect(ram.view.getUint16(availableEvent, true)).toBe(2);
});
