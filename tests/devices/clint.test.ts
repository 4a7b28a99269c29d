import { expect, test } from "vitest";
import { makeClint } from "../../src/devices/clint.js";
import { fakeLines, fakeTimer } from "./fake-ports.js";

const MSIP_BIT = 1 << 3;

function setup() {
  const lines = fakeLines(2);
  const timer = fakeTimer(2);
  return { lines, timer, clint: makeClint(timer, lines) };
}

test("msip of a hart drives its MSIP by bit 0 alone", () => {
  const { clint, lines } = setup();
  clint.write(4, 4, 0xffff_ffff);
  expect(lines.mip).toEqual([0, MSIP_BIT]);
  expect(clint.read(4, 4)).toBe(1);
  clint.write(4, 4, 0xffff_fffe);
  expect(lines.mip).toEqual([0, 0]);
});

test("msip of a hart that does not exist reads 0 and does nothing", () => {
  const { clint, lines } = setup();
  clint.write(8, 4, 1);
  expect(clint.read(8, 4)).toBe(0);
  expect(lines.mip).toEqual([0, 0]);
});

test("halves of mtimecmp are written one by one", () => {
  const { clint, timer } = setup();
  clint.write(0x4008, 4, 0x1111_1111);
  clint.write(0x400c, 4, 0x2222_2222);
  expect(timer.compare).toEqual([
    { low: 0, high: 0 },
    { low: 0x1111_1111, high: 0x2222_2222 },
  ]);
  expect(clint.read(0x400c, 4)).toBe(0x2222_2222);
});

test("mtime is read and written by halves", () => {
  const { clint, timer } = setup();
  timer.time = { low: 5, high: 6 };
  expect(clint.read(0xbff8, 4)).toBe(5);
  expect(clint.read(0xbffc, 4)).toBe(6);
  clint.write(0xbffc, 4, 9);
  expect(timer.time).toEqual({ low: 5, high: 9 });
});

test("where the other half of mtime does not stay, it becomes the raw clock's", () => {
  const timer = fakeTimer(1);
  const clint = makeClint(timer, fakeLines(1), false);
  timer.time = { low: 5, high: 6 };
  clint.write(0xbff8, 4, 9);
  expect(timer.time).toEqual({ low: 9, high: timer.rawTime().high });
  clint.write(0xbffc, 4, 9);
  expect(timer.time).toEqual({ low: timer.rawTime().low, high: 9 });
});

test("reset clears msip, mtimecmp and mtime", () => {
  const { clint, lines, timer } = setup();
  clint.write(0, 4, 1);
  clint.write(0x4000, 4, 7);
  timer.time = { low: 5, high: 6 };
  clint.reset();
  expect(lines.mip).toEqual([0, 0]);
  expect(timer.compare[0]).toEqual({ low: 0, high: 0 });
  expect(timer.time).toEqual({ low: 0, high: 0 });
});

test("msip takes 4 bytes, the timers 4 and 8", () => {
  const { clint } = setup();
  expect(clint.sizes(0)).toEqual({ least: 4, most: 4 });
  expect(clint.sizes(0x4000)).toEqual({ least: 4, most: 8 });
  expect(clint.sizes(0xbff8)).toEqual({ least: 4, most: 8 });
});
