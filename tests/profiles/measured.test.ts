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
    expect(fs({ "fs-dirty-by-flags": "1" })).toBe(3n);
    expect(fs({ "fs-dirty-by-flags": "2" })).toBe(1n);
  });

  it("where only new flags make FS Dirty, so does the first of what QEMU notes beside them", () => {
    const fs = (instruction: string, operand: bigint, fflags: number, before = "nop") => {
      const rig = makeHarts({ facts: { "fs-dirty-by-flags": "1" } });
      rig.setCsr("mstatus", 1n << 13n);
      rig.setF("fa0", operand);
      rig.setF("fa1", 0x3ff0_0000_0000_0000n);
      rig.setCsr("fflags", fflags);
      rig.execute("M", before);
      rig.setCsr("mstatus", 1n << 13n);
      rig.execute("M", instruction);
      return (rig.csr("mstatus") >> 13n) & 3n;
    };
    const quiet = 0x7ff8_0000_0000_0000n;
    const signaling = 0x7ff0_0000_0000_0001n;
    const large = 0x43f0_0000_0000_0000n;
    expect(fs("flt.d a0, fa0, fa1", quiet, 0)).toBe(3n);
    expect(fs("flt.d a0, fa0, fa1", quiet, 0x10)).toBe(1n);
    expect(fs("flt.d a0, fa0, fa1", signaling, 0x10)).toBe(3n);
    expect(fs("flt.d a0, fa0, fa1", signaling, 0x10, "fle.d a0, fa0, fa1")).toBe(1n);
    expect(fs("flt.d a0, fa0, fa1", signaling, 0x10, "fmsub.d fa2, fa0, fa1, fa1")).toBe(1n);
    expect(fs("feq.s a0, fa0, fa0", 0xffff_ffff_0000_0001n, 0)).toBe(3n);
    expect(fs("fcvt.l.d a0, fa0, rtz", large, 0x10)).toBe(3n);
    expect(fs("fcvt.l.d a0, fa0, rtz", quiet, 0x10)).toBe(1n);
    expect(fs("fcvt.l.d a0, fa0, rtz", 1n, 1)).toBe(1n);
  });

  it("a subnormal operand is noted by a comparison of singles, and by FLTQ and FLEQ, unless the other is NaN", () => {
    const rig = makeHarts({ facts: { "fs-dirty-by-flags": "1" }, extensions: { zfa: "on" } });
    const single = [0xffff_ffff_0000_0001n, 0xffff_ffff_7fc0_0000n] as const;
    const double = [1n, 0x7ff8_0000_0000_0000n] as const;
    for (const name of ["feq.s", "flt.s", "fle.s", "fltq.s", "fleq.s", "fltq.d", "fleq.d"]) {
      const [subnormal, quiet] = name.endsWith("s") ? single : double;
      const fs = (other: bigint) => {
        rig.setF("fa0", subnormal);
        rig.setF("fa1", other);
        // The write forgets what was noted; NV is raised already.
        rig.setCsr("fflags", 0x10);
        rig.setCsr("mstatus", 1n << 13n);
        expect(rig.execute("M", `${name} a0, fa0, fa1`)).toBeNull();
        return (rig.csr("mstatus") >> 13n) & 3n;
      };
      expect([fs(subnormal), fs(quiet)], name).toEqual([3n, 1n]);
    }
  });

  it("csr-set-of-zero decides whether CSRRS with a register that holds zero makes FS Dirty", () => {
    const fs = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsr("mstatus", 1n << 13n);
      rig.setX("a1", 0n);
      rig.execute("M", "csrrs a0, fcsr, a1");
      return (rig.csr("mstatus") >> 13n) & 3n;
    };
    expect(fs({})).toBe(3n);
    expect(fs({ "csr-set-of-zero": "1" })).toBe(1n);
    const cause = (facts: Facts) => makeHarts({ facts }).execute("M", "csrrs a0, cycle, a5")?.cause;
    expect(cause({ "csr-set-of-zero": "1" })).toBe(2n);
  });

  it("vsie-takes-vs-positions decides whether bit 2 of a write to vsie or vsip counts", () => {
    const left = (instruction: string, facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ hideleg: 0x444, mie: 0x40, hvip: 0x40 });
      rig.setX("a0", 4n);
      rig.execute("HS", instruction);
      return [rig.csr("mie"), rig.csr("hvip")];
    };
    const own = { "vsie-takes-vs-positions": "1" };
    expect(left("csrs vsie, a0", {})).toEqual([0x40n, 0x40n]);
    expect(left("csrs vsie, a0", own)).toEqual([0x44n, 0x40n]);
    expect(left("csrw vsie, a0", own)).toEqual([4n, 0x40n]);
    expect(left("csrs vsip, a0", {})).toEqual([0x40n, 0x40n]);
    expect(left("csrs vsip, a0", own)).toEqual([0x40n, 0x44n]);
  });

  it("vs-interrupts-through-mideleg decides whether VS sees in sip and sie what mideleg lacks", () => {
    const seen = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ mideleg: 0x200, hideleg: 0x444, mie: 0x404, hvip: 0x404, vsstatus: 0 });
      rig.execute("VS", "csrr a0, sie");
      rig.execute("VS", "csrr a1, sip");
      rig.execute("HS", "csrr a2, vsie");
      return [rig.x("a0"), rig.x("a1"), rig.x("a2")];
    };
    expect(seen({})).toEqual([0x202n, 0x202n, 0x202n]);
    expect(seen({ "vs-interrupts-through-mideleg": "1" })).toEqual([0x200n, 0x200n, 0x202n]);
  });

  it("what sip hides in VS stays pending when VS clears another bit there", () => {
    const rig = makeHarts({ facts: { "vs-interrupts-through-mideleg": "1" } });
    rig.setCsrs({ mideleg: 0x220, hideleg: 0x444, hvip: 0x4 });
    rig.setX("a1", 0x20n);
    rig.execute("VS", "csrc sip, a1");
    expect(rig.csr("hvip")).toBe(4n);
  });

  it("m-reads-stip-in-sip decides whether M sees STIP in sip while the timer drives it", () => {
    const seen = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ mideleg: 0x222, menvcfg: 1n << 63n, stimecmp: 0 });
      rig.execute("M", "csrr a0, sip");
      rig.execute("HS", "csrr a1, sip");
      return [rig.x("a0"), rig.x("a1")];
    };
    expect(seen({})).toEqual([0x20n, 0x20n]);
    expect(seen({ "m-reads-stip-in-sip": "0" })).toEqual([0n, 0x20n]);
  });

  it("VS reaches vsepc as sepc, with sepc's bits", () => {
    const rig = makeHarts({ facts: { "mask.vsepc": "0xffffffffffffffff" } });
    rig.setCsr("vsepc", 7);
    rig.execute("VS", "csrr a0, sepc");
    rig.execute("HS", "csrr a1, vsepc");
    expect([rig.x("a0"), rig.x("a1")]).toEqual([6n, 7n]);
    rig.setX("a1", 5n);
    rig.execute("VS", "csrw sepc, a1");
    rig.execute("HS", "csrr a1, vsepc");
    expect(rig.x("a1")).toBe(4n);
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

describe("PMP", () => {
  it("pmp-empty-range decides whether entries without an address refuse CBO at address 0", () => {
    const met = (facts: Facts) => {
      const rig = makeHarts({ facts: { "cbo-needs-memory": "0", ...facts } });
      rig.setCsrs({ menvcfg: 0xf0, pmpaddr0: 0x100, pmpaddr1: 0x100, pmpaddr2: (1n << 54n) - 1n });
      rig.setX("a0", 0n);
      return [0x1f_00_00, 0x1f_0b_00, 0x1f_0b_1f, 0x1f_00_1f].map((configuration) => {
        rig.setCsrs({ pmpcfg0: configuration, pmpaddr0: (configuration & 0xff) === 0 ? 0x100 : (1n << 54n) - 1n });
        return rig.execute("M", "cbo.flush (a0)")?.cause ?? null;
      });
    };
    expect(met({})).toEqual([null, null, null, null]);
    expect(met({ "pmp-empty-range": "1" })).toEqual([null, 7n, null, null]);
    expect(met({ "pmp-empty-range": "2" })).toEqual([7n, 7n, null, null]);
  });

  it("pmp-crossing-access decides what tval tells when PMP forbids the second page", () => {
    const tvals = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ pmpaddr0: ((DATA + 0x1000) / 4) | 0x1ff, pmpaddr1: (1n << 54n) - 1n, pmpcfg0: 0x1f_18 });
      rig.setX("a0", BigInt(DATA) + 0xffdn);
      const cold = rig.execute("HS", "lw a1, (a0)")?.tval;
      rig.setX("a2", BigInt(DATA));
      rig.execute("HS", "lw a1, (a2)");
      return [cold, rig.execute("HS", "lw a1, (a0)")?.tval];
    };
    const [own, next] = [BigInt(DATA) + 0xffdn, BigInt(DATA) + 0x1000n];
    expect(tvals({})).toEqual([next, next]);
    expect(tvals({ "pmp-crossing-access": "1" })).toEqual([own, own]);
    expect(tvals({ "pmp-crossing-access": "2" })).toEqual([own, next]);
  });

  it("an access up to the last byte of the address space is no access to what entries open", () => {
    const rig = makeHarts();
    rig.setCsrs({ pmpaddr0: (1n << 54n) - 1n, pmpcfg0: 0x1f });
    rig.setX("a0", (1n << 64n) - 4n);
    expect(rig.execute("HS", "sc.w a1, a1, (a0)")?.cause).toBe(7n);
  });

  it("asked for a whole access that goes on at address 0, refuses it where an entry begins", () => {
    const rig = makeHarts({ facts: { "pmp-crossing-access": "2" } });
    rig.setCsrs({ pmpaddr0: (1n << 54n) - 1n, pmpcfg0: 0x1f });
    rig.setX("a0", (1n << 64n) - 2n);
    expect(rig.execute("M", "ld a1, (a0)")).toMatchObject({ cause: 5n, tval: (1n << 64n) - 2n });
  });
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

it("wfi-refused-page decides which page xepc names when WFI is refused at its end", () => {
  const epcs = (facts: Facts) => {
    const rig = makeHarts({ facts });
    rig.setCsrs({ pmpaddr0: (1n << 54n) - 1n, pmpcfg0: 0x1f });
    return [0x8000_4ff8, 0x8000_4ffc, 0x8000_4ffe].map((at) => {
      rig.code("wfi", at);
      rig.start("U", at);
      rig.steps(1);
      return rig.csr("mepc");
    });
  };
  expect(epcs({})).toEqual([0x8000_4ff8n, 0x8000_4ffcn, 0x8000_4ffen]);
  expect(epcs({ "wfi-refused-page": "1" })).toEqual([0x8000_4ff8n, 0x8000_5ffcn, 0x8000_5ffen]);
});

it("SRET in VU is a virtual instruction also where mstatus.TSR makes it illegal in VS", () => {
  const rig = makeHarts({ facts: { "tsr-applies-to-vs": "1" } });
  rig.setCsr("mstatus", 1n << 22n);
  expect(rig.execute("VS", "sret")?.cause).toBe(2n);
  expect(rig.execute("VU", "sret")?.cause).toBe(22n);
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
  it("fs-dirty-by-flags puts comparisons of doubles that look at their operands in place of others", () => {
    const rows = variantsOf(INSTRUCTIONS, manualFacts({ "fs-dirty-by-flags": "1" }));
    const changed = rows.filter((row, index) => row !== INSTRUCTIONS[index]);
    expect(changed.map(({ name }) => name)).toEqual(["feq.d", "flt.d", "fle.d"]);
    expect(changed.every((row) => JSON.stringify(row.meaning).includes(`noting_${row.name.replace(".", "_")}`))).toBe(
      true,
    );
  });

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

  it("CBO.ZERO writes a device byte by byte", () => {
    const rig = makeHarts();
    rig.setCsrs(BLOCK);
    rig.setX("a1", 0x1000_0000n);
    expect(rig.execute("M", "cbo.zero (a1)")).toBeNull();
    expect(rig.device.writes).toHaveLength(64);
    expect(rig.device.writes[1]).toEqual([1, 1, 0n]);
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

  it("sc-at-empty-reservation decides which cause SC at address -1 raises without a reservation", () => {
    const cause = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setX("a1", (1n << 64n) - 1n);
      return rig.execute("M", "sc.w a0, a0, (a1)");
    };
    expect(cause({})).toMatchObject({ cause: 6n });
    expect(cause({ "sc-at-empty-reservation": "1" })).toMatchObject({ cause: 4n, tval: (1n << 64n) - 1n });
  });

  it("reservation-outlives-traps decides whether SC succeeds after WRS.STO", () => {
    const result = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setX("a1", BigInt(DATA));
      rig.execute("M", ["lr.d a0, (a1)", "wrs.sto", "sc.d a2, a0, (a1)"]);
      return rig.x("a2");
    };
    expect(result({})).toBe(0n);
    expect(result({ "reservation-outlives-traps": "0" })).toBe(1n);
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
