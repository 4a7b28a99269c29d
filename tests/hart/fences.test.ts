// What the fences of address translation make visible, for loads, stores and fetches, and what ASIDs and VMIDs keep
// apart. Privileged manual: "Supervisor Memory-Management Fence Instruction"; hypervisor chapter: "Hypervisor
// Memory-Management Fence Instructions".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, type Mode, makeHarts } from "./hart-fixture.js";
import { type AddressSpace, type Guest, makeGuest, makeTables, S_RWX, SV39, U_RWX } from "./page-tables.js";

const rig = makeHarts();
const VA = 0x12_3456_7000n;
const OTHER = DATA + 0x1000;

/** `addi a1, zero, n`: what a page's first word is, so that loads, stores and fetches all tell the pages apart. */
const word = (n: number) => BigInt((n << 20) | (11 << 7) | 0x13);

beforeEach(() => {
  rig.reset();
  rig.write64(DATA, word(1));
  rig.write64(OTHER, word(2));
});

/** Which of the two pages an access through VA reaches: 1 or 2. */
const REACH: Readonly<Record<"load" | "store" | "fetch", (mode: Mode) => number>> = {
  load(mode) {
    rig.setX("a0", VA);
    expect(rig.execute(mode, "ld a1, (a0)")).toBeNull();
    return rig.x("a1") === word(1) ? 1 : 2;
  },
  store(mode) {
    rig.setX("a0", VA);
    rig.setX("a1", 0x77n);
    expect(rig.execute(mode, "sb a1, 0x100(a0)")).toBeNull();
    const first = rig.read64(DATA + 0x100) === 0x77n;
    rig.write64(DATA + 0x100, 0n);
    rig.write64(OTHER + 0x100, 0n);
    return first ? 1 : 2;
  },
  fetch(mode) {
    rig.setX("a0", VA);
    expect(rig.execute(mode, "jr a0")).toBeNull();
    return Number(rig.x("a1"));
  },
};
const ACCESSES = ["load", "store", "fetch"] as const;

describe.each(ACCESSES)("a %s sees a changed entry", (access) => {
  const reach = REACH[access];

  describe("of satp", () => {
    let space: AddressSpace;
    beforeEach(() => {
      space = makeTables(rig).space(SV39);
      space.map(CODE, CODE, S_RWX);
      space.map(VA, DATA, S_RWX);
      rig.setCsr("satp", space.atp | (5n << 44n));
      rig.setX("t0", VA);
      rig.setX("t1", 5n);
      expect(reach("HS")).toBe(1);
    });
    for (const fence of ["sfence.vma", "sfence.vma t0", "sfence.vma zero, t1", "sfence.vma t0, t1"]) {
      test(`after ${fence}`, () => {
        space.map(VA, OTHER, S_RWX);
        expect(rig.execute("HS", fence)).toBeNull();
        expect(reach("HS")).toBe(2);
      });
    }

    test("after sfence.vma with the address of the page, not of the access", () => {
      space.map(VA, OTHER, S_RWX);
      rig.setX("t0", VA + 0xff8n);
      expect(rig.execute("HS", "sfence.vma t0")).toBeNull();
      expect(reach("HS")).toBe(2);
    });

    test("after sfence.vma with another address of the same superpage", () => {
      space.map(0x40_0000n, DATA - (DATA % 0x20_0000), S_RWX, 1);
      rig.setX("a0", 0x40_0000n + BigInt(DATA % 0x20_0000));
      expect(rig.execute("HS", "ld a1, (a0)")).toBeNull();
      expect(rig.x("a1")).toBe(word(1));
      space.map(0x40_0000n, DATA - (DATA % 0x20_0000) + 0x20_0000, S_RWX, 1);
      rig.setX("t0", 0x40_0000n);
      expect(rig.execute("HS", ["sfence.vma t0", "ld a1, (a0)"])).toBeNull();
      expect(rig.x("a1")).toBe(0n);
    });

    test("in U as well, when HS fences", () => {
      space.map(CODE, CODE, U_RWX);
      space.map(VA, DATA, U_RWX);
      expect(reach("U")).toBe(1);
      space.map(VA, OTHER, U_RWX);
      rig.setCsr("satp", 0);
      expect(rig.execute("HS", "sfence.vma")).toBeNull();
      rig.setCsr("satp", space.atp | (5n << 44n));
      expect(reach("U")).toBe(2);
    });

    test("with M loading through MPRV, after sfence.vma in M", () => {
      if (access !== "load") return;
      const mprv = () => {
        rig.setX("a0", VA);
        rig.setX("a2", (1n << 17n) | (1n << 11n));
        expect(rig.execute("M", ["csrw mstatus, a2", "ld a1, (a0)", "csrw mstatus, zero"])).toBeNull();
        return rig.x("a1");
      };
      expect(mprv()).toBe(word(1));
      space.map(VA, OTHER, S_RWX);
      expect(rig.execute("M", "sfence.vma")).toBeNull();
      expect(mprv()).toBe(word(2));
    });

    test("without a fence under another ASID, whose translations are its own", () => {
      space.map(VA, OTHER, S_RWX);
      rig.setCsr("satp", space.atp | (6n << 44n));
      expect(reach("HS")).toBe(2);
    });
  });

  describe("of vsatp and hgatp", () => {
    let guest: Guest;
    beforeEach(() => {
      guest = makeGuest(rig);
      guest.vs.map(VA, guest.gpa(DATA), S_RWX);
      rig.setCsrs({ vsatp: guest.vs.atp | (5n << 44n), hgatp: guest.g.atp | (9n << 44n) });
      rig.setX("t0", VA);
      rig.setX("t1", 5n);
      rig.setX("t2", guest.gpa(DATA) >> 2n);
      rig.setX("t3", 9n);
      expect(reach("VS")).toBe(1);
    });
    const inVs = ["sfence.vma", "sfence.vma t0", "sfence.vma zero, t1", "sfence.vma t0, t1"];
    for (const fence of inVs) {
      test(`by the guest, after its ${fence}`, () => {
        guest.vs.map(VA, guest.gpa(OTHER), S_RWX);
        expect(rig.execute("VS", fence)).toBeNull();
        expect(reach("VS")).toBe(2);
      });
    }
    for (const fence of inVs.map((text) => text.replace("sfence.vma", "hfence.vvma"))) {
      test(`of the VS-stage, after ${fence} in HS`, () => {
        guest.vs.map(VA, guest.gpa(OTHER), S_RWX);
        expect(rig.execute("HS", fence)).toBeNull();
        expect(reach("VS")).toBe(2);
      });
    }
    for (const fence of ["hfence.gvma", "hfence.gvma t2", "hfence.gvma zero, t3", "hfence.gvma t2, t3"]) {
      test(`of the G-stage, after ${fence}`, () => {
        guest.g.map(guest.gpa(DATA), OTHER, U_RWX);
        expect(rig.execute("HS", fence)).toBeNull();
        expect(reach("VS")).toBe(2);
      });
    }

    test("of the VS-stage, after M's hfence.vvma", () => {
      guest.vs.map(VA, guest.gpa(OTHER), S_RWX);
      expect(rig.execute("M", "hfence.vvma")).toBeNull();
      expect(reach("VS")).toBe(2);
    });

    test("without a fence under another VMID, whose translations are its own", () => {
      guest.g.map(guest.gpa(DATA), OTHER, U_RWX);
      rig.setCsr("hgatp", guest.g.atp | (10n << 44n));
      expect(reach("VS")).toBe(2);
    });

    test("without a fence under another VS-level ASID", () => {
      guest.vs.map(VA, guest.gpa(OTHER), S_RWX);
      rig.setCsr("vsatp", guest.vs.atp | (6n << 44n));
      expect(reach("VS")).toBe(2);
    });

    test("of a page table itself, which the G-stage moved", () => {
      const entry = guest.vs.entry(VA);
      const table = entry - (entry % 4096);
      const copy = DATA + 0x2000;
      for (let at = 0; at < 4096; at += 8) rig.write64(copy + at, rig.read64(table + at));
      rig.write64(copy + (entry % 4096), (((guest.gpa(OTHER) >> 12n) << 10n) | S_RWX) as bigint);
      guest.g.map(guest.gpa(table), copy, U_RWX);
      expect(rig.execute("HS", "hfence.gvma")).toBeNull();
      expect(reach("VS")).toBe(2);
    });

    test("of the VS-stage after a fence of hgatp's VMID while hgatp names another machine with the same VMID", () => {
      guest.vs.map(VA, guest.gpa(OTHER), S_RWX);
      const root = rig.csr("hgatp");
      const other = makeTables(rig).guestSpace(SV39);
      rig.setCsr("hgatp", other.atp | (9n << 44n));
      expect(rig.execute("HS", "hfence.vvma")).toBeNull();
      rig.setCsr("hgatp", root);
      expect(reach("VS")).toBe(2);
    });
  });
});

describe("kept apart without any fence", () => {
  test("HS, U, VS and VU with the same virtual address", () => {
    const guest = makeGuest(rig);
    const space = guest.tables.space(SV39);
    const pages = [0, 1, 2, 3].map((index) => DATA + index * 0x1000);
    for (const [index, page] of pages.entries()) rig.write64(page, index);
    space.map(CODE, CODE, S_RWX);
    rig.setCsr("satp", space.atp);
    // HS and VS see supervisor pages, U and VU user pages: each has its own tables here.
    const user = guest.tables.space(SV39);
    user.map(CODE, CODE, U_RWX);
    user.map(VA, pages[1]!, U_RWX);
    space.map(VA, pages[0]!, S_RWX);
    guest.vs.map(VA, guest.gpa(pages[2]!), S_RWX);
    const userGuest = guest.tables.space(SV39, 0x1_0000_0000n);
    userGuest.map(CODE, guest.gpa(CODE), U_RWX);
    userGuest.map(VA, guest.gpa(pages[3]!), U_RWX);
    for (let round = 0; round < 2; round++) {
      for (const [index, mode, csrs] of [
        [0n, "HS", { satp: space.atp }],
        [1n, "U", { satp: user.atp }],
        [2n, "VS", { vsatp: guest.vs.atp }],
        [3n, "VU", { vsatp: userGuest.atp }],
      ] as const) {
        rig.setCsrs(csrs);
        rig.setX("a0", VA);
        expect(rig.execute(mode, "ld a1, (a0)")).toBeNull();
        expect(rig.x("a1")).toBe(index);
      }
    }
  });

  test("the same satp with and without SUM and MXR", () => {
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    space.map(VA, DATA, U_RWX);
    rig.setCsr("satp", space.atp);
    rig.setX("a0", VA);
    for (let round = 0; round < 2; round++) {
      rig.setCsr("mstatus", 1n << 18n);
      expect(rig.execute("HS", "ld a1, (a0)")).toBeNull();
      rig.setCsr("mstatus", 0);
      expect(rig.execute("HS", "ld a1, (a0)")?.cause).toBe(13n);
    }
  });
});

describe("writes that take effect at the next instruction", () => {
  test("satp from Bare to Sv39: the next instruction is fetched through the new tables", () => {
    const space = makeTables(rig).space(SV39);
    rig.setX("a0", space.atp);
    // Nothing is mapped: the trick of kernels that enter virtual memory by trapping.
    expect(rig.execute("HS", ["csrw satp, a0", "nop"])).toMatchObject({ cause: 12n, epc: BigInt(CODE) + 4n });
  });

  test("vsatp by the guest", () => {
    const guest = makeGuest(rig);
    rig.setX("a0", guest.tables.space(SV39, 0x1_0000_0000n).atp);
    expect(rig.execute("VS", ["csrw satp, a0", "nop"])).toMatchObject({ cause: 12n, epc: BigInt(CODE) + 4n });
  });

  test("sstatus.SUM", () => {
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    space.map(VA, DATA, U_RWX);
    rig.setCsr("satp", space.atp);
    rig.setX("a0", VA);
    rig.setX("a2", 1n << 18n);
    const trap = rig.execute("HS", ["csrs sstatus, a2", "ld a1, (a0)", "csrc sstatus, a2", "ld a1, (a0)"]);
    expect(trap).toMatchObject({ cause: 13n, epc: BigInt(CODE) + 12n });
  });
});
