// How a run ends when nothing goes on: every hart waits, or the same trap comes again and again. And the run loop's
// turns, which decide which hart runs when.
import { describe, expect, test } from "vitest";
import { TURN_STEPS } from "../../src/engine/run-loop.js";
import { TRAP_LOOP_LIMIT } from "../../src/layout/machine.js";
import { CODE, DATA, makeHarts } from "./hart-fixture.js";

describe("deadlock", () => {
  test("every hart waits and no timer is set", () => {
    const rig = makeHarts({ harts: 3 });
    rig.code(["wfi", "j .-4"]);
    for (const hart of rig.all) hart.pc = BigInt(CODE);
    expect(rig.loop.run(1000)).toEqual({ kind: "deadlock" });
    expect(rig.loop.steps).toBe(3);
  });

  test("a timer that no hart enables passes, and then it is one", () => {
    const rig = makeHarts();
    rig.code(["wfi", "j .-4"]);
    rig.pc = BigInt(CODE);
    rig.setMtimecmp(50n);
    expect(rig.loop.run(10_000)).toEqual({ kind: "deadlock" });
    expect(rig.loop.steps).toBe(500);
  });

  test("a timer that is enabled wakes its hart instead", () => {
    const rig = makeHarts({ harts: 2 });
    rig.code(["wfi", "j .-4"]);
    for (const hart of rig.all) hart.pc = BigInt(CODE);
    rig.all[1]!.setCsr("mie", 0x80);
    rig.all[1]!.setMtimecmp(50n);
    expect(rig.loop.run(10_000)).toEqual({ kind: "steps" });
    expect(rig.loop.steps).toBe(10_000);
  });

  test("one hart that runs is enough", () => {
    const rig = makeHarts({ harts: 2 });
    rig.code(["wfi", "j .-4"]);
    rig.code("j .", CODE + 0x100);
    rig.all[0]!.pc = BigInt(CODE);
    rig.all[1]!.pc = BigInt(CODE) + 0x100n;
    expect(rig.loop.run(50_000)).toEqual({ kind: "steps" });
    expect(rig.all[0]!.csr("minstret")).toBe(0n);
  });
});

describe("trap loop", () => {
  test("the same trap at the same pc without a retired instruction ends the run, and time has passed", () => {
    const rig = makeHarts({ harts: 2 });
    // mtvec leads to nothing: the fetch faults, at the same place again.
    rig.all[0]!.setCsr("mtvec", 0x2000_0000);
    rig.code("ecall");
    rig.code("wfi", DATA);
    rig.all[0]!.pc = BigInt(CODE);
    rig.all[1]!.pc = BigInt(DATA);
    const end = rig.loop.run(1_000_000);
    expect(end).toEqual({ kind: "trap-loop", hart: 0 });
    expect(rig.loop.steps).toBeGreaterThan(TRAP_LOOP_LIMIT);
    expect(rig.all[0]!.csr("mepc")).toBe(0x2000_0000n);
  });

  test("the end names the hart that loops", () => {
    const rig = makeHarts({ harts: 3 });
    rig.code("wfi", DATA);
    rig.all[1]!.setCsr("mtvec", 0x2000_0000);
    rig.code("ecall");
    for (const hart of rig.all) hart.pc = BigInt(DATA);
    rig.all[1]!.pc = BigInt(CODE);
    expect(rig.loop.run(1_000_000)).toEqual({ kind: "trap-loop", hart: 1 });
  });

  test("is none while another hart waits for what time will bring: here the overflow of its cycles", () => {
    const rig = makeHarts({ harts: 2, extensions: { sscofpmf: "on" } });
    rig.all[0]!.setCsr("mtvec", 0x2000_0000);
    rig.code("ecall");
    rig.code(["wfi", "j ."], DATA);
    rig.all[0]!.pc = BigInt(CODE);
    rig.all[1]!.pc = BigInt(DATA);
    rig.all[1]!.setCsrs({ mie: 1n << 13n, mhpmevent3: 1, mhpmcounter3: -500_000n });
    expect(rig.loop.run(1_000_000)).toEqual({ kind: "steps" });
    expect(rig.all[1]!.csr("mip")).toBe(1n << 13n);
  });

  test("a trap that a handler answers is none, however often it comes", () => {
    const rig = makeHarts();
    rig.code(["ecall", "j .-4"]);
    rig.code(["csrr t0, mepc", "addi t0, t0, 4", "csrw mepc, t0", "mret"], DATA);
    rig.setCsrs({ mtvec: DATA });
    rig.start("U");
    expect(rig.loop.run(50_000)).toEqual({ kind: "steps" });
    expect(rig.traps).toBeGreaterThan(5000n);
  });

  test("a guest that faults forever lets time pass, and HS takes its timer", () => {
    const rig = makeHarts();
    // VS takes its own page faults at an address that faults too.
    rig.setCsrs({ medeleg: 0xf0_b7ff, hedeleg: 0xb1ff, mideleg: 0x222, mie: 0x20, menvcfg: 1n << 63n });
    rig.setCsrs({ vstvec: 0x2000_0000, stimecmp: 900 });
    rig.code("ebreak");
    rig.start("VS");
    expect(rig.loop.run(9000)).toEqual({ kind: "steps" });
    expect([rig.mode, rig.csr("scause"), rig.csr("time")]).toEqual(["HS", (1n << 63n) | 5n, 900n]);
  });
});

describe("turns", () => {
  test("harts take turns of TURN_STEPS steps, hart 0 first", () => {
    const rig = makeHarts({ harts: 2 });
    rig.code(["addi a0, a0, 1", "j .-4"]);
    for (const hart of rig.all) {
      hart.pc = BigInt(CODE);
      hart.setX("a0", 0);
    }
    rig.loop.run(TURN_STEPS);
    expect(rig.all.map((hart) => hart.x("a0"))).toEqual([BigInt(TURN_STEPS / 2), 0n]);
    rig.loop.run(TURN_STEPS + 10);
    expect(rig.all.map((hart) => hart.x("a0"))).toEqual([BigInt(TURN_STEPS / 2 + 5), BigInt(TURN_STEPS / 2)]);
  });

  test("a hart that waits or pauses gives the rest of its turn away", () => {
    for (const give of ["wfi", "pause"]) {
      const rig = makeHarts({ harts: 2 });
      rig.code([give, "j ."]);
      rig.code(["addi a0, a0, 1", "j .-4"], CODE + 0x100);
      rig.all[0]!.pc = BigInt(CODE);
      rig.all[1]!.pc = BigInt(CODE) + 0x100n;
      rig.all[1]!.setX("a0", 0);
      rig.loop.run(101);
      expect(rig.all[1]!.x("a0"), give).toBe(50n);
    }
  });

  test("the clock is one: each hart's time includes the steps of the others", () => {
    const rig = makeHarts({ harts: 2 });
    rig.code(["csrr a0, time", "j .-4"]);
    for (const hart of rig.all) hart.pc = BigInt(CODE);
    rig.loop.run(2 * TURN_STEPS);
    const [first, second] = rig.all.map((hart) => Number(hart.x("a0")));
    expect(first).toBeLessThanOrEqual(TURN_STEPS / 10);
    expect(second).toBeGreaterThan(TURN_STEPS / 10);
  });
});
