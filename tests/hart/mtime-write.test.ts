// Timers after a write to mtime: they fire when the written time has come as far. Privileged manual, "Machine Timer
// Registers"; Sstc.
import { beforeEach, describe, expect, test } from "vitest";
import { makeHarts } from "./hart-fixture.js";

const STEPS_PER_TICK = 10;
const rig = makeHarts({ stepsPerTick: STEPS_PER_TICK });
beforeEach(() => rig.reset());

const STCE = 1n << 63n;

/** Times written when the clock stands at tick 100: ahead of it, far ahead, and behind it. */
const WRITTEN = [150n, (7n << 32n) | 5n, 20n];

const TIMERS = [
  { name: "mtimecmp", set: (tick: bigint) => rig.setMtimecmp(tick) },
  { name: "stimecmp", set: (tick: bigint) => rig.setCsr("stimecmp", tick) },
  { name: "vstimecmp", set: (tick: bigint) => rig.setCsr("vstimecmp", tick + DELTA) },
] as const;
const DELTA = 1000n;

/** Spins in U until tick 100, where mtime is written and a timer set to five ticks later. */
function writeTime({ set }: (typeof TIMERS)[number], time: bigint): void {
  rig.setCsrs({ mie: 0xee, mideleg: 0, menvcfg: STCE, henvcfg: STCE, htimedelta: DELTA });
  rig.setCsrs({ stimecmp: -1n, vstimecmp: -1n });
  rig.code("j .");
  rig.start("U");
  rig.steps(100 * STEPS_PER_TICK - rig.loop.steps);
  rig.engine.hart.setMtime(Number(time & 0xffff_ffffn), Number(time >> 32n));
  set(time + 5n);
}

for (const timer of TIMERS) {
  describe(timer.name, () => {
    test.each(WRITTEN)("is reached five ticks after a write of %s, and not before", (time) => {
      writeTime(timer, time);
      rig.steps(5 * STEPS_PER_TICK - 1);
      expect(rig.traps).toBe(0n);
      rig.steps(2);
      expect(rig.traps).toBe(1n);
    });

    test.each(WRITTEN)("ends a wait five ticks after a write of %s", (time) => {
      writeTime(timer, time);
      rig.code(["wfi", "j ."]);
      rig.start("M");
      rig.steps(2);
      const waited = rig.loop.steps + rig.loop.quiet;
      expect(waited).toBe(105 * STEPS_PER_TICK);
    });
  });
}
