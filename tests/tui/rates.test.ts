import { expect, test } from "vitest";
import { makeRateWindow } from "../../src/tui/rates.js";
import { makeFakeRun, vmView } from "./fake-run.js";

const base = makeFakeRun([]).view;
const ecalls = (count: number, guestNs: number) => ({
  ...base,
  guestNs,
  vms: [vmView("alpha", { exits: { ecall_from_vs: count } })],
});
const rate = (window: ReturnType<typeof makeRateWindow>) =>
  window.perSecond("alpha", ({ exits: { ecall_from_vs = 0 } }) => ecall_from_vs);

test("a rate is per second of guest time, however long that took", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(0, 0), 0);
  window.push(ecalls(50, 0.5e9), 1500);
  expect(rate(window)).toBe(100);
});

test("only the last two seconds count", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(0, 0), 0);
  window.push(ecalls(1000, 1e9), 1000);
  window.push(ecalls(1000, 2e9), 2000);
  window.push(ecalls(1000, 3e9), 3000);
  expect(rate(window)).toBe(0);
});

test("a paused machine keeps its last rates", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(0, 0), 0);
  window.push(ecalls(10, 1e9), 1000);
  for (let ms = 1100; ms < 60_000; ms += 100) window.push(ecalls(10, 1e9), ms);
  expect(rate(window)).toBe(10);
});

test("after a reset the rates start anew instead of going negative", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(1000, 5e9), 0);
  window.push(ecalls(0, 0), 100);
  expect(rate(window)).toBe(0);
  window.push(ecalls(5, 1e9), 1100);
  expect(rate(window)).toBe(5);
});

test("a VM that appears within the window counts from zero, one that is unknown has no rate", () => {
  const window = makeRateWindow(2000);
  window.push({ ...base, guestNs: 0 }, 0);
  window.push(ecalls(7, 1e9), 1000);
  expect(rate(window)).toBe(7);
  expect(window.perSecond("beta", () => 1)).toBe(0);
});
