// Timers and the clock: mtimecmp, stimecmp and vstimecmp (Sstc), htimedelta; a timer's interrupt is taken at the exact
// step. One tick is ten steps here.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, INTERRUPT, M_VECTOR, makeHarts, S_VECTOR } from "./hart-fixture.js";

const STEPS_PER_TICK = 10;
const rig = makeHarts({ stepsPerTick: STEPS_PER_TICK });
const STCE = 1n << 63n;
const NEVER = (1n << 64n) - 1n;
beforeEach(() => {
  rig.reset();
  rig.code("j .");
});

/** Runs to the first trap in one call, and returns the step before it. */
function stepOfTrap(limit: number): number {
  const before = rig.traps;
  for (let at = rig.loop.steps; at < limit; at = rig.loop.steps) {
    rig.steps(1);
    if (rig.traps !== before) return at;
  }
  throw new Error("no trap came");
}

describe.each([
  { name: "mtimecmp", mode: "U", to: "M", code: 7n, csrs: {}, set: (tick: bigint) => rig.setMtimecmp(tick) },
  {
    name: "stimecmp",
    mode: "U",
    to: "HS",
    code: 5n,
    csrs: { menvcfg: STCE, mideleg: 0x222 },
    set: (tick: bigint) => rig.setCsr("stimecmp", tick),
  },
  {
    name: "vstimecmp",
    mode: "VU",
    to: "VS",
    code: 5n,
    csrs: { menvcfg: STCE, henvcfg: STCE, hideleg: 0x444, stimecmp: NEVER },
    set: (tick: bigint) => rig.setCsr("vstimecmp", tick),
  },
] as const)("$name", ({ mode, to, code, csrs, set }) => {
  const cause = to === "M" ? "mcause" : to === "HS" ? "scause" : "vscause";
  beforeEach(() => rig.setCsrs({ mie: -1n, ...csrs }));

  test("fires at the first step of its tick, stepwise", () => {
    set(7n);
    rig.start(mode);
    expect(stepOfTrap(200)).toBe(7 * STEPS_PER_TICK);
    expect([rig.mode, rig.csr(cause)]).toEqual([to, INTERRUPT + code]);
  });

  test("fires at the same step in one long run", () => {
    rig.code(Array.from({ length: 200 }, () => "addi a7, a7, 1"));
    set(7n);
    rig.start(mode);
    rig.setX("a7", 0n);
    rig.steps(150);
    // The mret was step 0, so that 69 instructions come before step 70.
    expect([rig.mode, rig.traps, rig.x("a7")]).toEqual([to, 1n, 69n]);
  });

  test("does not fire a step early", () => {
    set(7n);
    rig.start(mode);
    rig.steps(7 * STEPS_PER_TICK - 1);
    expect(rig.traps).toBe(0n);
    rig.steps(1);
    expect(rig.traps).toBe(1n);
  });

  test("an earlier time written while it runs counts", () => {
    set(1000n);
    rig.start(mode);
    rig.steps(20);
    set(5n);
    expect(stepOfTrap(200)).toBe(5 * STEPS_PER_TICK);
  });

  test("a time that has passed is pending at once; the pending bit goes away with a later time", () => {
    rig.start(mode);
    rig.steps(50);
    set(3n);
    rig.steps(1);
    expect(rig.traps).toBe(1n);
    const bit = to === "M" ? 7n : to === "HS" ? 5n : 6n;
    expect((rig.csr("mip") >> bit) & 1n).toBe(1n);
    set(1000n);
    expect((rig.csr("mip") >> bit) & 1n).toBe(0n);
  });
});

describe("Sstc", () => {
  test("without menvcfg.STCE stimecmp does nothing, and without henvcfg.STCE vstimecmp", () => {
    rig.setCsrs({ stimecmp: 0, vstimecmp: 0, mideleg: 0x222 });
    expect(rig.csr("mip")).toBe(0n);
    rig.setCsr("menvcfg", STCE);
    expect(rig.csr("mip")).toBe(0x20n);
    rig.setCsr("henvcfg", STCE);
    expect(rig.csr("mip")).toBe(0x60n);
    rig.setCsr("menvcfg", 0);
    expect(rig.csr("mip")).toBe(0n);
  });

  test("hvip.VSTIP and vstimecmp are ored", () => {
    rig.setCsrs({ menvcfg: STCE, henvcfg: STCE, hvip: 0x40, stimecmp: NEVER, vstimecmp: NEVER });
    expect([rig.csr("hip"), rig.csr("hvip")]).toEqual([0x40n, 0x40n]);
    rig.setCsrs({ hvip: 0, vstimecmp: 0 });
    expect([rig.csr("hip"), rig.csr("hvip")]).toEqual([0x40n, 0n]);
  });

  test("vstimecmp is compared with time plus htimedelta", () => {
    rig.setCsrs({
      mie: -1n,
      menvcfg: STCE,
      henvcfg: STCE,
      hideleg: 0x444,
      stimecmp: NEVER,
      htimedelta: 1000,
      vstimecmp: 1012,
    });
    rig.start("VU");
    expect(stepOfTrap(300)).toBe(12 * STEPS_PER_TICK);
  });

  test("a negative htimedelta makes it later", () => {
    rig.setCsrs({
      mie: -1n,
      menvcfg: STCE,
      henvcfg: STCE,
      hideleg: 0x444,
      stimecmp: NEVER,
      htimedelta: -4n,
      vstimecmp: 2,
    });
    rig.start("VU");
    // time - 4 is huge until time reaches 4, and a comparison is unsigned.
    rig.steps(1);
    expect(rig.traps).toBe(1n);
  });

  test("writing htimedelta moves a timer that is set", () => {
    rig.setCsrs({ mie: -1n, menvcfg: STCE, henvcfg: STCE, hideleg: 0x444, stimecmp: NEVER, vstimecmp: 1010 });
    rig.start("VU");
    rig.steps(20);
    expect(rig.traps).toBe(0n);
    rig.setCsr("htimedelta", 1000);
    expect(stepOfTrap(300)).toBe(100);
  });

  test("HS sets its own timer by an instruction and is interrupted at the exact step of the same slice", () => {
    rig.setCsrs({ mie: 0x20, mideleg: 0x222, menvcfg: STCE, mcounteren: 2, stimecmp: NEVER });
    rig.code(["csrw stimecmp, a0", "addi a7, a7, 1", "j .-4"]);
    rig.start("HS");
    rig.setCsr("mstatus", 2);
    rig.setX("a0", 9n);
    rig.setX("a7", 0n);
    rig.steps(200);
    expect([rig.mode, rig.traps, rig.csr("scause")]).toEqual(["HS", 1n, INTERRUPT + 5n]);
    // Step 0 was the mret, step 1 the csrw; steps 2 to 89 are 44 rounds of two.
    expect(rig.x("a7")).toBe(44n);
  });
});

describe("wfi and the clock", () => {
  test("a hart that waits skips to its timer: the interrupt is taken at its step", () => {
    rig.setCsrs({ mie: 0x80, mstatus: 8 });
    rig.code(["wfi", "j ."]);
    rig.setMtimecmp(1000n);
    rig.setCsr("mstatus", 1n << 7n);
    rig.start("M");
    const instret = rig.csr("minstret");
    rig.steps(1000 * STEPS_PER_TICK - 1);
    expect([rig.traps, rig.loop.steps]).toEqual([0n, 1000 * STEPS_PER_TICK]);
    rig.steps(1);
    expect([rig.traps, rig.csr("mepc"), rig.pc]).toEqual([1n, BigInt(CODE) + 4n, BigInt(M_VECTOR)]);
    // The wfi; waiting retires nothing.
    expect(rig.csr("minstret") - instret).toBe(1n);
  });

  test("with a timer of VS it wakes the guest", () => {
    rig.setCsrs({
      mie: 0x40,
      menvcfg: STCE,
      henvcfg: STCE,
      hideleg: 0x444,
      vsstatus: 2,
      stimecmp: NEVER,
      vstimecmp: 50,
    });
    rig.code(["wfi", "j ."]);
    rig.start("VS");
    rig.steps(600);
    expect([rig.mode, rig.csr("vscause"), rig.csr("vsepc")]).toEqual(["VS", INTERRUPT + 5n, BigInt(CODE) + 4n]);
  });
});

describe("the clock", () => {
  test("time advances by one for every tick's steps, traps included", () => {
    rig.setCsr("medeleg", 1n << 8n);
    // HS handler returns to the ecall: two steps a round, of which one retires.
    rig.code("sret", S_VECTOR);
    rig.code("ecall");
    rig.start("U");
    rig.steps(999);
    expect(rig.loop.steps).toBe(1000);
    expect(rig.csr("time")).toBe(100n);
    expect(rig.csr("mcycle")).toBe(1000n);
    // 1000 steps, 500 of them traps.
    expect(rig.traps).toBe(500n);
  });

  test("instret leaves out instructions that trap", () => {
    rig.code(["csrr s0, instret", "csrr s1, instret", "ebreak", "csrr s2, instret", "j ."]);
    rig.code(["csrr t0, mepc", "addi t0, t0, 4", "csrw mepc, t0", "mret"], M_VECTOR);
    rig.start("M");
    rig.setCsr("mstatus", 3n << 11n);
    rig.steps(10);
    expect(rig.x("s1") - rig.x("s0")).toBe(1n);
    // The second csrr and the four instructions of the handler.
    expect(rig.x("s2") - rig.x("s1")).toBe(5n);
  });

  test("cycle counts every step, so that two reads are as far apart as the steps between them", () => {
    rig.code(["csrr s0, cycle", "nop", "nop", "csrr s1, cycle", "j ."]);
    rig.start("M");
    rig.steps(10);
    expect(rig.x("s1") - rig.x("s0")).toBe(3n);
  });
});
