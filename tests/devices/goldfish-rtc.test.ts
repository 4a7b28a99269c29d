import { expect, test } from "vitest";
import { makeGoldfishRtc } from "../../src/devices/goldfish-rtc.js";
import { fakeClock, fakeLine } from "./fake-ports.js";

const BASE = 1_704_067_200_000_000_000n;

function setup() {
  const irq = fakeLine();
  const clock = fakeClock();
  const rtc = makeGoldfishRtc(irq, clock, BASE);
  const time = () => {
    const low = BigInt(rtc.read(0x00, 4));
    return low | (BigInt(rtc.read(0x04, 4)) << 32n);
  };
  const setAlarm = (at: bigint) => {
    rtc.write(0x0c, 4, Number(at >> 32n));
    rtc.write(0x08, 4, Number(at & 0xffff_ffffn));
  };
  return { irq, clock, rtc, time, setAlarm };
}

test("the time is the base plus guest time", () => {
  const { clock, time } = setup();
  expect(time()).toBe(BASE);
  clock.now = 5_000_000_000;
  expect(time()).toBe(BASE + 5_000_000_000n);
});

test("the upper half belongs to the last read of the lower", () => {
  const { clock, rtc } = setup();
  const high = Number(BASE >> 32n);
  rtc.read(0x00, 4);
  clock.now = 2 ** 33;
  expect(rtc.read(0x04, 4)).toBe(high);
  rtc.read(0x00, 4);
  expect(rtc.read(0x04, 4)).toBe(high + 2);
});

test("setting the time moves it and it goes on from there", () => {
  const { clock, rtc, time } = setup();
  clock.now = 1000;
  rtc.write(0x04, 4, 2);
  rtc.write(0x00, 4, 3);
  expect(time()).toBe((2n << 32n) + 3n);
  clock.now = 1010;
  expect(time()).toBe((2n << 32n) + 13n);
});

test("the alarm interrupts at its time, once enabled", () => {
  const { irq, clock, rtc, setAlarm } = setup();
  rtc.write(0x10, 4, 1);
  setAlarm(BASE + 500n);
  expect(rtc.read(0x18, 4)).toBe(1);
  expect(rtc.deadline()).toBe(500);
  clock.now = 499;
  rtc.elapse();
  expect(irq.level).toBe(false);
  clock.now = 500;
  rtc.elapse();
  expect(irq.level).toBe(true);
  expect(rtc.read(0x18, 4)).toBe(0);
  expect(rtc.deadline()).toBe(Number.POSITIVE_INFINITY);
  rtc.write(0x1c, 4, 1);
  expect(irq.level).toBe(false);
});

test("an alarm in the past interrupts at once", () => {
  const { irq, rtc, setAlarm } = setup();
  rtc.write(0x10, 4, 1);
  setAlarm(BASE - 1n);
  expect(irq.level).toBe(true);
});

test("an alarm that comes while interrupts are off is told when they are enabled", () => {
  const { irq, rtc, setAlarm } = setup();
  setAlarm(BASE);
  expect(irq.level).toBe(false);
  rtc.write(0x10, 4, 1);
  expect(irq.level).toBe(true);
});

test("a cleared alarm does not come", () => {
  const { irq, clock, rtc, setAlarm } = setup();
  rtc.write(0x10, 4, 1);
  setAlarm(BASE + 500n);
  rtc.write(0x14, 4, 1);
  clock.now = 1000;
  rtc.elapse();
  expect(irq.level).toBe(false);
  expect(rtc.deadline()).toBe(Number.POSITIVE_INFINITY);
});

test("reset drops the alarm and keeps the time", () => {
  const { irq, clock, rtc, time, setAlarm } = setup();
  rtc.write(0x10, 4, 1);
  setAlarm(BASE);
  clock.now = 7;
  rtc.reset();
  expect(irq.level).toBe(false);
  expect(rtc.read(0x08, 4)).toBe(0);
  expect(time()).toBe(BASE + 7n);
});

test("where the time set does not outlive a reset, the clock is as it would be without having been set", () => {
  const clock = fakeClock(5);
  const rtc = makeGoldfishRtc(fakeLine(), clock, 1000n, false);
  rtc.write(0x04, 4, 9);
  rtc.reset();
  expect([rtc.read(0x00, 4), rtc.read(0x04, 4)]).toEqual([1005, 0]);
});
