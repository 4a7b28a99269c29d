// What the run loop says of time in which every hart waits.
import { beforeEach, expect, test } from "vitest";
import { makeHarts } from "../hart/hart-fixture.js";

const STEPS_PER_TICK = 10;
const rig = makeHarts({ stepsPerTick: STEPS_PER_TICK });
beforeEach(() => rig.reset());

/** Waits in M for a timer, and then spins. */
function waitForTimer(tick: bigint): void {
  rig.setCsr("mie", 1n << 7n);
  rig.code(["wfi", "j ."]);
  rig.start("M");
  rig.setMtimecmp(tick);
}

test("a run that ends while every hart waits says how many steps pass before anything can happen", () => {
  waitForTimer(50n);
  expect(rig.loop.run(100)).toEqual({ kind: "steps" });
  expect(rig.loop.steps + rig.loop.quiet).toBe(50 * STEPS_PER_TICK);
  expect(rig.loop.run(100)).toEqual({ kind: "steps" });
  expect(rig.loop.steps + rig.loop.quiet).toBe(50 * STEPS_PER_TICK);
});

test("once a hart executes again nothing is quiet", () => {
  waitForTimer(50n);
  rig.loop.run(100);
  expect(rig.loop.quiet).toBeGreaterThan(0);
  rig.loop.run(50 * STEPS_PER_TICK);
  expect(rig.loop.quiet).toBe(0);
});

test("a run that the timer's step ends leaves nothing quiet, and neither does a deadlock or a reset", () => {
  waitForTimer(50n);
  rig.loop.run(50 * STEPS_PER_TICK - rig.loop.steps);
  expect(rig.loop.quiet).toBe(0);
  rig.reset();
  waitForTimer(50n);
  rig.loop.run(100);
  rig.setMtimecmp((1n << 64n) - 1n);
  expect(rig.loop.run(100)).toEqual({ kind: "deadlock" });
  expect(rig.loop.quiet).toBe(0);
  rig.reset();
  waitForTimer(50n);
  rig.loop.run(100);
  rig.reset();
  expect(rig.loop.quiet).toBe(0);
});

test("time that is let pass while every hart waits is not waited for again", () => {
  waitForTimer(50n);
  rig.loop.run(100);
  const before = rig.loop.quiet;
  rig.loop.idle(10);
  rig.loop.run(10);
  expect(rig.loop.quiet).toBe(before - 20);
});
