// HLV, HLVX and HSV, and M's accesses through MPRV with MPV. Hypervisor chapter: "Hypervisor Virtual-Machine Load and
// Store Instructions"; privileged manual: "Memory Privilege in mstatus Register".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, makeHarts, type Trap } from "./hart-fixture.js";
import { A, D, type Guest, makeGuest, R, S_RWX, SV39, U, U_RWX, V, X } from "./page-tables.js";

const rig = makeHarts();
const VA = 0x12_3456_7000n;
const SPVP = 1n << 8n;
const HU = 1n << 9n;
const SUM = 1n << 18n;
const MXR = 1n << 19n;
const GVA_HS = 1n << 6n;
const GVA_M = 1n << 38n;
const VALUE = 0xf1e2_d3c4_b5a6_9788n;
let guest: Guest;

beforeEach(() => {
  rig.reset();
  guest = makeGuest(rig);
  guest.vs.map(VA, guest.gpa(DATA), S_RWX);
  rig.write64(DATA, VALUE);
  rig.setCsr("hstatus", SPVP);
  rig.setX("a0", VA);
});

const fence = () => expect(rig.execute("HS", ["hfence.vvma", "hfence.gvma"])).toBeNull();

describe("loads", () => {
  for (const [name, expected] of [
    ["hlv.b", 0xffff_ffff_ffff_ff88n],
    ["hlv.bu", 0x88n],
    ["hlv.h", 0xffff_ffff_ffff_9788n],
    ["hlv.hu", 0x9788n],
    ["hlvx.hu", 0x9788n],
    ["hlv.w", 0xffff_ffff_b5a6_9788n],
    ["hlv.wu", 0xb5a6_9788n],
    ["hlvx.wu", 0xb5a6_9788n],
    ["hlv.d", VALUE],
  ] as const) {
    test(`${name} reads through both stages and extends`, () => {
      for (const mode of ["HS", "M"] as const) {
        rig.setX("a1", 0n);
        expect(rig.execute(mode, `${name} a1, (a0)`)).toBeNull();
        expect(rig.x("a1")).toBe(expected);
      }
    });
  }
});

describe("stores", () => {
  for (const [name, expected] of [
    ["hsv.b", 0xf1e2_d3c4_b5a6_9700n],
    ["hsv.h", 0xf1e2_d3c4_b5a6_0100n],
    ["hsv.w", 0xf1e2_d3c4_0302_0100n],
    ["hsv.d", 0x0706_0504_0302_0100n],
  ] as const) {
    test(`${name} writes through both stages, and the next instruction follows`, () => {
      rig.setX("a1", 0x0706_0504_0302_0100n);
      expect(rig.execute("HS", [`${name} a1, (a0)`, "addi a2, zero, 1"])).toBeNull();
      expect(rig.read64(DATA)).toBe(expected);
      expect(rig.x("a2")).toBe(1n);
    });
  }
});

describe("the privilege of the access", () => {
  test("is hstatus.SPVP: VS may not touch U pages, VU may touch nothing else", () => {
    expect(rig.execute("HS", "hlv.d a1, (a0)")).toBeNull();
    rig.setCsr("hstatus", 0);
    expect(rig.execute("HS", "hlv.d a1, (a0)")).toMatchObject({ cause: 13n, tval: VA });
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    fence();
    expect(rig.execute("HS", "hlv.d a1, (a0)")).toBeNull();
    rig.setCsr("hstatus", SPVP);
    expect(rig.execute("HS", "hlv.d a1, (a0)")).toMatchObject({ cause: 13n, tval: VA });
  });

  test("obeys vsstatus.SUM and not sstatus.SUM", () => {
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    rig.setCsr("mstatus", SUM);
    expect(rig.execute("HS", "hlv.d a1, (a0)")?.cause).toBe(13n);
    rig.setCsrs({ mstatus: 0, vsstatus: SUM });
    expect(rig.execute("HS", "hlv.d a1, (a0)")).toBeNull();
  });

  test("stays that of the guest in U with hstatus.HU", () => {
    rig.setCsr("hstatus", HU | SPVP);
    expect(rig.execute("U", "hlv.d a1, (a0)")).toBeNull();
    expect(rig.x("a1")).toBe(VALUE);
    rig.setCsr("hstatus", HU);
    expect(rig.execute("U", "hlv.d a1, (a0)")?.cause).toBe(13n);
  });
});

describe("execute-only pages", () => {
  const XO = V | A | D | X;

  test("HLVX reads them in both stages, HLV does not", () => {
    guest.vs.map(VA, guest.gpa(DATA), XO);
    guest.g.map(guest.gpa(DATA), DATA, XO | U);
    fence();
    expect(rig.execute("HS", "hlvx.wu a1, (a0)")).toBeNull();
    expect(rig.execute("HS", "hlv.wu a1, (a0)")?.cause).toBe(13n);
    rig.setCsr("vsstatus", MXR);
    expect(rig.execute("HS", "hlv.wu a1, (a0)")?.cause).toBe(21n);
    rig.setCsrs({ vsstatus: 0, mstatus: MXR });
    expect(rig.execute("HS", "hlv.wu a1, (a0)")).toBeNull();
  });

  test("HLVX does not read pages without X, and faults as a load", () => {
    guest.vs.map(VA, guest.gpa(DATA), V | A | D | R);
    fence();
    expect(rig.execute("HS", "hlvx.wu a1, (a0)")).toMatchObject({ cause: 13n, tval: VA });
    guest.vs.map(VA, guest.gpa(DATA), S_RWX);
    guest.g.map(guest.gpa(DATA), DATA, V | A | D | U | R);
    fence();
    expect(rig.execute("HS", "hlvx.hu a1, (a0)")).toMatchObject({ cause: 21n, tval: VA, tval2: guest.gpa(DATA) >> 2n });
  });

  test("an HLVX that succeeded does not open the page to HLV", () => {
    guest.vs.map(VA, guest.gpa(DATA), XO);
    fence();
    expect(rig.execute("HS", ["hlvx.wu a1, (a0)", "hlv.wu a1, (a0)"])?.cause).toBe(13n);
  });

  test.each([
    ["execute-only", 0x1c],
    ["read-only", 0x19],
  ])("HLVX needs both read and execute of PMP: a region that is %s is an access fault", (_, configuration) => {
    rig.setCsrs({ pmpaddr0: (DATA / 4) | 0x1ff, pmpaddr1: (1n << 54n) - 1n, pmpcfg0: 0x1f_00 | configuration });
    expect(rig.execute("HS", "hlvx.wu a1, (a0)")).toMatchObject({ cause: 5n, tval: VA });
  });
});

describe("faults", () => {
  /** Delegates everything, so that HS takes the trap. */
  function toHs(source: string): Trap | null {
    rig.setCsr("medeleg", 0xf0_b1ff);
    return rig.execute("HS", source);
  }
  const gva = () => rig.csr("hstatus") & GVA_HS;
  const spv = () => (rig.csr("hstatus") >> 7n) & 3n;

  test("a guest-page fault reports address, guest physical address, transformed instruction and GVA; SPV is clear", () => {
    guest.g.map(guest.gpa(DATA), 0, 0n);
    fence();
    const trap = toHs("hlv.d a1, 0(a0)");
    // hlv.d a1 with rs1 cleared.
    expect(trap).toEqual({
      to: "HS",
      cause: 21n,
      epc: BigInt(CODE),
      tval: VA,
      tval2: guest.gpa(DATA) >> 2n,
      tinst: 0x6c00_45f3n,
    });
    expect(gva()).toBe(GVA_HS);
    // SPV=0: the trap came from V=0; SPVP keeps its value.
    expect(spv()).toBe(2n);
  });

  test("a store reports store causes and keeps rs2 in the transformed instruction", () => {
    guest.g.map(guest.gpa(DATA), 0, 0n);
    fence();
    expect(toHs("hsv.w a1, (a0)")).toMatchObject({ cause: 23n, tinst: 0x6ab0_4073n });
    guest.vs.map(VA, 0, 0n);
    fence();
    expect(toHs("hsv.w a1, (a0)")).toMatchObject({ cause: 15n, tval: VA, tval2: 0n, tinst: 0x6ab0_4073n });
    expect(gva()).toBe(GVA_HS);
  });

  test("an ordinary load of HS clears GVA", () => {
    rig.setCsr("hstatus", GVA_HS);
    rig.setX("a0", 8n);
    expect(toHs("ld a1, (a0)")).toMatchObject({ cause: 5n, tval: 8n });
    expect(gva()).toBe(0n);
  });

  test("M takes it with mstatus.GVA set and MPV clear", () => {
    guest.vs.map(VA, 0, 0n);
    fence();
    expect(rig.execute("HS", "hlv.b a1, (a0)")).toMatchObject({ to: "M", cause: 13n });
    expect(rig.csr("mstatus") & (GVA_M | (1n << 39n))).toBe(GVA_M);
  });
});

describe("MPRV", () => {
  const MPRV = 1n << 17n;
  const MPV = 1n << 39n;
  /** M executes a load with these fields of mstatus. */
  function loadWith(mstatus: bigint, address = VA): Trap | null {
    rig.setX("a0", address);
    rig.setX("a3", mstatus);
    const trap = rig.execute("M", ["csrw mstatus, a3", "ld a1, (a0)"]);
    return trap;
  }

  test("with MPP=S and MPV=1 a load goes through both stages as VS", () => {
    expect(loadWith(MPRV | MPV | (1n << 11n))).toBeNull();
    expect(rig.x("a1")).toBe(VALUE);
  });

  test("with MPP=U and MPV=1 as VU", () => {
    expect(loadWith(MPRV | MPV)).toMatchObject({ cause: 13n, tval: VA });
    // The tval is a guest virtual address.
    expect(rig.csr("mstatus") & GVA_M).toBe(GVA_M);
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    expect(rig.execute("M", "hfence.vvma")).toBeNull();
    expect(loadWith(MPRV | MPV)).toBeNull();
  });

  test("with MPV=0 through satp", () => {
    const space = guest.tables.space(SV39);
    space.map(VA, DATA + 0x1000, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.write64(DATA + 0x1000, 7n);
    expect(loadWith(MPRV | (1n << 11n))).toBeNull();
    expect(rig.x("a1")).toBe(7n);
    expect(loadWith(MPRV)).toMatchObject({ cause: 13n });
    expect(rig.csr("mstatus") & GVA_M).toBe(0n);
  });

  test("with MPP=M, or without MPRV, memory is physical, MPV or not", () => {
    expect(loadWith(MPRV | MPV | (3n << 11n), BigInt(DATA))).toBeNull();
    expect(rig.x("a1")).toBe(VALUE);
    expect(loadWith(MPV | (1n << 11n), BigInt(DATA))).toBeNull();
    expect(rig.x("a1")).toBe(VALUE);
  });

  test("fetches are not affected", () => {
    rig.setX("a3", MPRV | MPV);
    expect(rig.execute("M", ["csrw mstatus, a3", "addi a1, zero, 3"])).toBeNull();
    expect(rig.x("a1")).toBe(3n);
  });

  test("PMP of the previous privilege applies", () => {
    rig.setCsrs({ pmpcfg0: 0, satp: 0 });
    expect(loadWith(MPRV | (1n << 11n), BigInt(DATA))).toMatchObject({ cause: 5n, tval: BigInt(DATA) });
    expect(loadWith(1n << 11n, BigInt(DATA))).toBeNull();
  });

  test("HLV in M is not affected", () => {
    rig.setX("a3", MPRV | (3n << 11n));
    expect(rig.execute("M", ["csrw mstatus, a3", "hlv.d a1, (a0)"])).toBeNull();
    expect(rig.x("a1")).toBe(VALUE);
  });
});
