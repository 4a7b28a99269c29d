// Svpbmt, Svnapot, Svade and Svadu in both stages. Privileged manual: the chapters of those names.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, type Harts, makeHarts } from "./hart-fixture.js";
import { A, D, type Guest, makeGuest, makeTables, S_RWX, SV39, U_RWX } from "./page-tables.js";

const VA = 0x12_3450_0000n;
const ADUE = 1n << 61n;
const PBMTE = 1n << 62n;
const N = 1n << 63n;
const PBMT = (type: bigint) => type << 61n;
const LOAD_PAGE_FAULT = 13n;
const LOAD_GUEST_PAGE_FAULT = 21n;
/** A range of 64 KiB, and the PPN bits that say so. */
const BASE = 0x8003_0000;
const RANGE = 0x8000;

/** What a load at an address of HS meets, or of VS. */
function cause(rig: Harts, mode: "HS" | "VS", address: bigint): bigint | null {
  rig.setX("a0", address);
  return rig.execute(mode, "ld a1, (a0)")?.cause ?? null;
}

function hsSpace(rig: Harts) {
  const space = makeTables(rig).space(SV39);
  space.map(CODE, CODE, S_RWX);
  rig.setCsr("satp", space.atp);
  return space;
}

/** Maps VA in the stage to test, with flags besides those of a good leaf, and loads through it. */
const STAGES = {
  "satp's": {
    fault: LOAD_PAGE_FAULT,
    load(rig: Harts, flags: bigint, target = DATA, level = 0) {
      hsSpace(rig).map(VA, target, S_RWX | flags, level);
      return cause(rig, "HS", VA);
    },
  },
  "vsatp's": {
    fault: LOAD_PAGE_FAULT,
    load(rig: Harts, flags: bigint, target = DATA, level = 0) {
      const guest = makeGuest(rig);
      guest.vs.map(VA, guest.gpa(target), S_RWX | flags, level);
      return cause(rig, "VS", VA);
    },
  },
  "hgatp's": {
    fault: LOAD_GUEST_PAGE_FAULT,
    load(rig: Harts, flags: bigint, target = DATA, level = 0) {
      const guest = makeGuest(rig);
      guest.vs.map(VA, VA, S_RWX);
      guest.g.map(VA, target, U_RWX | flags, level);
      return cause(rig, "VS", VA);
    },
  },
} as const;

describe.each(Object.entries(STAGES))("%s tables", (stage, { fault, load }) => {
  const rig = makeHarts();
  const envcfg = (field: bigint) => ({ menvcfg: field, henvcfg: stage === "vsatp's" ? field : 0n });
  /** A fresh hart's load through a leaf with more flags. */
  function fresh(flags: bigint, target = DATA, level = 0, enabled = 0n): bigint | null {
    rig.reset();
    rig.write64(BASE, 0x30n);
    rig.setCsrs(envcfg(enabled));
    return load(rig, flags, target, level);
  }

  test("PBMT NC and IO are reserved until PBMTE is set; 3 always is", () => {
    expect([0n, 1n, 2n, 3n].map((type) => fresh(PBMT(type)))).toEqual([null, fault, fault, fault]);
    expect([0n, 1n, 2n, 3n].map((type) => fresh(PBMT(type), DATA, 0, PBMTE))).toEqual([null, null, null, fault]);
  });

  test("a leaf with N maps the 16 pages of its range by the address's own bits", () => {
    expect(fresh(N, BASE + RANGE)).toBeNull();
    expect(rig.x("a1")).toBe(0x30n);
  });

  test("N with another encoding than 64 KiB is reserved, and so it is in a superpage", () => {
    for (const low of [0, 1, 2, 4, 9, 12, 15]) expect(fresh(N, BASE + (low << 12)), `${low}`).toBe(fault);
    expect(fresh(N, 0x8020_0000, 1)).toBe(fault);
  });

  test("N is reserved without Svnapot, and PBMT without Svpbmt", () => {
    const bare = makeHarts({ extensions: { svnapot: "off", svpbmt: "off" } });
    bare.setCsrs({ menvcfg: PBMTE, henvcfg: PBMTE });
    expect(load(bare, N, BASE + RANGE)).toBe(fault);
    bare.reset();
    bare.setCsrs({ menvcfg: PBMTE, henvcfg: PBMTE });
    expect(load(bare, PBMT(1n))).toBe(fault);
  });
});

describe("a 64 KiB range", () => {
  const rig = makeHarts();
  beforeEach(() => {
    rig.reset();
    for (let page = 0; page < 16; page++) rig.write64(BASE + page * 4096 + 0x100, page);
  });

  test("reaches each of its pages, whichever entry of the range is read", () => {
    const space = hsSpace(rig);
    for (let page = 0; page < 16; page++) space.map(VA + BigInt(page * 4096), BASE + RANGE, S_RWX | N);
    for (let page = 0; page < 16; page++) {
      expect(cause(rig, "HS", VA + BigInt(page * 4096 + 0x100))).toBeNull();
      expect(rig.x("a1")).toBe(BigInt(page));
    }
  });

  test("is fenced whole by the address of one of its pages", () => {
    const space = hsSpace(rig);
    for (let page = 0; page < 16; page++) space.map(VA + BigInt(page * 4096), BASE + RANGE, S_RWX | N);
    expect(cause(rig, "HS", VA + 0x5100n)).toBeNull();
    space.map(VA + 0x5000n, 0, 0n);
    rig.setX("a2", VA + 0x2000n);
    rig.setX("a0", VA + 0x5100n);
    expect(rig.execute("HS", ["sfence.vma a2, zero", "ld a1, (a0)"])?.cause).toBe(LOAD_PAGE_FAULT);
  });
});

describe("bits 63:61 of a pointer to the next level", () => {
  const rig = makeHarts();
  test.each([N, PBMT(1n), PBMT(2n)])("%x are reserved, whatever is enabled", (bits) => {
    rig.reset();
    rig.setCsr("menvcfg", PBMTE);
    const space = hsSpace(rig);
    space.map(VA, DATA, S_RWX);
    const pointer = space.entry(VA, 1);
    rig.write64(pointer, rig.read64(pointer) | bits);
    expect(cause(rig, "HS", VA)).toBe(LOAD_PAGE_FAULT);
  });
});

describe("A and D", () => {
  /** What a load meets whose leaf in the stage lacks A and D, and whether the leaf has A afterwards. */
  function unaccessed(rig: Harts, stage: "HS" | "VS" | "G"): [bigint | null, boolean] {
    const strip = ~(A | D);
    let entry: number;
    if (stage === "HS") entry = hsSpace(rig).map(VA, DATA, S_RWX & strip);
    else {
      const guest: Guest = makeGuest(rig);
      if (stage === "VS") entry = guest.vs.map(VA, guest.gpa(DATA), S_RWX & strip);
      else {
        guest.vs.map(VA, VA, S_RWX);
        entry = guest.g.map(VA, DATA, U_RWX & strip);
      }
    }
    const met = cause(rig, stage === "HS" ? "HS" : "VS", VA);
    return [met, (rig.read64(entry) & A) !== 0n];
  }

  const faults = { HS: LOAD_PAGE_FAULT, VS: LOAD_PAGE_FAULT, G: LOAD_GUEST_PAGE_FAULT } as const;

  test.each(["HS", "VS", "G"] as const)("%s: Svade without Svadu faults, ADUE being absent", (stage) => {
    const rig = makeHarts({ extensions: { svadu: "off", svade: "on" } });
    rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
    expect(rig.csr("menvcfg")).toBe(0n);
    expect(unaccessed(rig, stage)).toEqual([faults[stage], false]);
  });

  test.each(["HS", "VS", "G"] as const)("%s: with neither Svade nor Svadu, hardware sets them", (stage) => {
    const rig = makeHarts({ extensions: { svadu: "off", svade: "off" } });
    expect(unaccessed(rig, stage)).toEqual([null, true]);
  });

  test.each(["HS", "VS", "G"] as const)("%s: with Svadu they fault until ADUE is set", (stage) => {
    const rig = makeHarts({ extensions: { svadu: "on", svade: "off" } });
    expect(unaccessed(rig, stage)).toEqual([faults[stage], false]);
    rig.reset();
    rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
    expect(unaccessed(rig, stage)).toEqual([null, true]);
  });
});
