import { expect, test } from "vitest";
import { makeBus, type Region, RegionOverlapError } from "../../src/bus/address-space.js";
import type { AccessSizes, Device } from "../../src/bus/device.js";

/** A device that logs accesses and answers a read with its offset plus one. */
function logging(sizes: AccessSizes): { device: Device; log: string[] } {
  const log: string[] = [];
  const device: Device = {
    sizes: () => sizes,
    read(offset, size) {
      log.push(`r${size}@${offset}`);
      return offset + 1;
    },
    write(offset, size, value) {
      log.push(`w${size}@${offset}=${value.toString(16)}`);
    },
    reset() {},
    save: () => ({}),
    restore() {},
  };
  return { device, log };
}

function setup(sizes: AccessSizes) {
  const { device, log } = logging(sizes);
  const other = logging({ least: 1, most: 8 });
  const bus = makeBus([
    { name: "high", address: 0x4_0000_0000, bytes: 0x10, device },
    { name: "other", address: 0x2000, bytes: 0x10, device: other.device },
    { name: "low", address: 0x1000, bytes: 0x10, device },
  ]);
  return { bus, log, other: other.log };
}

test("an access reaches the device at its address with the offset into it", () => {
  const { bus, log, other } = setup({ least: 1, most: 8 });
  expect(bus.read(0x1004, 4)).toBe(5);
  bus.write(0x2002, 2, 0xabcd);
  bus.write(0x4_0000_0008, 1, 0x1ff);
  expect(bus.fault).toBe(false);
  expect(log).toEqual(["r4@4", "w1@8=ff"]);
  expect(other).toEqual(["w2@2=abcd"]);
});

test("an address without a device faults and reads 0", () => {
  const { bus, log } = setup({ least: 1, most: 8 });
  for (const address of [0x0, 0xfff, 0x1010, 0x1_0000_1000, 0x4_0000_0010]) {
    expect(bus.read(address, 1)).toBe(0);
    expect(bus.fault).toBe(true);
    bus.write(address, 1, 1);
    expect(bus.fault).toBe(true);
  }
  expect(log).toEqual([]);
});

test("an access after a fault clears it", () => {
  const { bus } = setup({ least: 1, most: 8 });
  bus.read(0, 4);
  bus.read(0x1000, 4);
  expect(bus.fault).toBe(false);
});

test("sizes that a device does not take fault", () => {
  const { bus, log } = setup({ least: 4, most: 4 });
  for (const size of [1, 2, 8]) {
    bus.read(0x1000, size);
    expect(bus.fault).toBe(true);
    bus.write(0x1000, size, 0, 0);
    expect(bus.fault).toBe(true);
  }
  expect(log).toEqual([]);
});

test("a read that is not aligned takes its bytes out of the two aligned ones around it", () => {
  const { bus, log } = setup({ least: 1, most: 8 });
  expect(bus.read(0x1002, 4)).toBe(0x0005_0000);
  expect(bus.read(0x1007, 2)).toBe(0x0900);
  expect(log.splice(0)).toEqual(["r4@0", "r4@4", "r2@6", "r2@8"]);
  expect(bus.read(0x1004, 8)).toBe(5);
  expect(bus.high).toBe(9);
  expect(log).toEqual(["r4@0", "r4@4", "r4@8", "r4@12"]);
});

test("a write that is not aligned is written byte by byte", () => {
  const { bus, log } = setup({ least: 1, most: 8 });
  bus.write(0x1003, 2, 0xabcd);
  bus.write(0x1004, 8, 0x03020100, 0x07060504);
  expect(bus.fault).toBe(false);
  expect(log).toEqual(["w1@3=cd", "w1@4=ab", ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `w1@${4 + n}=${n}`)]);
});

test("an access that is not aligned faults where one of its parts does", () => {
  const { bus, log } = setup({ least: 4, most: 8 });
  bus.read(0x100e, 4);
  expect(bus.fault).toBe(true);
  log.splice(0);
  bus.write(0x1001, 4, 0);
  expect(bus.fault).toBe(true);
  expect(log).toEqual([]);
});

test("8 bytes are two accesses of 4, low half first", () => {
  const { bus, log } = setup({ least: 4, most: 8 });
  expect(bus.read(0x1008, 8)).toBe(9);
  expect(bus.high).toBe(13);
  bus.write(0x1000, 8, 0x89abcdef, 0x01234567);
  expect(log).toEqual(["r4@8", "r4@12", "w4@0=89abcdef", "w4@4=1234567"]);
});

test("a narrow register takes wide accesses as one byte", () => {
  const { bus, log } = setup({ least: 1, most: 8, narrow: true });
  expect(bus.read(0x1004, 4)).toBe(5);
  expect(bus.read(0x1008, 8)).toBe(9);
  expect(bus.high).toBe(0);
  bus.write(0x1004, 4, 0x1234_5678);
  bus.write(0x1008, 8, 0x9a, 0xbc);
  expect(log).toEqual(["r1@4", "r1@8", "w1@4=78", "w1@8=9a"]);
});

test("an access that runs over the end of a device faults", () => {
  const { device, log } = logging({ least: 1, most: 8 });
  const bus = makeBus([{ name: "short", address: 0x1000, bytes: 6, device }]);
  bus.read(0x1004, 4);
  expect(bus.fault).toBe(true);
  expect(log).toEqual([]);
});

test("values are unsigned", () => {
  const { device } = logging({ least: 4, most: 8 });
  const negative: Device = { ...device, read: () => -1 };
  const bus = makeBus([{ name: "d", address: 0, bytes: 8, device: negative }]);
  expect(bus.read(0, 8)).toBe(0xffff_ffff);
  expect(bus.high).toBe(0xffff_ffff);
});

test("regions that overlap are refused by name", () => {
  const { device } = logging({ least: 1, most: 8 });
  const region = (name: string, address: number): Region => ({ name, address, bytes: 0x100, device });
  expect(() => makeBus([region("uart0", 0x1080), region("plic", 0x1000)])).toThrow(RegionOverlapError);
  expect(() => makeBus([region("uart0", 0x1080), region("plic", 0x1000)])).toThrow(
    "plic at 0x1000 reaches into uart0 at 0x1080",
  );
});
