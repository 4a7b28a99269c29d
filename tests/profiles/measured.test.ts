// Facts that random programs found on real versions: set against the manual, the hart behaves so; else it does not.
import { describe, expect, it } from "vitest";
import { manualFacts } from "../../src/isa/facts.js";
import { variantsOf } from "../../src/isa/instruction-variants.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { DATA, makeHarts } from "../hart/hart-fixture.js";

type Facts = NonNullable<Parameters<typeof makeHarts>[0]>["facts"];

describe("CSRs", () => {
  it.each(["menvcfg", "senvcfg", "henvcfg"])("cbie-reserved decides whether %s takes CBIE=2", (name) => {
    const left = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsr(name, 0x30);
      rig.setCsr(name, 0x20);
      return rig.csr(name);
    };
    expect(left({})).toBe(0x30n);
    expect(left({ "cbie-reserved": "1" })).toBe(0x20n);
  });

  it("fs-dirty-by-flags decides whether a comparison that signals makes FS Dirty", () => {
    const fs = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsr("mstatus", 1n << 13n);
      rig.setF("fa0", 0x7ff0_0000_0000_0001n);
      rig.execute("M", "feq.d a0, fa0, fa0");
      expect(rig.csr("fflags")).toBe(0x10n);
      return (rig.csr("mstatus") >> 13n) & 3n;
    };
    expect(fs({})).toBe(3n);
    expect(fs({ "fs-dirty-by-flags": "0" })).toBe(1n);
  });

  it("vstimecmp-clears-hvip decides whether a write to vstimecmp takes VSTIP out of hvip", () => {
    const left = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsr("hvip", 0x40);
      rig.setCsr("vstimecmp", 1n << 50n);
      return rig.csr("hvip");
    };
    expect(left({})).toBe(0x40n);
    expect(left({ "vstimecmp-clears-hvip": "1" })).toBe(0n);
  });
});

it("hlvx-pmp decides whether HLVX reads what PMP lets be executed only", () => {
  const met = (facts: Facts) => {
    const rig = makeHarts({ facts });
    rig.setCsrs({ pmpaddr0: (DATA / 4) | 0x1ff, pmpaddr1: (1n << 54n) - 1n });
    rig.setX("a0", DATA);
    return [0x1c, 0x19, 0x1d].map((configuration) => {
      rig.setCsr("pmpcfg0", 0x1f_00 | configuration);
      return rig.execute("HS", "hlvx.wu a1, (a0)")?.cause ?? null;
    });
  };
  expect(met({})).toEqual([5n, 5n, null]);
  expect(met({ "hlvx-pmp": "1" })).toEqual([null, 5n, null]);
});

describe("sip", () => {
  it("shows LCOFIP only where software may write it there", () => {
    const seen = (facts: Facts) => {
      const changed = { "mask.mip": "0x2666", "mask.mideleg": "0x2222", ...facts };
      const rig = makeHarts({ facts: changed, extensions: { sscofpmf: "off" } });
      rig.setCsrs({ mideleg: 0x2222, mip: 0x2202 });
      return rig.csr("sip");
    };
    expect(seen({})).toBe(0x202n);
    expect(seen({ "mask.sip": "0x2002" })).toBe(0x2202n);
  });
});

describe("traps into VS", () => {
  const taken = (facts: Facts) => {
    const rig = makeHarts({ facts });
    rig.setCsrs({ medeleg: 4, hedeleg: 4, htval: 0x55, hstatus: (2n << 32n) | 0x40n });
    const trap = rig.execute("VS", ".word 0");
    return { trap, htval: rig.csr("htval"), gva: (rig.csr("hstatus") >> 6n) & 1n };
  };

  it("vs-trap-writes decides whether htval and hstatus.GVA are cleared", () => {
    expect(taken({})).toMatchObject({ trap: { to: "VS", cause: 2n }, htval: 0x55n, gva: 1n });
    expect(taken({ "vs-trap-writes": "1" })).toMatchObject({ trap: { to: "VS", cause: 2n }, htval: 0n, gva: 0n });
  });

  it("vs-exceptions-renumbered makes an illegal instruction look like cause 1", () => {
    expect(taken({ "vs-exceptions-renumbered": "1" })).toMatchObject({ trap: { to: "VS", cause: 1n } });
  });
});

describe("AMOs", () => {
  it("one that reads first reports a load access fault where nothing lies", () => {
    const cause = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setX("a1", 0x9000_0000n);
      return rig.execute("M", "amoadd.d a0, a0, (a1)")?.cause;
    };
    expect(cause({})).toBe(7n);
    expect(cause({ "amo-guest-page-fault-cause": "21" })).toBe(5n);
  });
});

describe("instructions", () => {
  it("ctzw-counts puts a row in place of CTZW's and of no other", () => {
    const rows = variantsOf(INSTRUCTIONS, manualFacts({ "ctzw-counts": "1" }));
    const changed = rows.filter((row, index) => row !== INSTRUCTIONS[index]);
    expect(changed.map(({ name }) => name)).toEqual(["ctzw"]);
    expect(
      JSON.stringify(changed[0]?.meaning, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ).toContain("i64.ctz");
    expect(variantsOf(INSTRUCTIONS, manualFacts())).toEqual(INSTRUCTIONS);
  });
});

describe("interrupts and misaligned loads", () => {
  it("interrupt-priority decides whether an external interrupt comes before a software interrupt", () => {
    const cause = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ mideleg: 0x222, mip: 0x202, mie: 0x202 });
      return rig.execute("U", "nop")?.cause;
    };
    expect(cause({})).toBe((1n << 63n) | 9n);
    expect(cause({ "interrupt-priority": "1" })).toBe((1n << 63n) | 1n);
  });

  it("misaligned-load decides what tval says where nothing answers", () => {
    const tval = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setX("a1", 0x9000_0003n);
      return rig.execute("M", "lw a0, (a1)")?.tval;
    };
    expect(tval({})).toBe(0x9000_0003n);
    expect(tval({ "misaligned-load": "1" })).toBe(0x9000_0000n);
  });

  it("an AMO that reads first sets no D bit where nothing answers", () => {
    const pte = (facts: Facts) => {
      const rig = makeHarts({ facts });
      const root = 0x8010_0000;
      rig.write64(root + 16, (0x8_0000n << 10n) | 0xcfn);
      rig.write64(root, (0x4_0000n << 10n) | 0x47n);
      rig.setCsrs({ satp: (8n << 60n) | BigInt(root / 4096), menvcfg: 1n << 61n });
      rig.setX("a1", 0x1000_0000n);
      rig.execute("HS", "amoadd.d a0, a0, (a1)");
      return rig.read64(root) & 0xffn;
    };
    expect(pte({})).toBe(0xc7n);
    expect(pte({ "amo-guest-page-fault-cause": "21" })).toBe(0x47n);
  });
});

describe("cache blocks and SC", () => {
  const BLOCK = { menvcfg: 0xf0, henvcfg: 0xf0, senvcfg: 0xf0 };

  it("cbo-fault-address decides which address tval tells", () => {
    const tval = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs(BLOCK);
      rig.setX("a1", 0x9000_0078n);
      return rig.execute("M", "cbo.zero (a1)")?.tval;
    };
    expect(tval({})).toBe(0x9000_0078n);
    expect(tval({ "cbo-fault-address": "1" })).toBe(0x9000_0040n);
  });

  it("cbo-needs-memory decides whether CBO.FLUSH faults where nothing answers", () => {
    const trap = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs(BLOCK);
      rig.setX("a1", 0x9000_0000n);
      return rig.execute("M", "cbo.flush (a1)");
    };
    expect(trap({})?.cause).toBe(7n);
    expect(trap({ "cbo-needs-memory": "0" })).toBeNull();
  });

  it("sc-misaligned-gva decides whether a guest's misaligned SC sets GVA", () => {
    const gva = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsr("medeleg", 0x40);
      rig.setX("a1", 0x8000_4001n);
      expect(rig.execute("VS", "sc.d a0, a0, (a1)")).toMatchObject({ to: "HS", cause: 6n, tval: 0x8000_4001n });
      return (rig.csr("hstatus") >> 6n) & 1n;
    };
    expect(gva({})).toBe(1n);
    expect(gva({ "sc-misaligned-gva": "0" })).toBe(0n);
  });

  it("amo-reads-first decides whether A is set before a store is refused, and keeps a store's cause", () => {
    const refused = (facts: Facts) => {
      const rig = makeHarts({ facts });
      const root = 0x8010_0000;
      rig.write64(root + 16, (0x8_0000n << 10n) | 0xcfn);
      rig.write64(root, (0x8_0000n << 10n) | 0x03n);
      rig.setCsrs({ satp: (8n << 60n) | BigInt(root / 4096), menvcfg: 1n << 61n });
      rig.setX("a1", 0x4000n);
      const trap = rig.execute("HS", "amoadd.d a0, a0, (a1)");
      return { cause: trap?.cause, flags: rig.read64(root) & 0xffn };
    };
    expect(refused({})).toEqual({ cause: 15n, flags: 0x03n });
    expect(refused({ "amo-reads-first": "1" })).toEqual({ cause: 15n, flags: 0x43n });
  });
});
