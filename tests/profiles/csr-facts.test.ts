// Facts about what CSRs show and take: set against the manual the hart behaves so, as the manual has it it does not.
import { beforeEach, describe, expect, it } from "vitest";
import { type Harts, M_VECTOR, makeHarts } from "../hart/hart-fixture.js";

const manual = makeHarts();
const flipped = makeHarts({
  facts: {
    "henvcfg-gate": "1",
    "hgatp-reserved-mode": "1",
    "tvec-reserved-mode": "1",
    "mpp-reserved": "1",
    "uxl-write": "1",
    "vsstatus-storage": "1",
    "mask.vsstatus": "0x40000000c6122",
    "vsip-shows": "1",
    "hvip-shows-mip": "1",
    "pmpcfg-write-only": "1",
    "csr.tinfo": "1",
    "csr.mcontext": "1",
    "hpm-counters": "4",
    "htimedelta-rearms": "0",
    "mtime-rearms": "0",
  },
});
beforeEach(() => {
  manual.reset();
  flipped.reset();
});

/** What a look at a hart finds under the manual's facts and under the others. */
const both = <T>(look: (rig: Harts) => T) => [look(manual), look(flipped)];
const STCE = 1n << 63n;
const GATED = [61n, 62n, 63n].map((bit) => 1n << bit);
const FS = 3n << 13n;
const UXL = 3n << 32n;

describe("henvcfg-gate", () => {
  /** What is left of a bit after a write of zero while menvcfg's was clear. */
  const left = (rig: Harts) =>
    GATED.map((bit) => {
      rig.setCsrs({ menvcfg: bit, henvcfg: bit });
      rig.setCsr("menvcfg", 0);
      expect(rig.csr("henvcfg") & bit).toBe(0n);
      rig.setCsr("henvcfg", 0);
      rig.setCsr("menvcfg", bit);
      return rig.csr("henvcfg") & bit;
    });

  it("says whether a write behind the closed gate clears what is kept there", () => {
    expect(both(left)).toEqual([[0n, 0n, 0n], GATED]);
  });

  it("may leave the gate out", () => {
    const rig = makeHarts({ facts: { "henvcfg-gate": "2" } });
    for (const bit of GATED) {
      rig.setCsrs({ menvcfg: 0, henvcfg: bit });
      expect(rig.csr("henvcfg") & bit).toBe(bit);
      expect(manual.csr("henvcfg") & bit).toBe(0n);
    }
  });
});

it("hgatp-reserved-mode says whether a write with MODE 3 changes the other fields", () => {
  const left = (rig: Harts) => {
    rig.setCsr("hgatp", (8n << 60n) | 0x10n);
    rig.setCsr("hgatp", (3n << 60n) | 0x20n);
    return rig.csr("hgatp");
  };
  expect(both(left)).toEqual([(8n << 60n) | 0x20n, (8n << 60n) | 0x10n]);
});

describe("trap vectors", () => {
  it.each(["mtvec", "stvec", "vstvec"])("tvec-reserved-mode says what a write of MODE 2 leaves of %s", (name) => {
    const left = (rig: Harts) => {
      rig.setCsr(name, 0x8000_0101n);
      rig.setCsr(name, 0x8000_0202n);
      return rig.csr(name);
    };
    expect(both(left)).toEqual([0x8000_0201n, 0x8000_0101n]);
  });

  it("vstvec-legalized lets vstvec keep MODE 3, written by its own number only", () => {
    const rig = makeHarts({ facts: { "vstvec-legalized": "0" } });
    for (const name of ["mtvec", "stvec", "vstvec"]) rig.setCsr(name, 0x8000_0103n);
    expect(rig.csr("vstvec")).toBe(0x8000_0103n);
    expect(rig.csr("mtvec")).toBe(0x8000_0100n);
    expect(rig.csr("stvec")).toBe(0x8000_0100n);
    rig.setCsr("vstvec", 0x8000_0101n);
    rig.setX("a0", 0x8000_0202n);
    expect(rig.execute("VS", "csrw stvec, a0")).toBeNull();
    expect(rig.csr("vstvec")).toBe(0x8000_0201n);
  });
});

describe("mpp-reserved", () => {
  const mpp = (rig: Harts) => (rig.csr("mstatus") >> 11n) & 3n;

  it("says whether MPP takes 2", () => {
    const left = (rig: Harts) => {
      rig.setCsr("mstatus", 1n << 11n);
      rig.setCsr("mstatus", 2n << 11n);
      return mpp(rig);
    };
    expect(both(left)).toEqual([1n, 2n]);
  });

  it("an mret with MPP=2 enters U", () => {
    flipped.code(["csrw mstatus, a0", "csrw mepc, a1", "mret"]);
    flipped.setX("a0", 2n << 11n);
    flipped.setX("a1", M_VECTOR);
    flipped.start("M");
    flipped.steps(4);
    expect([flipped.mode, flipped.pc, mpp(flipped)]).toEqual(["U", BigInt(M_VECTOR), 0n]);
  });
});

it.each(["mstatus", "vsstatus"])("uxl-write says whether UXL of %s takes a value that is not zero", (name) => {
  const left = (rig: Harts) => {
    rig.setCsr(name, UXL);
    const taken = rig.csr(name) & UXL;
    rig.setCsr(name, 0);
    return [taken, rig.csr(name) & UXL];
  };
  const fixed = 2n << 32n;
  expect(both(left)).toEqual([
    [fixed, fixed],
    [UXL, UXL],
  ]);
});

describe("vsstatus-storage", () => {
  it("says whether SD follows FS in vsstatus", () => {
    const sd = (rig: Harts) => {
      rig.setCsr("vsstatus", FS);
      return rig.csr("vsstatus") >> 63n;
    };
    expect(both(sd)).toEqual([1n, 0n]);
  });

  it("what only raw storage keeps is gone once a guest has trapped, and nothing else is", () => {
    const beyond = 1n << 50n;
    flipped.setCsr("vsstatus", beyond | FS | 0x2n);
    const before = flipped.csr("vsstatus");
    expect(before & beyond).toBe(beyond);
    flipped.execute("VS", "ecall");
    expect(flipped.csr("vsstatus")).toBe(before & ~beyond);
  });
});

it("vsip-shows says whether vsip shows more than SSIP", () => {
  const seen = (rig: Harts) => {
    rig.setCsrs({ hideleg: 0x444, hvip: 0x444 });
    return rig.csr("vsip");
  };
  expect(both(seen)).toEqual([0x222n, 0x2n]);
});

it("hvip-shows-mip says whether hvip shows STIP", () => {
  const seen = (rig: Harts) => {
    rig.setCsrs({ mip: 0x20, hvip: 0x4 });
    return rig.csr("hvip");
  };
  expect(both(seen)).toEqual([0x4n, 0x24n]);
});

it("pmpcfg-write-only says whether a byte takes W without R", () => {
  const left = (rig: Harts) => {
    rig.setCsr("pmpcfg0", 0x181f);
    rig.setCsr("pmpcfg0", 0x1a1f);
    return rig.csr("pmpcfg0");
  };
  expect(both(left)).toEqual([0x181fn, 0x1a1fn]);
});

describe("CSRs that a fact brings or takes away", () => {
  const there = (names: readonly string[]) => (rig: Harts) =>
    names.filter((name) => rig.execute("M", `csrr a0, ${name}`) === null);

  it.each(["tinfo", "mcontext"])("csr.%s", (name) => {
    expect(both(there([name]))).toEqual([[], [name]]);
  });

  it("tinfo names the trigger types mcontrol and mcontrol6, whatever is written", () => {
    flipped.setX("a1", -1n);
    expect(flipped.execute("M", ["csrw tinfo, a1", "csrr a0, tinfo"])).toBeNull();
    expect(flipped.x("a0")).toBe((1n << 2n) | (1n << 6n));
  });

  it("hpm-counters counts from 3 on", () => {
    const names = ["mhpmcounter6", "hpmcounter6", "mhpmcounter7", "hpmcounter7", "mhpmcounter31"];
    expect(both(there(names))).toEqual([names, names.slice(0, 2)]);
  });

  it("pmp-entries-readable reaches pmpcfg and pmpaddr; those from 16 on read zero", () => {
    const rig = makeHarts({ facts: { "pmp-entries-readable": "64" } });
    const names = ["pmpaddr15", "pmpcfg2", "pmpaddr16", "pmpcfg4", "pmpaddr63", "pmpcfg14"];
    expect(there(names)(manual)).toEqual(names.slice(0, 2));
    expect(there(names)(rig)).toEqual(names);
    rig.setX("a0", -1n);
    expect(rig.execute("M", ["csrw pmpaddr16, a0", "csrw pmpcfg4, a0"])).toBeNull();
    expect([rig.csr("pmpaddr16"), rig.csr("pmpcfg4")]).toEqual([0n, 0n]);
  });
});

describe("vstip-write-with-sstc", () => {
  /** Whether a write of hvip reaches VSTIP: by M with Sstc off, on in menvcfg, on in both; then by HS. */
  const taken = (rule: string) => {
    const rig = makeHarts({ facts: { "vstip-write-with-sstc": rule } });
    const byM = [
      [0n, 0n],
      [STCE, 0n],
      [STCE, STCE],
    ].map(([menvcfg, henvcfg]) => {
      rig.setCsrs({ menvcfg: 0, hvip: 0 });
      rig.setCsrs({ menvcfg: menvcfg!, henvcfg: henvcfg!, vstimecmp: -1n });
      rig.setCsr("hvip", 0x44);
      expect(rig.csr("hvip") & 4n).toBe(4n);
      return (rig.csr("hvip") & 0x40n) !== 0n;
    });
    rig.setCsrs({ menvcfg: 0, hvip: 0 });
    rig.setCsrs({ menvcfg: STCE, henvcfg: STCE });
    rig.setX("a0", 0x40n);
    expect(rig.execute("HS", "csrw hvip, a0")).toBeNull();
    return [...byM, rig.csr("hvip") !== 0n];
  };

  it.each([
    ["always", "0", [true, true, true, true]],
    ["not while menvcfg and henvcfg have STCE", "1", [true, true, false, true]],
    ["not while menvcfg has STCE", "2", [true, false, false, true]],
  ])("M may write VSTIP %s; HS always", (_, rule, expected) => {
    expect(taken(rule)).toEqual(expected);
  });
});

describe("timers whose time moves", () => {
  const FAR = 1n << 40n;
  const pending = (rig: Harts) => rig.csr("mip") & 0x60n;

  it("htimedelta-rearms says whether a write to htimedelta counts for the vstimecmp that is set", () => {
    const seen = (rig: Harts) => {
      rig.setCsrs({ menvcfg: STCE, henvcfg: STCE, stimecmp: -1n, vstimecmp: FAR });
      rig.setCsr("htimedelta", 2n * FAR);
      const first = pending(rig);
      rig.setCsr("vstimecmp", FAR);
      return [first, pending(rig)];
    };
    expect(both(seen)).toEqual([
      [0x40n, 0x40n],
      [0n, 0x40n],
    ]);
  });

  it("mtime-rearms says whether a write to mtime counts for the stimecmp and vstimecmp that are set", () => {
    const seen = (rig: Harts) => {
      rig.setCsrs({ menvcfg: STCE, henvcfg: STCE, stimecmp: FAR, vstimecmp: FAR });
      rig.engine.hart.setMtime(0, 2 ** 9);
      const first = pending(rig);
      rig.setCsr("stimecmp", FAR);
      rig.setCsr("vstimecmp", FAR);
      return [first, pending(rig)];
    };
    expect(both(seen)).toEqual([
      [0x60n, 0x60n],
      [0n, 0x60n],
    ]);
  });
});
