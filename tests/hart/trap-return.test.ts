// MRET and SRET. Privileged manual: "Trap-Return Instructions"; hypervisor chapter: "Trap Return".
import { beforeEach, describe, expect, test } from "vitest";
import { DATA, type Mode, makeHarts } from "./hart-fixture.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const TARGET = BigInt(DATA);
const MPRV = 1n << 17n;
const MPV = 1n << 39n;
const field = (csr: string, low: bigint, bits = 1n) => (rig.csr(csr) >> low) & ((1n << bits) - 1n);

/** Executes a return in a mode, with status registers set after the mode was entered. */
function doReturn(mode: Mode, source: "mret" | "sret", csrs: Readonly<Record<string, bigint>>): void {
  rig.code(source);
  rig.start(mode);
  rig.setCsrs({ mepc: TARGET, sepc: TARGET, vsepc: TARGET, ...csrs });
  rig.steps(1);
}

describe("mret", () => {
  for (const [mpp, mpv, mode] of [
    [3n, 0n, "M"],
    [3n, 1n, "M"],
    [1n, 0n, "HS"],
    [0n, 0n, "U"],
    [1n, 1n, "VS"],
    [0n, 1n, "VU"],
  ] as const) {
    test(`with MPP=${mpp} and MPV=${mpv} enters ${mode} at mepc`, () => {
      doReturn("M", "mret", { mstatus: (mpp << 11n) | (mpv << 39n) });
      expect([rig.mode, rig.pc]).toEqual([mode, TARGET]);
      // Both fields read their least-privileged value afterwards.
      expect([field("mstatus", 11n, 2n), field("mstatus", 39n)]).toEqual([0n, 0n]);
    });
  }

  test("moves MPIE to MIE and sets MPIE", () => {
    for (const mpie of [0n, 1n]) {
      doReturn("M", "mret", { mstatus: (mpie << 7n) | ((1n - mpie) << 3n) });
      expect([field("mstatus", 3n), field("mstatus", 7n)]).toEqual([mpie, 1n]);
    }
  });

  test("clears MPRV unless it returns to M", () => {
    doReturn("M", "mret", { mstatus: MPRV | (1n << 11n) });
    expect(field("mstatus", 17n)).toBe(0n);
    doReturn("M", "mret", { mstatus: MPRV | (3n << 11n) });
    expect(field("mstatus", 17n)).toBe(1n);
  });

  test("leaves hstatus and vsstatus alone", () => {
    doReturn("M", "mret", { mstatus: MPV, hstatus: 0x1c0n, vsstatus: 0x122n });
    expect([rig.csr("hstatus") & 0x1c0n, rig.csr("vsstatus") & 0x122n]).toEqual([0x1c0n, 0x122n]);
  });
});

describe("sret in HS", () => {
  for (const [spp, spv, mode] of [
    [1n, 0n, "HS"],
    [0n, 0n, "U"],
    [1n, 1n, "VS"],
    [0n, 1n, "VU"],
  ] as const) {
    test(`with SPP=${spp} and SPV=${spv} enters ${mode} at sepc`, () => {
      doReturn("HS", "sret", { sstatus: spp << 8n, hstatus: spv << 7n });
      expect([rig.mode, rig.pc]).toEqual([mode, TARGET]);
      expect([field("mstatus", 8n), field("hstatus", 7n)]).toEqual([0n, 0n]);
    });
  }

  test("moves SPIE to SIE and sets SPIE, leaving SPVP and vsstatus alone", () => {
    for (const spie of [0n, 1n]) {
      doReturn("HS", "sret", { sstatus: (spie << 5n) | ((1n - spie) << 1n), hstatus: 0x180n, vsstatus: 0x100n });
      expect([field("mstatus", 1n), field("mstatus", 5n), field("hstatus", 8n)]).toEqual([spie, 1n, 1n]);
      expect(rig.csr("vsstatus") & 0x122n).toBe(0x100n);
    }
  });

  test("in M it returns as in HS, and clears MPRV", () => {
    doReturn("M", "sret", { mstatus: MPRV | (1n << 8n) | (3n << 11n), hstatus: 1n << 7n });
    expect([rig.mode, rig.pc]).toEqual(["VS", TARGET]);
    expect([field("mstatus", 17n), field("mstatus", 11n, 2n)]).toEqual([0n, 3n]);
  });
});

describe("sret in VS", () => {
  for (const [spp, mode] of [
    [1n, "VS"],
    [0n, "VU"],
  ] as const) {
    test(`with vsstatus.SPP=${spp} enters ${mode} at vsepc`, () => {
      doReturn("VS", "sret", { vsstatus: (spp << 8n) | (1n << 5n), sepc: 0n });
      expect([rig.mode, rig.pc]).toEqual([mode, TARGET]);
      expect([field("vsstatus", 8n), field("vsstatus", 5n), field("vsstatus", 1n)]).toEqual([0n, 1n, 1n]);
    });
  }

  test("leaves hstatus and the HS-level sstatus alone", () => {
    doReturn("VS", "sret", { hstatus: 0x180n, mstatus: 0x122n });
    expect([rig.csr("hstatus") & 0x1c0n, rig.csr("mstatus") & 0x122n]).toEqual([0x180n, 0x122n]);
  });
});

test("a floating-point write before the return keeps FS Dirty", () => {
  rig.setCsr("mstatus", 1n << 13n);
  rig.code(["fmv.d.x ft0, zero", "sret"]);
  rig.start("HS");
  rig.setCsrs({ sepc: TARGET });
  rig.steps(2);
  expect([rig.pc, field("mstatus", 13n, 2n), field("mstatus", 63n)]).toEqual([TARGET, 3n, 1n]);
});
