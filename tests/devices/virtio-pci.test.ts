// A block device on PCI, driven through the modern register sets, the legacy ports and the window in configuration space.
import { expect, test } from "vitest";
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { makePciHost } from "../../src/devices/pci-host.js";
import { makeVirtioBlock } from "../../src/devices/virtio-block.js";
import { makeVirtioPci } from "../../src/devices/virtio-pci.js";
import { fakeLine, fakeRam, RAM } from "./fake-ports.js";
import * as driver from "./virtio-driver.js";

const SLOT = 2 << 15;
const BASE = 0x4_0000_4000;
const PORT = 0x80;

function setup() {
  const ram = fakeRam();
  const line = fakeLine();
  const image = Uint8Array.from({ length: 4096 }, (_, index) => index >> 9);
  const pci = makeVirtioPci(makeVirtioBlock(makeMemoryStore(image), "d0"), line, ram);
  const { ecam, ports, memory } = makePciHost(new Map([[2, pci]]));
  const window = memory(0x4_0000_0000);
  ecam.write(SLOT + 0x10, 4, PORT);
  ecam.write(SLOT + 0x20, 4, BASE % 2 ** 32);
  ecam.write(SLOT + 0x24, 4, 4);
  ecam.write(SLOT + 0x04, 2, 7);
  const at = BASE - 0x4_0000_0000;
  return {
    ...{ ram, line, ecam },
    get: (offset: number, size: 1 | 2 | 4) => window.read(at + offset, size),
    set: (offset: number, size: 1 | 2 | 4, value: number) => window.write(at + offset, size, value),
    port: {
      get: (offset: number, size: 1 | 2 | 4) => ports.read(PORT + offset, size),
      set: (offset: number, size: 1 | 2 | 4, value: number) => ports.write(PORT + offset, size, value),
    },
    config: (offset: number) => ecam.read(SLOT + offset, 4),
    setConfig: (offset: number, value: number) => ecam.write(SLOT + offset, 4, value),
  };
}

type Rig = ReturnType<typeof setup>;

/** Puts a read of sector 3 into the ring. */
function putRead(ram: Rig["ram"]) {
  driver.putHeader(ram, driver.IN, 3);
  driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 1);
  driver.putDescriptor(ram, 1, driver.DATA, 512, driver.NEXT | driver.WRITE, 2);
  driver.putDescriptor(ram, 2, driver.STATUS, 1, driver.WRITE);
  ram.view.setUint8(driver.STATUS - RAM, 0xff);
}

function bringUp({ set, get }: Rig) {
  set(0x14, 1, 0);
  set(0x14, 1, 3);
  set(0x00, 4, 1);
  expect(get(0x04, 4)).toBe(1);
  set(0x08, 4, 1);
  set(0x0c, 4, 1);
  set(0x14, 1, 0xb);
  set(0x16, 2, 0);
  set(0x18, 2, driver.QUEUE);
  set(0x20, 4, driver.DESCRIPTORS);
  set(0x28, 4, driver.AVAILABLE);
  set(0x30, 4, driver.USED);
  set(0x1c, 2, 1);
  set(0x14, 1, 0xf);
}

test("the capabilities lead to the four structures and to the window", () => {
  const { config } = setup();
  const seen: number[][] = [];
  for (let at = config(0x34) & 0xff; at !== 0; at = (config(at) >> 8) & 0xff) {
    seen.push([at, config(at) & 0xff, config(at) >>> 24, config(at + 4), config(at + 8), config(at + 12)]);
  }
  expect(config(0x04) >>> 16).toBe(0x10);
  expect(seen).toEqual([
    [0x84, 9, 5, 0, 0, 0],
    [0x70, 9, 2, 4, 0x3000, 0x1000],
    [0x60, 9, 4, 4, 0x2000, 0x1000],
    [0x50, 9, 3, 4, 0x1000, 0x1000],
    [0x40, 9, 1, 4, 0x0000, 0x1000],
  ]);
  expect(config(0x80)).toBe(4);
});

test("a transitional block device has the legacy number, its type as subsystem, and INTA", () => {
  const { config } = setup();
  expect([config(0), config(8), config(0x2c), config(0x3c)]).toEqual([
    ...[0x1001_1af4, 0x0100_0000, 0x0002_1af4, 0x100],
  ]);
});

test("a modern driver reads a sector and takes the interrupt with the status", () => {
  const rig = setup();
  const { ram, line, get, set } = rig;
  bringUp(rig);
  putRead(ram);
  driver.offer(ram, 0);
  set(0x3000, 2, 0);
  expect(ram.view.getUint8(driver.STATUS - RAM)).toBe(0);
  expect(ram.view.getUint8(driver.DATA - RAM)).toBe(3);
  expect(line.level).toBe(true);
  expect(get(0x1000, 1)).toBe(1);
  expect(line.level).toBe(false);
  expect(get(0x1000, 1)).toBe(0);
});

test("the common structure tells of queues and addresses as they were set", () => {
  const rig = setup();
  const { get, set } = rig;
  expect([get(0x12, 2), get(0x18, 2), get(0x10, 2), get(0x1e, 2)]).toEqual([1, 256, 0xffff, 0]);
  bringUp(rig);
  set(0x34, 4, 5);
  expect([get(0x18, 2), get(0x1c, 2), get(0x20, 4), get(0x34, 4)]).toEqual([driver.QUEUE, 1, driver.DESCRIPTORS, 5]);
  set(0x18, 2, 512);
  expect(get(0x18, 2)).toBe(driver.QUEUE);
  set(0x16, 2, 1);
  expect([get(0x18, 2), get(0x1c, 2), get(0x20, 4)]).toEqual([0, 0, 0]);
  set(0x14, 1, 0);
  expect([get(0x14, 1), get(0x16, 2), get(0x18, 2)]).toEqual([0, 0, 256]);
});

test("features that were not offered are refused", () => {
  const { get, set } = setup();
  set(0x14, 1, 3);
  set(0x0c, 4, 1 << 3);
  set(0x14, 1, 0xb);
  expect(get(0x14, 1)).toBe(3);
});

test("the device's own configuration lies behind the modern base and behind the legacy registers", () => {
  const { get, port } = setup();
  expect([get(0x2000, 4), get(0x2014, 4)]).toEqual([8, 512]);
  expect([port.get(0x14, 4), port.get(0x28, 4)]).toEqual([8, 512]);
});

test("a legacy driver reads a sector through the ports", () => {
  const { ram, line, port } = setup();
  expect(port.get(0, 4) & (1 << 9)).not.toBe(0);
  port.set(0x12, 1, 3);
  port.set(4, 4, 0);
  port.set(0x0e, 2, 0);
  expect(port.get(0x0c, 2)).toBe(256);
  port.set(8, 4, driver.DESCRIPTORS / 4096);
  expect(port.get(8, 4)).toBe(driver.DESCRIPTORS / 4096);
  port.set(0x12, 1, 7);
  putRead(ram);
  ram.view.setUint16(driver.DESCRIPTORS - RAM + 16 * 256 + 2, 1, true);
  port.set(0x10, 2, 0);
  expect(ram.view.getUint8(driver.STATUS - RAM)).toBe(0);
  expect(ram.view.getUint8(driver.DATA - RAM)).toBe(3);
  expect(line.level).toBe(true);
  expect(port.get(0x13, 1)).toBe(1);
  expect(line.level).toBe(false);
});

test("the window in configuration space reads and writes the structures", () => {
  const { config, setConfig, get } = setup();
  setConfig(0x88, 4);
  setConfig(0x8c, 0x2014);
  setConfig(0x90, 4);
  expect(config(0x94)).toBe(512);
  setConfig(0x8c, 0x14);
  setConfig(0x90, 1);
  setConfig(0x94, 3);
  expect(get(0x14, 1)).toBe(3);
  setConfig(0x90, 3);
  setConfig(0x94, 0);
  expect(get(0x14, 1)).toBe(3);
});
