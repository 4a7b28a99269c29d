// Facts about page walks and the faults they find: set against the manual the hart behaves so, as the manual has it it
// does not.
import { beforeEach, describe, expect, it } from "vitest";
import { CODE, DATA, type Harts, type HartsOptions, makeHarts, RAM } from "../hart/hart-fixture.js";
import { A, D, type Guest, makeGuest, makeTables, R, S_RWX, SV39, U, U_RWX, V, W } from "../hart/page-tables.js";

const manual = makeHarts();
const flipped = makeHarts({
  facts: {
    "implicit-access-pseudoinstruction": "1",
    "implicit-access-cause": "1",
    "hlvx-guest-page-fault-cause": "12",
    "hlv-vs-stage-fault": "1",
    "mprv-guest-page-fault": "1",
    "pmp-denied-guest-access": "1",
    "ad-update-checks-g-stage": "0",
    "guest-physical-high-bits": "1",
    "hlv-obeys-sum": "0",
  },
});
beforeEach(() => {
  manual.reset();
  flipped.reset();
});

const both = <T>(look: (rig: Harts) => T) => [look(manual), look(flipped)];
const under = (facts: NonNullable<HartsOptions["facts"]>) => makeHarts({ facts });
const VA = 0x12_3456_7000n;
const ADUE = 1n << 61n;
const SPVP = 1n << 8n;
const pageOf = (pa: number) => pa - (pa % 4096);

/** A guest with one page of data at VA. */
function guestOf(rig: Harts): Guest {
  const guest = makeGuest(rig);
  guest.vs.map(VA, guest.gpa(DATA), S_RWX);
  rig.setX("a0", VA);
  return guest;
}

describe("guest-page faults of the VS-stage walk", () => {
  /** Cause and tinst where the G-stage lacks the table, or does not let A and D be written there. */
  const met = (rig: Harts, source: string, writes: boolean) => {
    rig.reset();
    const guest = guestOf(rig);
    const table = pageOf(guest.vs.entry(VA));
    rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
    if (writes) guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A & ~D);
    guest.g.map(guest.gpa(table), table, writes ? V | A | U | R : 0n);
    const trap = rig.execute("VS", source);
    return [trap?.cause, trap?.tinst];
  };
  const all = (rig: Harts) =>
    [false, true].flatMap((writes) => ["ld a1, (a0)", "sd a1, (a0)"].map((source) => met(rig, source, writes)));

  it("have the original access's cause, and the pseudoinstruction of what the walk did", () => {
    expect(all(manual)).toEqual([
      [21n, 0x3000n],
      [23n, 0x3000n],
      [21n, 0x3020n],
      [23n, 0x3020n],
    ]);
  });

  it("implicit-access-pseudoinstruction may report a read always, or what the original access was", () => {
    const tinst = (rule: string) => all(under({ "implicit-access-pseudoinstruction": rule })).map((found) => found[1]);
    expect(tinst("1")).toEqual([0x3000n, 0x3000n, 0x3000n, 0x3000n]);
    expect(tinst("2")).toEqual([0x3000n, 0x3020n, 0x3000n, 0x3020n]);
  });

  it("implicit-access-cause may make them a load's", () => {
    const causes = all(under({ "implicit-access-cause": "1" })).map((found) => found[0]);
    expect(causes).toEqual([21n, 21n, 21n, 21n]);
  });
});

describe("hlvx-guest-page-fault-cause", () => {
  it("makes a guest-page fault of HLVX look like a fetch's page fault, with the guest physical address", () => {
    const gpa = 0x55_0000_0000n;
    const met = (rig: Harts) => {
      const guest = guestOf(rig);
      rig.setCsr("hstatus", SPVP);
      guest.vs.map(VA, gpa, S_RWX);
      return ["hlvx.wu a1, (a0)", "hlv.wu a1, (a0)"].map((source) => {
        const trap = rig.execute("HS", source);
        return [trap?.cause, trap?.tval, trap?.tval2];
      });
    };
    expect(both(met)).toEqual([
      [
        [21n, VA, gpa >> 2n],
        [21n, VA, gpa >> 2n],
      ],
      [
        [12n, VA, gpa >> 2n],
        [21n, VA, gpa >> 2n],
      ],
    ]);
  });

  it("makes an access fault of HLVX a fetch's", () => {
    const met = (rig: Harts) => {
      const guest = guestOf(rig);
      rig.setCsr("hstatus", SPVP);
      const nowhere = 0x9000_0000n;
      guest.g.map(guest.gpa(Number(nowhere)), nowhere, U_RWX);
      guest.vs.map(VA, guest.gpa(Number(nowhere)), S_RWX);
      return rig.execute("HS", "hlvx.wu a1, (a0)")?.cause;
    };
    expect(both(met)).toEqual([5n, 1n]);
  });
});

it("hlv-vs-stage-fault makes a VS-stage fault an access fault while satp is Bare", () => {
  const met = (satp: bigint) => (rig: Harts) => {
    rig.reset();
    guestOf(rig);
    rig.setCsrs({ satp, hstatus: SPVP });
    rig.setX("a0", VA + 0x1000n);
    const sources = ["hlv.d a1, (a0)", "hsv.d a1, (a0)", "hlvx.wu a1, (a0)"];
    return sources.map((source) => rig.execute("M", source)?.cause);
  };
  // HLVX faults as a fetch does here, by the fact above.
  expect(both(met(0n))).toEqual([
    [13n, 15n, 13n],
    [5n, 7n, 1n],
  ]);
  expect(both(met((8n << 60n) | (BigInt(RAM) >> 12n)))).toEqual([
    [13n, 15n, 13n],
    [13n, 15n, 12n],
  ]);
});

it("mprv-guest-page-fault makes M's guest-page faults page faults that still write mtval2", () => {
  const gpa = 0x55_0000_0000n;
  const met = (rig: Harts) => {
    const guest = guestOf(rig);
    guest.vs.map(VA, gpa, S_RWX);
    return ["ld a1, (a0)", "sd a1, (a0)"].map((source) => {
      rig.code([source, "j ."]);
      rig.start("M");
      // MPRV and MPV with MPP=S.
      rig.setCsr("mstatus", (1n << 17n) | (1n << 39n) | (1n << 11n));
      rig.steps(1);
      return [rig.csr("mcause"), rig.csr("mtval"), rig.csr("mtval2")];
    });
  };
  expect(both(met)).toEqual([
    [
      [21n, VA, gpa >> 2n],
      [23n, VA, gpa >> 2n],
    ],
    [
      [13n, VA, gpa >> 2n],
      [15n, VA, gpa >> 2n],
    ],
  ]);
});

describe("pmp-denied-guest-access", () => {
  /** PMP closes one page and opens the rest. */
  const close = (rig: Harts, pa: number) =>
    rig.setCsrs({ pmpaddr0: (BigInt(pa) >> 2n) | 0x1ffn, pmpaddr1: (1n << 54n) - 1n, pmpcfg0: 0x1f18 });

  it("makes what PMP forbids a guest a guest-page fault with htval", () => {
    const met = (rig: Harts) => {
      const guest = guestOf(rig);
      close(rig, DATA);
      return ["ld a1, (a0)", "sd a1, (a0)"].map((source) => {
        const trap = rig.execute("VS", source);
        return [trap?.cause, trap?.tval, trap?.tval2 === guest.gpa(DATA) >> 2n];
      });
    };
    expect(both(met)).toEqual([
      [
        [5n, VA, false],
        [7n, VA, false],
      ],
      [
        [21n, VA, true],
        [23n, VA, true],
      ],
    ]);
  });

  const FAR = 0x80_0000_0000n;
  it("does the same for the G-stage's own tables, and never for a hart without a guest", () => {
    const met = (rig: Harts) => {
      const guest = guestOf(rig);
      // Its entry stands in the root's second page, that of the code in the first.
      guest.vs.map(VA, FAR, S_RWX);
      close(rig, pageOf(guest.g.entry(FAR, 2)));
      const inGuest = rig.execute("VS", "ld a1, (a0)")?.cause;
      rig.setCsrs({ vsatp: 0, hgatp: 0 });
      close(rig, DATA);
      rig.setX("a0", DATA);
      return [inGuest, rig.execute("HS", "ld a1, (a0)")?.cause];
    };
    expect(both(met)).toEqual([
      [5n, 5n],
      [21n, 5n],
    ]);
  });
});

describe("ad-update", () => {
  it("says whether hardware writes A and D without ADUE", () => {
    const always = under({ "ad-update": "1" });
    const met = (rig: Harts) => {
      rig.setCsrs({ menvcfg: 0, henvcfg: 0 });
      const guest = guestOf(rig);
      const entry = guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A & ~D);
      const trap = rig.execute("VS", "sd a1, (a0)");
      return [trap?.cause ?? null, rig.read64(entry) & (A | D)];
    };
    expect(met(manual)).toEqual([15n, 0n]);
    expect(met(always)).toEqual([null, A | D]);
  });

  it("ad-update-checks-g-stage says whether writing A and D needs W in the G-stage and sets D there", () => {
    const met = (flags: bigint) => (rig: Harts) => {
      rig.reset();
      const guest = guestOf(rig);
      rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
      const entry = guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A & ~D);
      const table = pageOf(entry);
      const leaf = guest.g.map(guest.gpa(table), table, flags);
      const trap = rig.execute("VS", "ld a1, (a0)");
      return [trap?.cause ?? null, rig.read64(entry) & (A | D), rig.read64(leaf) & D];
    };
    expect(both(met(V | A | U | R))).toEqual([
      [21n, 0n, 0n],
      [null, A, 0n],
    ]);
    expect(both(met(U_RWX & ~D))).toEqual([
      [null, A, D],
      [null, A, 0n],
    ]);
  });
});

it("guest-physical-high-bits says what the bits above the widest guest physical address are", () => {
  const met = (rig: Harts) => {
    const g = makeTables(rig).guestSpace(SV39);
    g.map(CODE, CODE, U_RWX);
    g.map((1n << 41n) - 0x1000n, DATA, U_RWX);
    g.map(0x1000n, DATA, U_RWX);
    rig.setCsrs({ hgatp: g.atp, vsatp: 0 });
    return [(1n << 41n) - 0x1000n, -0x1000n, (1n << 41n) + 0x1000n].map((gpa) => {
      rig.setX("a0", gpa);
      return rig.execute("VS", "ld a1, (a0)")?.cause ?? null;
    });
  };
  expect(both(met)).toEqual([
    [null, 21n, 21n],
    [21n, null, 21n],
  ]);
});

it("hlv-obeys-sum says whether HLV as VS reads a user's page without SUM", () => {
  const met = (rig: Harts) => {
    const guest = guestOf(rig);
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    rig.setCsr("hstatus", SPVP);
    const hlv = rig.execute("HS", "hlv.d a1, (a0)")?.cause ?? null;
    return [hlv, rig.execute("VS", "ld a1, (a0)")?.cause ?? null];
  };
  expect(both(met)).toEqual([
    [13n, 13n],
    [null, 13n],
  ]);
});

it("hlvx-obeys-sum says whether HLVX as VS reads a user's page with SUM", () => {
  const met = (rig: Harts) => {
    const guest = guestOf(rig);
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    rig.setCsrs({ hstatus: SPVP, vsstatus: 1n << 18n });
    return ["hlv.wu a1, (a0)", "hlvx.wu a1, (a0)"].map((source) => rig.execute("HS", source)?.cause ?? null);
  };
  expect(met(manual)).toEqual([null, null]);
  expect(met(under({ "hlvx-obeys-sum": "0" }))).toEqual([null, 13n]);
});

it("hlv-envcfg says whether henvcfg.ADUE or menvcfg's alone lets HLV set A", () => {
  const met = (rig: Harts) => {
    const guest = guestOf(rig);
    rig.setCsrs({ hstatus: SPVP, menvcfg: ADUE, henvcfg: 0 });
    guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A);
    const load = rig.execute("VS", "ld a1, (a0)")?.cause ?? null;
    return [load, rig.execute("HS", "hlv.d a1, (a0)")?.cause ?? null];
  };
  expect(met(manual)).toEqual([13n, 13n]);
  expect(met(under({ "hlv-envcfg": "1" }))).toEqual([13n, null]);
});

describe("mxr-opens-implicit-reads", () => {
  const MXR = 1n << 19n;
  const met = (rig: Harts) =>
    ["ld a1, (a0)", "jr a0"].map((source) => {
      rig.reset();
      const guest = guestOf(rig);
      const table = pageOf(guest.vs.entry(VA));
      guest.g.map(guest.gpa(table), table, U_RWX & ~R & ~W);
      rig.setCsr("mstatus", MXR);
      return rig.execute("VS", source)?.cause ?? null;
    });

  it("says whether HS's MXR lets walks for loads and fetches read tables that are executable only", () => {
    expect(met(manual)).toEqual([21n, 20n]);
    expect(met(under({ "mxr-opens-implicit-reads": "1" }))[0]).toBeNull();
    expect(met(under({ "mxr-opens-implicit-reads": "1" }))[1]).not.toBe(20n);
  });
});

it("an AMO that reads first tells the walk's access as a write where that goes by the original access", () => {
  const rig = under({ "amo-reads-first": "1", "implicit-access-pseudoinstruction": "2" });
  const guest = guestOf(rig);
  const table = pageOf(guest.vs.entry(VA));
  guest.g.map(guest.gpa(table), table, 0n);
  expect(rig.execute("VS", "amoadd.d a1, a1, (a0)")).toMatchObject({ cause: 23n, tinst: 0x3020n });
});
