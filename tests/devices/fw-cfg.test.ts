// fw_cfg as a driver meets it; values as on QEMU 7.2.
import { expect, test } from "vitest";
import { makeBus } from "../../src/bus/address-space.js";
import { FW_CFG_BYTES, makeFwCfg } from "../../src/devices/fw-cfg.js";
import { fakeRam, RAM } from "./fake-ports.js";

const DATA = 0;
const SELECTOR = 8;
const DMA = 16;
const DESCRIPTOR = RAM + 0x100;
const BUFFER = RAM + 0x1000;

function swapped(value: number, bytes: 2 | 4): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return bytes === 2 ? view.getUint16(0) : view.getUint32(0);
}

function setup() {
  const ram = fakeRam();
  const device = makeFwCfg(ram, 4);
  const bus = makeBus([{ name: "fw-cfg", address: 0, bytes: FW_CFG_BYTES, device }]);
  const select = (key: number) => bus.write(SELECTOR, 2, swapped(key, 2));
  const bytes = (count: number) => Array.from({ length: count }, () => bus.read(DATA, 1));
  /** Runs one DMA descriptor; returns its control word afterwards. */
  function dma(control: number, length: number, address = BUFFER): number {
    const at = DESCRIPTOR - RAM;
    ram.view.setUint32(at, control);
    ram.view.setUint32(at + 4, length);
    ram.view.setUint32(at + 8, 0);
    ram.view.setUint32(at + 12, address);
    bus.write(DMA, 8, 0, swapped(DESCRIPTOR, 4));
    return ram.view.getUint32(at);
  }
  const copied = (count: number) => [...ram.memory.subarray(BUFFER - RAM, BUFFER - RAM + count)];
  return { ram, device, bus, select, bytes, dma, copied };
}

const text = (value: string) => [...new TextEncoder().encode(value)];

test("the signature is read byte by byte, zeros follow it", () => {
  const { select, bytes } = setup();
  select(0);
  expect(bytes(6)).toEqual([...text("QEMU"), 0, 0]);
});

test("a wide read of the data takes as many bytes, in memory order", () => {
  const { bus, select } = setup();
  select(0);
  expect(bus.read(DATA, 4)).toBe(0x554d4551);
  select(0);
  expect([bus.read(DATA, 8), bus.high]).toEqual([0x554d4551, 0]);
});

test("identity says that there is DMA, and the count of harts is told", () => {
  const { select, bytes } = setup();
  select(1);
  expect(bytes(4)).toEqual([3, 0, 0, 0]);
  select(5);
  expect(bytes(2)).toEqual([4, 0]);
  select(0x4001);
  expect(bytes(1)).toEqual([3]);
  select(0x8001);
  expect(bytes(1)).toEqual([0]);
});

test("the directory names the standard files", () => {
  const { select, bytes } = setup();
  select(0x19);
  expect(bytes(4)).toEqual([0, 0, 0, 3]);
  const entries = Array.from({ length: 3 }, () => bytes(64));
  const names = entries.map((entry) => new TextDecoder().decode(Uint8Array.from(entry.slice(8))).replace(/\0+$/, ""));
  expect(names).toEqual(["bios-geometry", "bootorder", "etc/boot-fail-wait"]);
  expect(entries.map((entry) => entry.slice(0, 6))).toEqual([
    [0, 0, 0, 0, 0, 0x20],
    [0, 0, 0, 0, 0, 0x21],
    [0, 0, 0, 4, 0, 0x22],
  ]);
  select(0x22);
  expect(bytes(5)).toEqual([0xff, 0xff, 0xff, 0xff, 0]);
});

test("DMA selects and copies, and clears the control word", () => {
  const { dma, copied, ram } = setup();
  ram.memory.fill(0xee);
  expect(dma((0 << 16) | 8 | 2, 6)).toBe(0);
  expect(copied(7)).toEqual([...text("QEMU"), 0, 0, 0xee]);
});

test("DMA goes on where the last transfer ended, and can skip", () => {
  const { dma, copied } = setup();
  expect(dma((0 << 16) | 8 | 4, 2)).toBe(0);
  expect(dma(2, 2)).toBe(0);
  expect(copied(2)).toEqual(text("MU"));
});

test("DMA that writes, or to where no memory is, ends with an error", () => {
  const { dma } = setup();
  expect(dma((0 << 16) | 8 | 16, 2)).toBe(1);
  expect(dma((0 << 16) | 8 | 2, 2, 0x40)).toBe(1);
});

test("the upper half of a descriptor's address may be written first", () => {
  const { bus, ram } = setup();
  ram.view.setUint32(0x100, 8 | 2);
  ram.view.setUint32(0x104, 4);
  ram.view.setUint32(0x10c, BUFFER);
  bus.write(DMA, 4, 0);
  bus.write(DMA + 4, 4, swapped(DESCRIPTOR, 4));
  expect(ram.memory[BUFFER - RAM]).toBe(0x51);
});

test("the DMA register reads as a signature", () => {
  const { bus } = setup();
  expect([bus.read(DMA, 8), bus.high]).toEqual([0x554d4551, 0x47464320]);
  expect(bus.read(DMA + 6, 2)).toBe(0x4746);
});

test.each([
  ["behind the data", 1, 1],
  ["behind the selector", 10, 2],
  ["a byte of the selector", SELECTOR, 1],
  ["behind the DMA register", 24, 4],
])("a read %s faults", (_, offset, size) => {
  const { bus } = setup();
  bus.read(offset, size);
  expect(bus.fault).toBe(true);
});
