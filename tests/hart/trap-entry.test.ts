// What a trap writes in M, HS and VS, and where it goes. Privileged manual: "Machine Trap ..." registers; hypervisor
// chapter: "Trap Entry", "Trap Cause Codes", delegation by medeleg and hedeleg.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, M_VECTOR, type Mode, makeHarts, S_VECTOR, VS_VECTOR } from "./hart-fixture.js";
import { makeGuest, S_RWX, U_RWX } from "./page-tables.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const ALL_EXCEPTIONS = 0xf0_b7ffn;
const MODES: readonly Mode[] = ["M", "HS", "U", "VS", "VU"];
const field = (csr: string, low: bigint, bits = 1n) => (rig.csr(csr) >> low) & ((1n << bits) - 1n);

describe("ecall", () => {
  for (const [mode, cause] of [
    ["M", 11n],
    ["HS", 9n],
    ["U", 8n],
    ["VS", 10n],
    ["VU", 8n],
  ] as const) {
    test(`from ${mode} has cause ${cause} and reports its own address`, () => {
      expect(rig.execute(mode, ["nop", "ecall"])).toEqual({
        to: "M",
        cause,
        epc: BigInt(CODE) + 4n,
        tval: 0n,
        tval2: 0n,
        tinst: 0n,
      });
    });
  }
});

describe("a trap into M", () => {
  test("keeps the mode it came from in MPP and MPV, and clears MIE into MPIE", () => {
    for (const [mode, mpp, mpv] of [
      ["M", 3n, 0n],
      ["HS", 1n, 0n],
      ["U", 0n, 0n],
      ["VS", 1n, 1n],
      ["VU", 0n, 1n],
    ] as const) {
      for (const enabled of [0n, 1n]) {
        rig.reset();
        // mret moves MPIE to MIE.
        rig.setCsr("mstatus", enabled << 7n);
        rig.execute(mode, "ecall");
        expect([rig.mode, rig.pc]).toEqual(["M", BigInt(M_VECTOR)]);
        expect([field("mstatus", 11n, 2n), field("mstatus", 39n), field("mstatus", 7n), field("mstatus", 3n)]).toEqual([
          mpp,
          mpv,
          enabled,
          0n,
        ]);
      }
    }
  });

  test("leaves the registers of HS and VS alone", () => {
    const names = ["scause", "sepc", "stval", "htval", "htinst", "hstatus", "vscause", "vsepc", "vstval", "vsstatus"];
    for (const name of names) rig.setCsr(name, 0x1c0);
    const before = names.map((name) => rig.csr(name));
    rig.execute("VS", "ebreak");
    expect(names.map((name) => rig.csr(name))).toEqual(before);
  });

  test("clears mtval2, mtinst and GVA where there is nothing to report", () => {
    rig.setCsrs({ mtval2: 5, mtinst: 6, mstatus: 1n << 38n });
    expect(rig.execute("HS", "ecall")).toMatchObject({ tval: 0n, tval2: 0n, tinst: 0n });
    expect(field("mstatus", 38n)).toBe(0n);
  });
});

describe("a trap into HS", () => {
  beforeEach(() => rig.setCsr("medeleg", ALL_EXCEPTIONS));

  test("from VS or VU sets SPV and SPVP, and SPP says which", () => {
    for (const [mode, spp] of [
      ["VS", 1n],
      ["VU", 0n],
    ] as const) {
      rig.execute(mode, "ecall");
      expect([rig.mode, rig.pc]).toEqual(["HS", BigInt(S_VECTOR)]);
      expect([field("mstatus", 8n), field("hstatus", 7n), field("hstatus", 8n)]).toEqual([spp, 1n, spp]);
    }
  });

  test("from HS or U clears SPV and leaves SPVP as it was", () => {
    for (const [mode, spp] of [
      ["HS", 1n],
      ["U", 0n],
    ] as const) {
      for (const spvp of [0n, 1n]) {
        rig.setCsr("hstatus", (1n << 7n) | (spvp << 8n));
        rig.execute(mode, "ebreak");
        expect(rig.mode).toBe("HS");
        expect([field("mstatus", 8n), field("hstatus", 7n), field("hstatus", 8n)]).toEqual([spp, 0n, spvp]);
      }
    }
  });

  test("clears SIE into SPIE of sstatus, and leaves vsstatus alone", () => {
    for (const enabled of [0n, 1n]) {
      rig.setCsrs({ mstatus: enabled << 1n, vsstatus: 0x2 });
      rig.execute("VS", "ecall");
      expect([field("mstatus", 1n), field("mstatus", 5n), rig.csr("vsstatus") & 0x122n]).toEqual([0n, enabled, 2n]);
    }
  });

  test("leaves M's registers alone", () => {
    rig.setCsrs({ mcause: 1, mtval: 2, mtval2: 3, mtinst: 4 });
    rig.execute("VS", "ecall");
    expect(["mcause", "mtval", "mtval2", "mtinst"].map((name) => rig.csr(name))).toEqual([1n, 2n, 3n, 4n]);
  });
});

describe("a trap into VS", () => {
  beforeEach(() => rig.setCsrs({ medeleg: ALL_EXCEPTIONS, hedeleg: 0xb1ff }));

  test("keeps V=1 and writes the VS registers only", () => {
    rig.setCsrs({ scause: 1, stval: 2, htval: 3, htinst: 4, sepc: 6, hstatus: 0x80 });
    rig.execute("VU", ["nop", "ecall"]);
    expect([rig.mode, rig.pc]).toEqual(["VS", BigInt(VS_VECTOR)]);
    expect([rig.csr("vscause"), rig.csr("vsepc"), rig.csr("vstval")]).toEqual([8n, BigInt(CODE) + 4n, 0n]);
    expect(["scause", "stval", "htval", "htinst", "sepc"].map((name) => rig.csr(name))).toEqual([1n, 2n, 3n, 4n, 6n]);
    expect(field("hstatus", 7n)).toBe(1n);
  });

  test("keeps the privilege in vsstatus.SPP and clears SIE into SPIE there; mstatus stays", () => {
    for (const [mode, spp] of [
      ["VS", 1n],
      ["VU", 0n],
    ] as const) {
      for (const enabled of [0n, 1n]) {
        rig.setCsrs({ vsstatus: enabled << 1n, mstatus: 0x2 });
        rig.execute(mode, "ebreak");
        expect([field("vsstatus", 8n), field("vsstatus", 1n), field("vsstatus", 5n)]).toEqual([spp, 0n, enabled]);
        expect(rig.csr("mstatus") & 0x122n).toBe(2n);
      }
    }
  });
});

describe("delegation", () => {
  /** Causes that software can raise with one instruction, in any mode below M. */
  const RAISE: readonly (readonly [bigint, string])[] = [
    [2n, ".word 0"],
    [3n, "ebreak"],
    [4n, "lr.d a1, (a0)"],
    [5n, "ld a1, (zero)"],
    [6n, "amoadd.d a1, a1, (a0)"],
    [7n, "sd a1, (zero)"],
    [1n, "jr zero"],
  ];
  for (const [cause, source] of RAISE) {
    test(`cause ${cause} goes by its own bit: medeleg to HS, hedeleg too to VS, neither to M`, () => {
      const bit = 1n << cause;
      for (const [medeleg, hedeleg, targets] of [
        [0n, bit, ["M", "M", "M", "M", "M"]],
        [bit, 0n, ["M", "HS", "HS", "HS", "HS"]],
        [bit, bit, ["M", "HS", "HS", "VS", "VS"]],
        [ALL_EXCEPTIONS & ~bit, 0xb1ffn, ["M", "M", "M", "M", "M"]],
        [ALL_EXCEPTIONS, 0xb1ffn & ~bit, ["M", "HS", "HS", "HS", "HS"]],
      ] as const) {
        const found = MODES.map((mode) => {
          rig.reset();
          rig.setCsrs({ medeleg, hedeleg });
          rig.setX("a0", BigInt(DATA) + 4n);
          return rig.execute(mode, source)?.to;
        });
        expect(found).toEqual(targets);
      }
    });
  }

  test("ecall from VU and U share a bit; from HS and VS have their own", () => {
    for (const [mode, bit] of [
      ["U", 8n],
      ["VU", 8n],
      ["HS", 9n],
      ["VS", 10n],
    ] as const) {
      rig.reset();
      rig.setCsr("medeleg", 1n << bit);
      expect(rig.execute(mode, "ecall")?.to).toBe("HS");
      rig.setCsr("medeleg", ALL_EXCEPTIONS & ~(1n << bit));
      expect(rig.execute(mode, "ecall")?.to).toBe("M");
    }
  });

  test("VS never takes its own ecall, guest-page faults or virtual instructions", () => {
    rig.setCsrs({ medeleg: ALL_EXCEPTIONS, hedeleg: -1n });
    expect(rig.execute("VS", "ecall")).toMatchObject({ to: "HS", cause: 10n });
    expect(rig.execute("VS", "hfence.gvma")).toMatchObject({ to: "HS", cause: 22n });
    const guest = makeGuest(rig);
    guest.vs.map(0x5000n, 0x4000n, S_RWX);
    rig.setX("a0", 0x5000n);
    expect(rig.execute("VS", "ld a1, (a0)")).toMatchObject({ to: "HS", cause: 21n });
  });

  test("a page fault of the guest goes to the guest when delegated twice", () => {
    makeGuest(rig);
    rig.setCsrs({ medeleg: ALL_EXCEPTIONS, hedeleg: 0xb1ff });
    rig.setX("a0", 0x5008n);
    expect(rig.execute("VS", "sd a1, (a0)")).toEqual({
      to: "VS",
      cause: 15n,
      epc: BigInt(CODE),
      tval: 0x5008n,
      tval2: 0n,
      tinst: 0n,
    });
  });
});

describe("GVA", () => {
  const GVA_M = 38n;
  const GVA_HS = 6n;

  test("is set for address traps of V=1 in M and in HS, clear for the others and for V=0", () => {
    for (const [source, gva] of [
      ["ebreak", 1n],
      ["ld a1, (zero)", 1n],
      ["lr.d a1, (a0)", 1n],
      ["jr zero", 1n],
      ["ecall", 0n],
      [".word 0", 0n],
      ["wfi", 0n],
    ] as const) {
      for (const medeleg of [0n, ALL_EXCEPTIONS]) {
        for (const mode of ["VU", "U"] as const) {
          rig.reset();
          // Set before: a trap clears it where it does not set it.
          rig.setCsrs({ medeleg, hstatus: 1n << GVA_HS, mstatus: 1n << GVA_M });
          rig.setX("a0", 4n);
          rig.execute(mode, source);
          const found = medeleg === 0n ? field("mstatus", GVA_M) : field("hstatus", GVA_HS);
          expect(found, `${source} in ${mode}, medeleg ${medeleg}`).toBe(mode === "VU" ? gva : 0n);
        }
      }
    }
  });

  test("is set for page and guest-page faults of V=1", () => {
    rig.setCsr("medeleg", ALL_EXCEPTIONS);
    const guest = makeGuest(rig);
    rig.setX("a0", 0x5000n);
    expect(rig.execute("VS", "ld a1, (a0)")?.cause).toBe(13n);
    expect(field("hstatus", GVA_HS)).toBe(1n);
    guest.vs.map(0x5000n, 0x4000n, S_RWX);
    rig.setCsr("hstatus", 0);
    expect(rig.execute("VS", "ld a1, (a0)")?.cause).toBe(21n);
    expect(field("hstatus", GVA_HS)).toBe(1n);
  });
});

describe("trap values", () => {
  test("an illegal instruction reports its word; a compressed one its 16 bits", () => {
    for (const [source, tval] of [
      [".word 0xffffffff", 0xffff_ffffn],
      [".word 0x0000007f", 0x7fn],
      [".half 0x0000", 0n],
      // c.addi4spn with nzuimm=0 and rd other than x8: reserved.
      [".half 0x0004", 4n],
      [".half 0x8002", 0x8002n],
    ] as const) {
      expect(rig.execute("U", source)).toMatchObject({ cause: 2n, epc: BigInt(CODE), tval });
    }
  });

  test("an illegal compressed instruction before other code does not report the bytes behind it", () => {
    expect(rig.execute("U", [".half 0x8002", ".half 0xffff"])?.tval).toBe(0x8002n);
  });

  test("ebreak and c.ebreak report their own address", () => {
    expect(rig.execute("HS", ["nop", "ebreak"])).toMatchObject({
      cause: 3n,
      tval: BigInt(CODE) + 4n,
      epc: BigInt(CODE) + 4n,
    });
    expect(rig.execute("HS", ["c.nop", "c.ebreak"])).toMatchObject({
      cause: 3n,
      tval: BigInt(CODE) + 2n,
      epc: BigInt(CODE) + 2n,
    });
  });

  test("a load that faults leaves rd alone; an AMO too", () => {
    rig.setX("a1", 0x55n);
    rig.execute("HS", "ld a1, (zero)");
    rig.execute("HS", "amoswap.d a1, a2, (zero)");
    rig.execute("HS", "lr.w a1, (zero)");
    expect(rig.x("a1")).toBe(0x55n);
  });
});

describe("vectors", () => {
  test("in vectored mode exceptions still go to the base", () => {
    rig.setCsrs({ mtvec: BigInt(M_VECTOR) | 1n, stvec: BigInt(S_VECTOR) | 1n, vstvec: BigInt(VS_VECTOR) | 1n });
    rig.execute("HS", "ecall");
    expect(rig.pc).toBe(BigInt(M_VECTOR));
    rig.setCsr("medeleg", ALL_EXCEPTIONS);
    rig.execute("HS", "ecall");
    expect(rig.pc).toBe(BigInt(S_VECTOR));
    rig.setCsr("hedeleg", 0xb1ff);
    rig.execute("VU", "ecall");
    expect(rig.pc).toBe(BigInt(VS_VECTOR));
  });
});

test("VU under two stages traps to HS with the guest's registers untouched but those of the trap", () => {
  rig.setCsr("medeleg", ALL_EXCEPTIONS);
  const guest = makeGuest(rig);
  guest.vs.map(CODE, guest.gpa(CODE), U_RWX);
  rig.setX("a0", 0x7654_3210n);
  const vs = ["vsstatus", "vsepc", "vscause", "vstval", "vsatp", "vstvec"].map((name) => rig.csr(name));
  expect(rig.execute("VU", "ld a1, 16(a0)")).toMatchObject({ to: "HS", cause: 13n, tval: 0x7654_3220n });
  expect(["vsstatus", "vsepc", "vscause", "vstval", "vsatp", "vstvec"].map((name) => rig.csr(name))).toEqual(vs);
});
