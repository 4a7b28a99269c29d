import { expect, test } from "vitest";
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { makeVirtioBlock } from "../../src/devices/virtio-block.js";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { fakeLine, fakeRam, RAM } from "./fake-ports.js";
import * as driver from "./virtio-driver.js";

function setup(version: 1 | 2 = 2) {
  const ram = fakeRam();
  const irq = fakeLine();
  const image = Uint8Array.from({ length: 8 * 512 }, (_, index) => index >> 4);
  const device = makeVirtioMmio(irq, ram, version, makeVirtioBlock(makeMemoryStore(image), "d"));
  return { ram, irq, image, device, status: () => device.read(0x70, 4) };
}

test.each([1, 2] as const)(
  "an empty transport of version %i answers with device id 0 and ignores writes",
  (version) => {
    const device = makeVirtioMmio(fakeLine(), fakeRam(), version, undefined);
    device.write(0x70, 4, 1);
    expect([0x00, 0x04, 0x08, 0x0c, 0x70, 0x34].map((offset) => device.read(offset, 4))).toEqual([
      0x74726976,
      version,
      0,
      0x554d4551,
      0,
      0,
    ]);
  },
);

test("registers answer 4-byte accesses only", () => {
  const { device } = setup();
  expect(device.read(0x00, 1)).toBe(0);
  expect(device.read(0x00, 2)).toBe(0);
  device.write(0x70, 1, 1);
  expect(device.read(0x70, 4)).toBe(0);
});

test("version 2 offers VERSION_1 in the upper half and nothing beyond", () => {
  const { device } = setup();
  const half = (sel: number) => {
    device.write(0x14, 4, sel);
    return device.read(0x10, 4);
  };
  expect(half(0) & 0x3000_0000).toBe(0x3000_0000);
  expect(half(1)).toBe(1);
  expect(half(2)).toBe(0);
});

test("features that were not offered are refused: FEATURES_OK stays 0", () => {
  const { device, status } = setup();
  device.write(0x20, 4, 1 << 22);
  device.write(0x70, 4, 0xb);
  expect(status()).toBe(3);
  device.write(0x24, 4, 1);
  device.write(0x20, 4, 1);
  device.write(0x24, 4, 0);
  device.write(0x20, 4, 1 << 9);
  device.write(0x70, 4, 0xb);
  expect(status()).toBe(0xb);
});

test("a queue that does not exist has size 0 and is not written", () => {
  const { device } = setup();
  device.write(0x30, 4, 1);
  expect(device.read(0x34, 4)).toBe(0);
  device.write(0x44, 4, 1);
  expect(device.read(0x44, 4)).toBe(0);
  device.write(0x50, 4, 1);
});

test("there is no shared memory: its length is all ones", () => {
  const { device } = setup();
  expect([device.read(0xb0, 4), device.read(0xb4, 4)]).toEqual([0xffff_ffff, 0xffff_ffff]);
});

test("nothing is taken before DRIVER_OK", () => {
  const { device, ram } = setup();
  driver.bringUp(device);
  device.write(0x70, 4, 0xb);
  driver.request(device, ram, driver.FLUSH, 0, 0);
  expect(driver.usedIndex(ram)).toBe(0);
});

test("status 0 resets queue, features, interrupt and status", () => {
  const { device, ram, irq, status } = setup();
  driver.bringUp(device);
  driver.request(device, ram, driver.FLUSH, 0, 0);
  device.write(0x70, 4, 0);
  expect(status()).toBe(0);
  expect(irq.level).toBe(false);
  expect(device.read(0x44, 4)).toBe(0);
});

test("the legacy interface lays one area out by page number and alignment", () => {
  const { device, ram, image, irq } = setup(1);
  expect(device.read(0x04, 4)).toBe(1);
  device.write(0x70, 4, 3);
  device.write(0x28, 4, 4096);
  device.write(0x30, 4, 0);
  device.write(0x38, 4, driver.QUEUE);
  device.write(0x3c, 4, 4096);
  device.write(0x40, 4, driver.DESCRIPTORS / 4096);
  device.write(0x70, 4, 7);
  expect(device.read(0x40, 4)).toBe(driver.DESCRIPTORS / 4096);
  const available = driver.DESCRIPTORS - RAM + 16 * driver.QUEUE;
  driver.putHeader(ram, driver.IN, 1);
  driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 1);
  driver.putDescriptor(ram, 1, driver.DATA, 512, driver.NEXT | driver.WRITE, 2);
  driver.putDescriptor(ram, 2, driver.STATUS, 1, driver.WRITE);
  ram.view.setUint16(available + 2, 1, true);
  device.write(0x50, 4, 0);
  expect(ram.memory.slice(driver.DATA - RAM, driver.DATA - RAM + 512)).toEqual(image.slice(512, 1024));
  expect(ram.view.getUint16(driver.DESCRIPTORS - RAM + 4096 + 2, true)).toBe(1);
  expect(irq.level).toBe(true);
  device.write(0x40, 4, 0);
  expect(device.read(0x70, 4)).toBe(0);
});

test("registers of the other version read 0", () => {
  const legacy = setup(1).device;
  const modern = setup(2).device;
  modern.write(0x40, 4, 0x80001);
  expect(modern.read(0x40, 4)).toBe(0);
  legacy.write(0x44, 4, 1);
  expect(legacy.read(0x44, 4)).toBe(0);
});
