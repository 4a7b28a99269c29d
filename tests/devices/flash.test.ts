// A flash bank under the Intel command set; values as on QEMU 7.2.
import { expect, test } from "vitest";
import { FLASH_BYTES, makeFlash } from "../../src/devices/flash.js";

function setup() {
  const flash = makeFlash();
  const get = (offset: number) => flash.read(offset, 4);
  /** A command to both chips. */
  const command = (code: number, offset = 0) => flash.write(offset, 4, (code << 16) | code);
  return { flash, get, command };
}

test("a bank without an image reads as zeros to its end", () => {
  const { get } = setup();
  expect([get(0), get(FLASH_BYTES - 4)]).toEqual([0, 0]);
});

test("a query finds an Intel chip of 128 blocks", () => {
  const { flash, get, command } = setup();
  command(0x98, 0x154);
  expect([0x40, 0x44, 0x48, 0x4c].map(get)).toEqual([0x0051_0051, 0x0052_0052, 0x0059_0059, 0x0001_0001]);
  expect([0x9c, 0xa8, 0xb4, 0xc0, 0xfc].map(get)).toEqual([
    ...[0x0018_0018, 0x000b_000b, 0x007f_007f, 0x0002_0002, 0x0001_0001],
  ]);
  expect([flash.read(0x40, 1), flash.read(0x42, 2), get(0x100)]).toEqual([0x51, 0x51, 0]);
  command(0xff);
  expect(get(0x40)).toBe(0);
});

test("identifiers are Intel's", () => {
  const { get, command } = setup();
  command(0x90);
  expect([get(0), get(4), get(8)]).toEqual([0x0089_0089, 0x0018_0018, 0]);
});

test("a word is programmed, the status is read until the array is asked for", () => {
  const { get, command, flash } = setup();
  command(0x40, 0x1000);
  flash.write(0x1000, 4, 0x1234_5678);
  expect(get(0x1000)).toBe(0x0080_0080);
  command(0xff);
  expect(get(0x1000)).toBe(0x1234_5678);
  expect(get(0x1004)).toBe(0);
});

test("an erase that is confirmed sets a block of 256 KiB", () => {
  const { get, command } = setup();
  command(0x20, 0x4_0100);
  command(0xd0, 0x4_0100);
  expect(get(0x4_0000)).toBe(0x0080_0080);
  command(0xff);
  expect([get(0x3_fffc), get(0x4_0000), get(0x7_fffc), get(0x8_0000)]).toEqual([0, 0xffff_ffff, 0xffff_ffff, 0]);
});

test("an erase that is not confirmed changes nothing", () => {
  const { get, command } = setup();
  command(0x20, 0x4_0000);
  command(0xff);
  expect(get(0x4_0000)).toBe(0);
});

test("a buffer of words is programmed at once", () => {
  const { get, command, flash } = setup();
  command(0xe8, 0x2000);
  expect(get(0x2000)).toBe(0x0080_0080);
  command(3 - 1, 0x2000);
  for (const n of [0, 1, 2]) flash.write(0x2000 + 4 * n, 4, 0x1111_1111 * (n + 1));
  command(0xd0, 0x2000);
  command(0xff);
  expect([0, 4, 8, 12].map((at) => get(0x2000 + at))).toEqual([0x1111_1111, 0x2222_2222, 0x3333_3333, 0]);
});

test("what it holds outlives a reset, the command does not", () => {
  const { get, command, flash } = setup();
  command(0x40);
  flash.write(0, 4, 5);
  flash.reset();
  expect(get(0)).toBe(5);
});
