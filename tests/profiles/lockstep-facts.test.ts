// Facts that random programs beside QEMU 7.2 found: set against the manual the hart behaves so, as the manual has it it
// does not.
import { describe, expect, it } from "vitest";
import { ROM_HOST } from "../../src/layout/machine.js";
import { CODE, DATA, DEVICE, type Harts, type HartsOptions, makeHarts } from "../hart/hart-fixture.js";
import { A, D, makeGuest, makeTables, S_RWX, SV39, U, V, X } from "../hart/page-tables.js";

type Facts = NonNullable<HartsOptions["facts"]>;

const VA = 0x12_3456_7000n;
const ADUE = 1n << 61n;
const MXR = 1n << 19n;
const FS_INITIAL = 1n << 13n;
const pageOf = (address: number) => address - (address % 4096);

/** Opens all memory by entry 15. */
const OPEN = { pmpaddr15: (1n << 54n) - 1n, pmpcfg2: 0x1fn << 56n };

it("float-csr-dirties-mstatus decides whether a guest's write of frm makes FS Dirty in mstatus", () => {
  const fs = (facts: Facts) => {
    const rig = makeHarts({ facts });
    rig.setCsrs({ mstatus: FS_INITIAL, vsstatus: FS_INITIAL });
    rig.execute("VS", "csrrwi zero, frm, 1");
    return ["mstatus", "vsstatus"].map((name) => (rig.csr(name) >> 13n) & 3n);
  };
  expect(fs({})).toEqual([3n, 3n]);
  expect(fs({ "float-csr-dirties-mstatus": "0" })).toEqual([1n, 3n]);
});

it("vstimecmp-clears-hvip is about times to come", () => {
  const left = (value: bigint) => {
    const rig = makeHarts({ facts: { "vstimecmp-clears-hvip": "1" } });
    rig.setCsr("hvip", 0x40);
    rig.setCsr("vstimecmp", value);
    return rig.csr("hvip");
  };
  expect([left(0n), left(1n << 50n)]).toEqual([0x40n, 0n]);
});

it("vs-interrupts-through-mideleg: what sip hides in VS is not cleared by setting other bits", () => {
  const rig = makeHarts({ facts: { "vs-interrupts-through-mideleg": "1" } });
  rig.setCsrs({ hideleg: 0x444, mideleg: 0, hvip: 4 });
  rig.setX("a0", 0x200n);
  rig.execute("VS", ["csrrs a1, sip, a0", "csrrs a2, sie, a0"]);
  expect([rig.csr("hvip"), rig.x("a1"), rig.x("a2")]).toEqual([4n, 0n, 0n]);
});

it("tval.hlv: what a guest-page fault of a table's read leaves stale is no instruction, where tinst is zero", () => {
  const rig = makeHarts({ facts: { "tval.hlv": "1", tinst: "1" } });
  const guest = makeGuest(rig);
  guest.vs.map(VA, guest.gpa(DATA), S_RWX);
  guest.g.map(guest.gpa(pageOf(guest.vs.entry(VA))), DATA, 0n);
  rig.setX("a0", VA);
  rig.execute("M", ".word 0xffffffff");
  expect(rig.execute("U", "hlv.w a1, (a0)")?.tval).toBe(0xffff_ffffn);
  expect(rig.execute("M", "hlv.w a1, (a0)")?.cause).toBe(21n);
  expect(rig.execute("U", "hlv.w a1, (a0)")?.tval).toBe(0n);
});

it("uxl-write decides what UXL takes", () => {
  const left = (facts: Facts) => {
    const rig = makeHarts({ facts });
    return [0n, 1n, 2n, 3n].map((uxl) => {
      rig.setCsr("vsstatus", uxl << 32n);
      return (rig.csr("vsstatus") >> 32n) & 3n;
    });
  };
  expect(left({})).toEqual([2n, 2n, 2n, 2n]);
  expect(left({ "uxl-write": "1" })).toEqual([2n, 1n, 2n, 3n]);
  expect(left({ "uxl-write": "2" })).toEqual([2n, 1n, 2n, 2n]);
});

it("sc-address decides whether another virtual address of the same memory will do", () => {
  const failed = (facts: Facts) => {
    const rig = makeHarts({ facts });
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    space.map(VA, DATA, S_RWX);
    space.map(VA + 0x1000n, DATA, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.setX("a0", VA);
    rig.setX("a1", VA + 0x1000n);
    rig.execute("HS", ["lr.d a2, (a0)", "sc.d a3, a2, (a1)", "lr.d a2, (a0)", "sc.d a4, a2, (a0)"]);
    return [rig.x("a3"), rig.x("a4")];
  };
  expect(failed({})).toEqual([0n, 0n]);
  expect(failed({ "sc-address": "1" })).toEqual([1n, 0n]);
});

it("misaligned-device-access decides whether a device sees one access or aligned pieces", () => {
  const seen = (facts: Facts) => {
    const rig = makeHarts({ facts });
    rig.setX("a0", DEVICE + 6);
    rig.setX("a1", 0x0807_0605_0403_0201n);
    rig.execute("M", ["sd a1, (a0)", "ld a2, (a0)"]);
    return [rig.device.writes, rig.device.reads];
  };
  expect(seen({})[0]).toEqual([[6, 8, 0x0807_0605_0403_0201n]]);
  expect(seen({ "misaligned-device-access": "1" })).toEqual([
    [
      [6, 2, 0x0201n],
      [8, 2, 0x0403n],
      [10, 2, 0x0605n],
      [12, 2, 0x0807n],
    ],
    [
      [6, 2],
      [8, 2],
      [10, 2],
      [12, 2],
    ],
  ]);
});

describe("page walks", () => {
  it("pte-outside-memory decides between access fault and page fault", () => {
    const cause = (facts: Facts) => {
      const rig = makeHarts({ facts });
      const space = makeTables(rig).space(SV39);
      space.map(CODE, CODE, S_RWX);
      space.map(VA, DATA, S_RWX);
      rig.write64(space.entry(VA, 1), (0x9000_0000n >> 2n) | V);
      rig.setCsr("satp", space.atp);
      rig.setX("a0", VA);
      return rig.execute("HS", "ld a1, (a0)")?.cause;
    };
    expect(cause({})).toBe(5n);
    expect(cause({ "pte-outside-memory": "1" })).toBe(13n);
  });

  it("a PTE may lie in ROM, but A and D are not written there", () => {
    const cause = (flags: bigint) => {
      const rig = makeHarts();
      const space = makeTables(rig).space(SV39);
      space.map(CODE, CODE, S_RWX);
      space.map(VA, DATA, S_RWX);
      rig.write64(space.entry(VA, 1), (0x8000n >> 2n) | V);
      const { view } = rig.linear;
      const at = view.getUint32(ROM_HOST, true) + 0x7000 + 8 * Number((VA >> 12n) & 0x1ffn);
      view.setBigUint64(at, (BigInt(DATA) >> 2n) | flags, true);
      rig.setCsrs({ satp: space.atp, menvcfg: ADUE });
      rig.setX("a0", VA);
      return rig.execute("HS", "ld a1, (a0)")?.cause ?? null;
    };
    expect([S_RWX, S_RWX & ~A, 0n].map(cause)).toEqual([null, 5n, 13n]);
  });

  it("ad-update-checks-pmp decides whether PMP keeps A and D from being written", () => {
    const met = (facts: Facts) => {
      const rig = makeHarts({ facts });
      const guest = makeGuest(rig);
      const pte = guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A & ~D);
      rig.setCsrs({ ...OPEN, pmpaddr0: (pageOf(pte) / 4) | 0x1ff, pmpcfg0: 0x19, menvcfg: ADUE, henvcfg: ADUE });
      rig.setX("a0", VA);
      return [rig.execute("VS", "sd a1, (a0)")?.cause ?? null, rig.read64(pte) & (A | D)];
    };
    expect(met({})).toEqual([7n, 0n]);
    expect(met({ "ad-update-checks-pmp": "0" })).toEqual([null, A | D]);
  });

  it("mxr-model: the G-stage goes by vsstatus.MXR as it was when V became 1", () => {
    const cause = (before: bigint, inside: string) => {
      const rig = makeHarts({ facts: { "mxr-model": "1" } });
      const guest = makeGuest(rig);
      guest.vs.map(VA, guest.gpa(DATA), S_RWX);
      guest.g.map(guest.gpa(DATA), DATA, V | X | A | D | U);
      rig.setCsr("vsstatus", before);
      rig.setX("a0", VA);
      rig.setX("a2", MXR);
      return rig.execute("VS", [inside, "ld a1, (a0)"])?.cause ?? null;
    };
    expect(cause(MXR, "nop")).toBeNull();
    expect(cause(MXR, "csrrc zero, sstatus, a2")).toBeNull();
    expect(cause(0n, "nop")).toBe(21n);
    expect(cause(0n, "csrrs zero, sstatus, a2")).toBe(21n);
  });
});

describe("accesses in parts", () => {
  it("pmp-partial-match decides whether four bytes in the middle of an access matter", () => {
    const cause = (facts: Facts, at: bigint) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ ...OPEN, pmpaddr0: (DATA + 4) / 4, pmpcfg0: 0x17 });
      rig.setX("a0", BigInt(DATA) + at);
      return rig.execute("M", "ld a1, (a0)")?.cause ?? null;
    };
    expect([0n, 2n, 4n].map((at) => cause({}, at))).toEqual([5n, 5n, 5n]);
    expect([0n, 2n, 4n].map((at) => cause({ "pmp-partial-match": "1" }, at))).toEqual([5n, null, 5n]);
  });

  it("misaligned-load: in halves, the first is read before the second is translated", () => {
    const met = (facts: Facts) => {
      const rig: Harts = makeHarts({ facts });
      const space = makeTables(rig).space(SV39);
      space.map(VA, DEVICE + 0x10_0000, S_RWX);
      space.map(CODE, CODE, S_RWX);
      rig.setCsr("satp", space.atp);
      rig.setX("a0", VA + 0xffcn);
      const trap = rig.execute("HS", "ld a1, (a0)");
      return [trap?.cause, trap?.tval];
    };
    expect(met({})).toEqual([13n, VA + 0x1000n]);
    expect(met({ "misaligned-load": "1" })).toEqual([5n, VA + 0xff8n]);
  });

  it("misaligned-load: in halves across pages, the same bytes come together", () => {
    const rig = makeHarts({ facts: { "misaligned-load": "1" } });
    rig.write64(DATA + 0xff8, 0x0807_0605_0403_0201n);
    rig.write64(DATA + 0x1000, 0x100f_0e0d_0c0b_0a09n);
    rig.setX("a0", BigInt(DATA) + 0xffdn);
    rig.execute("M", ["ld a1, (a0)", "lw a2, 1(a0)", "lh a3, 2(a0)"]);
    expect([rig.x("a1"), rig.x("a2"), rig.x("a3")]).toEqual([0x0d0c_0b0a_0908_0706n, 0x0a09_0807n, 0x0908n]);
  });
});
