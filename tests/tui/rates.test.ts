import { expect, test } from "vitest";
import { makeRateWindow, type Rates } from "../../src/tui/rates.js";
import { makeFakeRun, vmView } from "./fake-run.js";

const base = makeFakeRun([]).view;
const ecalls = (count: number, steps: number) => ({
  ...base,
  steps,
  vms: [vmView("alpha", { exits: { ecall_from_vs: count } })],
});
const rate = (rates: Rates) => rates.perSecond("alpha", ({ exits: { ecall_from_vs = 0 } }) => ecall_from_vs);

test("a rate is the growth per second of wall time", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(0, 1), 0);
  expect(rate(window.push(ecalls(150, 2), 1500))).toBe(100);
});

test("only the last two seconds count", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(0, 1), 0);
  window.push(ecalls(1000, 2), 1000);
  expect(rate(window.push(ecalls(1000, 3), 2000))).toBe(500);
  expect(rate(window.push(ecalls(1000, 4), 3000))).toBe(0);
});

test("the rates of a machine that stands still fade, and then it is known that they stay", () => {
  const window = makeRateWindow(2000);
  const still = ecalls(100, 2);
  window.push(ecalls(0, 1), 0);
  expect(rate(window.push(still, 500))).toBe(200);
  expect(rate(window.push(still, 1000))).toBe(100);
  expect(window.push(still, 1500).moving).toBe(true);
  const rates = window.push(still, 3000);
  expect(rates.moving).toBe(false);
  expect(rate(rates)).toBe(0);
});

test("time that passes while every hart waits moves no rate", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(100, 1), 0);
  expect(window.push(ecalls(100, 5_000_000), 1000).moving).toBe(false);
});

test("after a reset, which starts the counters anew, no rate is negative", () => {
  const window = makeRateWindow(2000);
  window.push(ecalls(1000, 1), 0);
  expect(rate(window.push(ecalls(5, 2), 1000))).toBe(0);
});

test("a VM that appears within the window counts from zero, one that is unknown has no rate", () => {
  const window = makeRateWindow(2000);
  window.push(base, 0);
  const rates = window.push(ecalls(7, 1), 1000);
  expect(rate(rates)).toBe(7);
  expect(rates.perSecond("beta", () => 1)).toBe(0);
});
