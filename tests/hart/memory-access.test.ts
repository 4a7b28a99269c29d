// Loads and stores beyond the plain case: page crossings, devices, no device, ROM, cache-block instructions.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, DEVICE, makeHarts } from "./hart-fixture.js";
import { type AddressSpace, makeTables, S_RWX, SV39, U_RWX } from "./page-tables.js";

const rig = makeHarts();
const VA = 0x5000n;
let space: AddressSpace;
beforeEach(() => {
  rig.reset();
  space = makeTables(rig).space(SV39);
  space.map(0x8000_1000n, 0x8000_1000n, S_RWX);
});

describe("accesses that cross a page", () => {
  /** Two virtual pages whose physical pages are not neighbours. */
  beforeEach(() => {
    space.map(VA, DATA, S_RWX);
    space.map(VA + 0x1000n, DATA + 0x3000, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.write64(DATA + 0xff8, 0x0706_0504_0302_0100n);
    rig.write64(DATA + 0x3000, 0x1716_1514_1312_1110n);
    rig.write64(DATA + 0x1000, -1n);
  });

  for (let before = 1n; before < 8n; before++) {
    test(`ld and sd with ${before} bytes in the first page`, () => {
      const address = VA + 0x1000n - before;
      rig.setX("a0", address);
      expect(rig.execute("HS", "ld a1, (a0)")).toBeNull();
      let expected = 0n;
      for (let i = 0n; i < 8n; i++) expected |= (i < before ? 8n - before + i : 0x10n + i - before) << (8n * i);
      expect(rig.x("a1")).toBe(expected);
      rig.setX("a2", 0xa7a6_a5a4_a3a2_a1a0n);
      expect(rig.execute("HS", ["sd a2, (a0)", "ld a1, (a0)"])).toBeNull();
      expect(rig.x("a1")).toBe(0xa7a6_a5a4_a3a2_a1a0n);
      // Neighbours keep their values, also the page behind the first in physical memory.
      expect(rig.read64(DATA + 0xff8) & ((1n << (64n - 8n * before)) - 1n)).toBe(
        0x0706_0504_0302_0100n & ((1n << (64n - 8n * before)) - 1n),
      );
      expect(rig.read64(DATA + 0x1000)).toBe((1n << 64n) - 1n);
      expect(rig.read64(DATA + 0x3000) >> (64n - 8n * before)).toBe(0x1716_1514_1312_1110n >> (64n - 8n * before));
    });
  }

  test("lh, lhu, lw and lwu extend", () => {
    rig.setX("a0", VA + 0xfffn);
    rig.write64(DATA + 0x3000, 0xfen);
    expect(rig.execute("HS", ["lh a1, (a0)", "lhu a2, (a0)"])).toBeNull();
    expect([rig.x("a1"), rig.x("a2")]).toEqual([0xffff_ffff_ffff_fe07n, 0xfe07n]);
    rig.write64(DATA + 0x3000, 0xfe_0000n);
    expect(rig.execute("HS", ["lw a1, (a0)", "lwu a2, (a0)"])).toBeNull();
    expect([rig.x("a1"), rig.x("a2")]).toEqual([0xffff_ffff_fe00_0007n, 0xfe00_0007n]);
  });

  test("a fault in the second page stores nothing in the first", () => {
    space.map(VA + 0x1000n, 0, 0n);
    rig.setX("a0", VA + 0xffcn);
    rig.setX("a2", -1n);
    expect(rig.execute("HS", "sd a2, (a0)")).toMatchObject({ cause: 15n, tval: VA + 0x1000n });
    expect(rig.read64(DATA + 0xff8)).toBe(0x0706_0504_0302_0100n);
    expect(rig.execute("HS", "ld a1, (a0)")).toMatchObject({ cause: 13n, tval: VA + 0x1000n });
  });

  test("a fault in the first page reports the access's own address", () => {
    space.map(VA, 0, 0n);
    rig.setX("a0", VA + 0xffcn);
    expect(rig.execute("HS", "sd a2, (a0)")).toMatchObject({ cause: 15n, tval: VA + 0xffcn });
  });

  test("both pages' permissions count", () => {
    space.map(VA + 0x1000n, DATA + 0x3000, U_RWX);
    rig.setX("a0", VA + 0xffcn);
    expect(rig.execute("HS", "ld a1, (a0)")).toMatchObject({ cause: 13n, tval: VA + 0x1000n });
  });
});

describe("devices", () => {
  test("loads and stores reach them with their size, and loads extend", () => {
    rig.device.value = 0xf1f2_f3f4_85f6_87f8n;
    rig.setX("a0", BigInt(DEVICE) + 0x10n);
    const loads = ["lb", "lbu", "lh", "lhu", "lw", "lwu", "ld"];
    const values = loads.map((load) => {
      expect(rig.execute("HS", `${load} a1, (a0)`)).toBeNull();
      return rig.x("a1");
    });
    expect(values).toEqual([
      0xffff_ffff_ffff_fff8n,
      0xf8n,
      0xffff_ffff_ffff_87f8n,
      0x87f8n,
      0xffff_ffff_85f6_87f8n,
      0x85f6_87f8n,
      0xf1f2_f3f4_85f6_87f8n,
    ]);
    expect(rig.device.reads.map(([, bytes]) => bytes)).toEqual([1, 1, 2, 2, 4, 4, 8]);
    rig.setX("a2", 0x0102_0304_0506_0708n);
    expect(rig.execute("HS", ["sb a2, 1(a0)", "sh a2, 2(a0)", "sw a2, 4(a0)", "sd a2, 8(a0)"])).toBeNull();
    expect(rig.device.writes).toEqual([
      [0x11, 1, 0x08n],
      [0x12, 2, 0x0708n],
      [0x14, 4, 0x0506_0708n],
      [0x18, 8, 0x0102_0304_0506_0708n],
    ]);
  });

  test("a device read happens once, and is never answered from the TLB", () => {
    space.map(VA, DEVICE, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.setX("a0", VA);
    expect(rig.execute("HS", ["lw a1, (a0)", "lw a1, (a0)", "sw a1, (a0)", "sw a1, (a0)"])).toBeNull();
    expect([rig.device.reads.length, rig.device.writes.length]).toEqual([2, 2]);
  });

  test("where there is none it is an access fault, for fetches too", () => {
    for (const address of [
      0n,
      0x2000_0000n,
      BigInt(DEVICE) + 0x1000n,
      0x7fff_fff8n,
      0x8040_0000n,
      0x1_8000_0000n,
      1n << 55n,
    ]) {
      rig.setX("a0", address);
      expect(rig.execute("M", "ld a1, (a0)")).toMatchObject({ cause: 5n, tval: address });
      expect(rig.execute("M", "sd a1, (a0)")).toMatchObject({ cause: 7n, tval: address });
      expect(rig.execute("M", "jr a0")).toMatchObject({ cause: 1n, tval: address, epc: address });
    }
  });

  test("code cannot run from a device", () => {
    rig.setX("a0", BigInt(DEVICE));
    expect(rig.execute("M", "jr a0")).toMatchObject({ cause: 1n });
    expect(rig.device.reads).toEqual([]);
  });

  test("the last bytes of RAM are reached, and no access runs over its end", () => {
    rig.setX("a0", 0x8040_0000n);
    expect(rig.execute("M", ["sd a0, -8(a0)", "ld a1, -8(a0)", "lb a1, -1(a0)"])).toBeNull();
    expect(rig.execute("M", "ld a1, -4(a0)")).toMatchObject({ cause: 5n });
    expect(rig.execute("M", "sd a1, -4(a0)")).toMatchObject({ cause: 7n });
  });

  test("the boot ROM is read and keeps its value when written", () => {
    rig.linear.view.setUint32(rig.linear.romHost, 0x1234_5678, true);
    rig.setX("a0", 0x1000n);
    expect(rig.execute("M", ["lw a1, (a0)", "sw zero, (a0)", "lw a2, (a0)"])).toBeNull();
    expect([rig.x("a1"), rig.x("a2")]).toEqual([0x1234_5678n, 0x1234_5678n]);
  });
});

describe("the last byte of the address space", () => {
  const LAST = (1n << 64n) - 1n;
  const accesses = [
    ["lbu a1, (a0)", 5n],
    ["lhu a1, (a0)", 5n],
    ["sb a1, (a0)", 7n],
    ["cbo.zero (a0)", 7n],
  ] as const;

  test.each(["M", "HS", "VS"] as const)("is an access fault in %s where nothing is translated", (mode) => {
    for (const [source, cause] of accesses) {
      rig.setCsrs({ menvcfg: 0x80, henvcfg: 0x80 });
      rig.setX("a0", LAST);
      expect(rig.execute(mode, source), source).toMatchObject({ cause, tval: LAST, tval2: 0n });
    }
  });

  test("is a guest-page fault where the G-stage alone translates: its high bits are not zero", () => {
    const g = makeTables(rig).guestSpace(SV39);
    g.map(CODE, CODE, U_RWX);
    rig.setCsrs({ hgatp: g.atp, vsatp: 0 });
    rig.setX("a0", LAST);
    expect(rig.execute("VS", "lbu a1, (a0)")).toMatchObject({ cause: 21n, tval: LAST, tval2: LAST >> 2n });
  });
});

describe("cache-block instructions", () => {
  beforeEach(() => {
    rig.setCsr("menvcfg", 0xf0);
    rig.setX("a0", BigInt(DATA) + 0x60n);
  });

  test("cbo.zero clears the 64 bytes around the address", () => {
    for (let at = 0x38; at <= 0x80; at += 8) rig.write64(DATA + at, -1n);
    expect(rig.execute("HS", ["cbo.zero (a0)", "li a1, 1"])).toBeNull();
    expect(rig.x("a1")).toBe(1n);
    const all = (1n << 64n) - 1n;
    expect([0x38, 0x40, 0x48, 0x50, 0x58, 0x60, 0x68, 0x70, 0x78, 0x80].map((at) => rig.read64(DATA + at))).toEqual([
      all,
      ...Array.from({ length: 8 }, () => 0n),
      all,
    ]);
  });

  test("the others change nothing", () => {
    rig.write64(DATA + 0x60, 5n);
    expect(rig.execute("HS", ["cbo.clean (a0)", "cbo.flush (a0)", "cbo.inval (a0)"])).toBeNull();
    expect(rig.read64(DATA + 0x60)).toBe(5n);
  });

  for (const source of ["cbo.zero (a0)", "cbo.clean (a0)", "cbo.flush (a0)", "cbo.inval (a0)"]) {
    test(`${source} faults as a store, and reports the address in rs1, not the block's`, () => {
      rig.setCsr("satp", space.atp);
      rig.setX("a0", 0x9060n + 7n);
      expect(rig.execute("HS", source)).toMatchObject({ cause: 15n, tval: 0x9067n, tinst: 0n });
      space.map(0x9000n, 0x4000_0000n, S_RWX);
      expect(rig.execute("HS", source)).toMatchObject({ cause: 7n, tval: 0x9067n });
    });
  }

  test("cbo.zero needs write permission; the others read permission is enough for", () => {
    space.map(VA, DATA, S_RWX & ~4n);
    rig.setCsr("satp", space.atp);
    rig.setX("a0", VA);
    expect(rig.execute("HS", "cbo.zero (a0)")?.cause).toBe(15n);
    expect(rig.execute("HS", ["cbo.clean (a0)", "cbo.flush (a0)", "cbo.inval (a0)"])).toBeNull();
  });
});
