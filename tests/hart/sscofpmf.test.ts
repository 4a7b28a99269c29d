// Sscofpmf: the overflow interrupt, scountovf and the upper bits of mhpmevent. Privileged manual, "Sscofpmf".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, INTERRUPT, makeHarts, VS_VECTOR } from "./hart-fixture.js";

const extensions = { sscofpmf: "on", shlcofideleg: "on" } as const;
const rig = makeHarts({ extensions });
beforeEach(() => rig.reset());

const ALL = 0xffff_ffff_ffff_ffffn;
const OF = 1n << 63n;
const LCOFI = 1n << 13n;
const SIE = 2n;
const INSTRUCTIONS = 2n;

test("mhpmevent has OF and the five filters above the event", () => {
  rig.setCsr("mhpmevent3", ALL);
  rig.setCsr("mhpmevent31", ALL);
  expect(rig.csr("mhpmevent3")).toBe(0xfcff_ffff_ffff_ffffn);
  expect(rig.csr("mhpmevent31")).toBe(0xfcff_ffff_ffff_ffffn);
});

describe("scountovf", () => {
  const overflow = { mhpmevent3: OF, mhpmevent5: OF, mhpmevent31: OF };

  test("shows M every overflow", () => {
    rig.setCsrs(overflow);
    expect(rig.execute("M", "csrr a0, scountovf")).toBeNull();
    expect(rig.x("a0")).toBe((1n << 31n) | (1n << 5n) | (1n << 3n));
  });

  test("shows HS those of counters in mcounteren, and VS those in hcounteren too", () => {
    rig.setCsrs({ ...overflow, mcounteren: (1n << 5n) | (1n << 3n), hcounteren: (1n << 31n) | (1n << 3n) });
    expect(rig.execute("HS", "csrr a0, scountovf")).toBeNull();
    expect(rig.x("a0")).toBe((1n << 5n) | (1n << 3n));
    expect(rig.execute("VS", "csrr a0, scountovf")).toBeNull();
    expect(rig.x("a0")).toBe(1n << 3n);
  });

  test("shows every mode those in mcounteren where a profile says so", () => {
    const old = makeHarts({ extensions, facts: { "scountovf-shows": "1" } });
    old.setCsrs({ ...overflow, mcounteren: (1n << 5n) | (1n << 3n) });
    for (const mode of ["M", "HS", "VS"] as const) {
      expect(old.execute(mode, "csrr a0, scountovf")).toBeNull();
      expect(old.x("a0")).toBe((1n << 5n) | (1n << 3n));
    }
  });

  test("cannot be written, nor read in U and VU", () => {
    expect(rig.execute("M", "csrw scountovf, zero")?.cause).toBe(2n);
    expect(rig.execute("U", "csrr a0, scountovf")?.cause).toBe(2n);
    expect(rig.execute("VU", "csrr a0, scountovf")?.cause).toBe(22n);
  });
});

describe("LCOFI", () => {
  test("is taken by M with cause 13 while mideleg leaves it there", () => {
    rig.setCsrs({ mie: LCOFI, mip: LCOFI });
    expect(rig.execute("HS", "nop")).toMatchObject({ to: "M", cause: INTERRUPT | 13n });
  });

  test("goes to HS when delegated, from V=1 too, and is then seen and cleared in sip", () => {
    rig.setCsrs({ mideleg: LCOFI, mie: LCOFI, mip: LCOFI });
    expect(rig.execute("VS", "nop")).toMatchObject({ to: "HS", cause: INTERRUPT | 13n });
    rig.reset();
    rig.setCsrs({ mideleg: LCOFI, sie: LCOFI, sip: LCOFI });
    expect([rig.csr("sip"), rig.csr("sie"), rig.csr("mip") & LCOFI]).toEqual([LCOFI, LCOFI, LCOFI]);
    rig.setCsr("sip", 0n);
    expect(rig.csr("mip") & LCOFI).toBe(0n);
  });

  test("waits while sstatus.SIE is clear in HS", () => {
    rig.setCsrs({ mideleg: LCOFI, mie: LCOFI, mip: LCOFI });
    expect(rig.execute("HS", "nop")).toBeNull();
    rig.setCsr("mstatus", SIE);
    expect(rig.execute("HS", "nop")?.cause).toBe(INTERRUPT | 13n);
  });

  test("is not in sip while it is not delegated", () => {
    rig.setCsrs({ mip: LCOFI });
    rig.setCsr("sip", LCOFI);
    expect(rig.csr("sip")).toBe(0n);
  });
});

describe("LCOFI in a guest (Shlcofideleg)", () => {
  test("goes to VS under its own number when hideleg has it, and is seen and cleared in its sip", () => {
    rig.setCsrs({ mideleg: LCOFI, hideleg: LCOFI, mie: LCOFI, mip: LCOFI });
    expect(rig.execute("VU", "nop")).toMatchObject({ to: "VS", cause: INTERRUPT | 13n });
    expect([rig.csr("vsip"), rig.csr("vsie")]).toEqual([LCOFI, LCOFI]);
    rig.setX("a0", LCOFI);
    expect(rig.execute("VS", ["csrrc a1, sip, a0", "csrr a2, sip", "csrrc a3, sie, a0", "csrr a4, sie"])).toBeNull();
    expect(["a1", "a2", "a3", "a4"].map((name) => rig.x(name))).toEqual([LCOFI, 0n, LCOFI, 0n]);
    expect([rig.csr("mip"), rig.csr("mie")]).toEqual([0n, 0n]);
  });

  test("comes from a counter of its own instructions", () => {
    rig.setCsrs({ mideleg: LCOFI, hideleg: LCOFI, mie: LCOFI, mcounteren: 8, hcounteren: 8, vsstatus: SIE });
    rig.code(["nop", "nop", "nop", "j ."]);
    // MINH SINH UINH: only what V=1 does.
    rig.setCsrs({ mhpmevent3: INSTRUCTIONS | (7n << 60n), mhpmcounter3: -2n });
    rig.start("VS");
    rig.steps(6);
    expect([rig.mode, rig.csr("vscause"), rig.csr("vsepc")]).toEqual(["VS", INTERRUPT | 13n, BigInt(CODE + 8)]);
  });

  test("vectors at its own number", () => {
    rig.setCsrs({ mideleg: LCOFI, hideleg: LCOFI, mie: LCOFI, mip: LCOFI, vstvec: VS_VECTOR + 1 });
    rig.code("nop");
    rig.start("VU");
    rig.steps(1);
    expect(rig.pc).toBe(BigInt(VS_VECTOR + 4 * 13));
  });

  test("is read-only zero there while HS or M keeps it", () => {
    for (const [mideleg, hideleg] of [
      [LCOFI, 0n],
      [0n, LCOFI],
    ] as const) {
      rig.reset();
      rig.setCsrs({ mideleg, hideleg, mie: LCOFI, mip: LCOFI });
      expect([rig.csr("vsip"), rig.csr("vsie")]).toEqual([0n, 0n]);
      rig.setCsrs({ vsip: 0, vsie: 0 });
      expect([rig.csr("mip"), rig.csr("mie")]).toEqual([LCOFI, LCOFI]);
    }
  });

  test("stays with HS without the extension: hideleg and hvip have no bit for it", () => {
    const without = makeHarts({ extensions: { sscofpmf: "on" } });
    without.setCsrs({ mideleg: LCOFI, hideleg: ALL, hvip: ALL, vsie: ALL });
    expect([without.csr("hideleg"), without.csr("hvip"), without.csr("mie")]).toEqual([0x444n, 0x444n, 0x444n]);
    without.setCsrs({ hvip: 0, mie: LCOFI, mip: LCOFI });
    expect(without.execute("VS", "nop")).toMatchObject({ to: "HS", cause: INTERRUPT | 13n });
  });
});

test("without Sscofpmf there is none of it", () => {
  const bare = makeHarts();
  bare.setCsrs({ mideleg: ALL, mie: ALL, mip: ALL, mhpmevent3: ALL });
  expect([bare.csr("mideleg") & LCOFI, bare.csr("mie") & LCOFI, bare.csr("mip") & LCOFI]).toEqual([0n, 0n, 0n]);
  expect(bare.csr("mhpmevent3")).toBe(0xff_ffff_ffff_ffffn);
  // The counter wraps, and that is all.
  bare.setCsrs({ mhpmevent3: INSTRUCTIONS, mhpmcounter3: -1n });
  expect(bare.execute("M", ["nop", "nop"])).toBeNull();
  expect([bare.csr("mhpmcounter3") < 9n, bare.csr("mhpmevent3")]).toEqual([true, INSTRUCTIONS]);
  expect(bare.execute("M", "csrr a0, scountovf")?.cause).toBe(2n);
});
