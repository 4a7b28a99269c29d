// What a write of all ones and of all zeroes leaves in every CSR, by hand from the manual's register descriptions, for
// RV64IMAFDCH with Sstc, Svadu, Svpbmt, Zicbom and Zicboz, 16 PMP entries, no V, no guest external interrupts.
import { describe, expect, test } from "vitest";
import { csrRowsOf } from "../../src/machine/csr-file.js";
import { makeHarts, SPEC } from "./hart-fixture.js";

const ALL = 0xffff_ffff_ffff_ffffn;

/** `[after all ones, after all zeroes]`, with mideleg and hideleg all ones and menvcfg zero before. */
const AFTER: Readonly<Record<string, readonly [bigint, bigint]>> = {
  fflags: [0x1fn, 0n],
  frm: [7n, 0n],
  fcsr: [0xffn, 0n],
  // SIE SPIE SPP FS SUM MXR; UXL stays 2; SD follows FS.
  sstatus: [0x8000_0002_000c_6122n, 0x2_0000_0000n],
  sie: [0x2222n, 0n],
  // MODE 3 is reserved: Direct stays.
  stvec: [ALL - 3n, 0n],
  scounteren: [0xffff_ffffn, 0n],
  // FIOM, CBIE, CBCFE, CBZE.
  senvcfg: [0xf1n, 0n],
  sscratch: [ALL, 0n],
  sepc: [ALL - 1n, 0n],
  scause: [ALL, 0n],
  stval: [ALL, 0n],
  // Only SSIP is writable at S level.
  sip: [0x2002n, 0n],
  stimecmp: [ALL, 0n],
  // MODE 15 is reserved: the write has no effect.
  satp: [0n, 0n],
  // GVA SPV SPVP HU VTVM VTW VTSR; VSXL stays 2; VGEIN has no values.
  hstatus: [0x2_0070_03c0n, 0x2_0000_0000n],
  // Also software check and hardware error: the manual's table says writable.
  hedeleg: [0xc_b1ffn, 0n],
  hideleg: [0x2444n, 0n],
  hie: [0x1444n, 0n],
  hcounteren: [0xffff_ffffn, 0n],
  htimedelta: [ALL, 0n],
  hgeie: [0n, 0n],
  // ADUE, PBMTE and STCE are read-only zero while menvcfg's are.
  henvcfg: [0xf1n, 0n],
  htval: [ALL, 0n],
  hip: [0x4n, 0n],
  hvip: [0x444n, 0n],
  htinst: [ALL, 0n],
  // MODE 15 is reserved and stays Bare; bits 59:58 and PPN[1:0] read zero.
  hgatp: [0x03ff_ffff_ffff_fffcn, 0n],
  vsstatus: [0x8000_0002_000c_6122n, 0x2_0000_0000n],
  vsie: [0x2222n, 0n],
  vstvec: [ALL - 3n, 0n],
  vsscratch: [ALL, 0n],
  vsepc: [ALL - 1n, 0n],
  vscause: [ALL, 0n],
  vstval: [ALL, 0n],
  vsip: [0x2002n, 0n],
  vstimecmp: [ALL, 0n],
  vsatp: [0n, 0n],
  // SIE MIE SPIE MPIE SPP MPP FS MPRV SUM MXR TVM TW TSR GVA MPV; UXL and SXL stay 2.
  mstatus: [0x8000_00ca_007e_79aan, 0xa_0000_0000n],
  // A C D F H I M S U.
  misa: [0x8000_0000_0014_11adn, 0x8000_0000_0014_11adn],
  medeleg: [0xf0_b7ffn, 0n],
  // The VS interrupts and SGEI are always delegated.
  mideleg: [0x3666n, 0x1444n],
  mie: [0x3eeen, 0n],
  mtvec: [ALL - 3n, 0n],
  mcounteren: [0xffff_ffffn, 0n],
  menvcfg: [0xe000_0000_0000_00f1n, 0n],
  mcountinhibit: [0xffff_fffdn, 0n],
  mscratch: [ALL, 0n],
  mepc: [ALL - 1n, 0n],
  mcause: [ALL, 0n],
  mtval: [ALL, 0n],
  // SSIP STIP SEIP LCOFIP, and VSSIP as hip has it; hip's VSTIP and VSEIP are read-only.
  mip: [0x2226n, 0n],
  mtinst: [ALL, 0n],
  mtval2: [ALL, 0n],
  // L, A, X, W, R of eight entries; bits 6:5 read zero.
  pmpcfg0: [0x9f9f_9f9f_9f9f_9f9fn, 0n],
  pmpcfg2: [0x9f9f_9f9f_9f9f_9f9fn, 0n],
  // The instruction after the write reads what was written.
  minstret: [ALL, 0n],
  tselect: [0n, 0n],
  tdata1: [0n, 0n],
  tdata2: [0n, 0n],
  tdata3: [0n, 0n],
  ...series("pmpaddr", 0, 15, [0x3f_ffff_ffff_ffffn, 0n]),
  // OF, MINH SINH UINH VSINH VUINH, and the event.
  ...series("mhpmevent", 3, 31, [0xfcff_ffff_ffff_ffffn, 0n]),
  ...series("mhpmcounter", 3, 31, [ALL, 0n]),
};

/** Numbers whose bits 11:10 are 3: no mode may write them. */
const READ_ONLY: Readonly<Record<string, bigint>> = {
  mvendorid: 0n,
  marchid: 0n,
  mimpid: 0n,
  mhartid: 0n,
  mconfigptr: 0n,
  hgeip: 0n,
  scountovf: 0n,
  ...series("hpmcounter", 3, 31, 0n),
};

/** Read-only too, but they move. */
const MOVING = ["cycle", "time", "instret"];

function series<T>(name: string, first: number, last: number, value: T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: last - first + 1 }, (_, i) => [`${name}${first + i}`, value]));
}

const extensions = { sscofpmf: "on", shlcofideleg: "on" } as const;
const rig = makeHarts({ extensions });

/** What M reads after it wrote `value`. */
function written(name: string, value: bigint): bigint {
  rig.setX("a0", value);
  expect(rig.execute("M", [`csrw ${name}, a0`, `csrr a1, ${name}`])).toBeNull();
  return rig.x("a1");
}

describe("all ones, then all zeroes", () => {
  for (const [name, [ones, zeroes]] of Object.entries(AFTER)) {
    test(`${name} keeps its writable bits only`, () => {
      rig.reset();
      rig.setCsrs({ mideleg: ALL, hideleg: ALL, mstatus: 3n << 13n, pmpcfg0: 0, pmpaddr0: 0 });
      expect(written(name, ALL)).toBe(ones);
      // A locked PMP entry stays as it is; its lock has a test of its own.
      if (name.startsWith("pmpcfg")) rig.reset();
      expect(written(name, 0n)).toBe(zeroes);
    });
  }
});

describe("read-only numbers", () => {
  for (const [name, value] of Object.entries(READ_ONLY)) {
    test(`${name} reads ${value} and refuses a write even in M`, () => {
      rig.reset();
      expect(rig.execute("M", `csrr a1, ${name}`)).toBeNull();
      expect(rig.x("a1")).toBe(value);
      expect(rig.execute("M", `csrw ${name}, zero`)?.cause).toBe(2n);
      // csrrs with rs1 = x0 only reads.
      expect(rig.execute("M", `csrrs a1, ${name}, zero`)).toBeNull();
      expect(rig.execute("M", `csrrsi a1, ${name}, 1`)?.cause).toBe(2n);
    });
  }
  for (const name of MOVING) {
    test(`${name} refuses a write even in M`, () => {
      rig.reset();
      expect(rig.execute("M", `csrw ${name}, zero`)?.cause).toBe(2n);
      expect(rig.execute("M", `csrr a1, ${name}`)).toBeNull();
    });
  }
});

test("every CSR that exists stands in one of the tables above, but for mcycle here and mseccfg with Smepmp", () => {
  const here = [...Object.keys(AFTER), ...Object.keys(READ_ONLY), ...MOVING, "mcycle", "mseccfg"].sort();
  expect(here).toEqual(
    csrRowsOf({ ...SPEC, extensions })
      .map(({ name }) => name)
      .sort(),
  );
});

test("a number without a CSR is illegal in M, read or written", () => {
  for (const number of ["0x5a0", "0x30c", "0x321", "0x3a1", "0x3a3", "0x3c0", "0xda1", "0xfb0", "0x7c0"]) {
    rig.reset();
    expect(rig.execute("M", `csrrs a0, ${number}, zero`)?.cause, number).toBe(2n);
    expect(rig.execute("M", `csrrw zero, ${number}, a0`)?.cause, number).toBe(2n);
  }
});

test("mcycle counts on from a written value, one a step", () => {
  rig.reset();
  rig.setX("a0", 0x1234n);
  expect(rig.execute("M", ["csrw mcycle, a0", "nop", "csrr a1, mcycle", "csrr a2, cycle"])).toBeNull();
  expect(rig.x("a2") - rig.x("a1")).toBe(1n);
  expect(rig.x("a1")).toBe(0x1236n);
});

test("minstret counts on from a written value: the instruction after the write reads it", () => {
  rig.reset();
  rig.setX("a0", 100n);
  expect(rig.execute("M", ["csrw minstret, a0", "csrr a1, minstret", "nop", "csrr a2, instret"])).toBeNull();
  expect([rig.x("a1"), rig.x("a2")]).toEqual([100n, 102n]);
});

test("mhartid is the hart's index", () => {
  const three = makeHarts({ harts: 3 });
  expect(three.all.map((hart) => hart.csr("mhartid"))).toEqual([0n, 1n, 2n]);
});

describe("fields with reserved values", () => {
  for (const tvec of ["mtvec", "stvec", "vstvec"]) {
    test(`${tvec}.MODE takes 0 and 1, and keeps its value when 2 or 3 is written`, () => {
      rig.reset();
      expect(written(tvec, 0x8000_0001n)).toBe(0x8000_0001n);
      expect(written(tvec, 0x9000_0002n)).toBe(0x9000_0001n);
      expect(written(tvec, 0xa000_0003n)).toBe(0xa000_0001n);
      expect(written(tvec, 0xb000_0000n)).toBe(0xb000_0000n);
      expect(written(tvec, 0xc000_0002n)).toBe(0xc000_0000n);
    });
  }

  test("mstatus.MPP takes U, S and M, and keeps its value when 2 is written", () => {
    for (const level of [0n, 1n, 3n]) {
      rig.reset();
      rig.setX("a0", level << 11n);
      rig.setX("a2", 2n << 11n);
      const source = ["csrw mstatus, a0", "csrr a1, mstatus", "csrw mstatus, a2", "csrr a3, mstatus"];
      expect(rig.execute("M", source)).toBeNull();
      expect([rig.x("a1"), rig.x("a3")].map((value) => (value >> 11n) & 3n)).toEqual([level, level]);
    }
  });

  for (const atp of ["satp", "vsatp"]) {
    for (let mode = 0n; mode < 16n; mode++) {
      const exists = [0n, 8n, 9n, 10n].includes(mode);
      test(`${atp} ${exists ? "takes" : "ignores a whole write with"} MODE ${mode}`, () => {
        rig.reset();
        const before = (8n << 60n) | 0x1234n;
        // Not through a running hart: M does not translate.
        expect(written(atp, before)).toBe(before);
        const value = (mode << 60n) | (0xabcdn << 44n) | 0x5_4321n;
        expect(written(atp, value)).toBe(exists ? value : before);
      });
    }
  }

  for (let mode = 0n; mode < 16n; mode++) {
    const exists = [0n, 8n, 9n, 10n].includes(mode);
    test(`hgatp ${exists ? "takes" : "keeps its MODE but takes the other fields with"} MODE ${mode}`, () => {
      rig.reset();
      expect(written("hgatp", (9n << 60n) | 0x1000n)).toBe((9n << 60n) | 0x1000n);
      const rest = (0x155n << 44n) | 0x5_4320n;
      expect(written("hgatp", (mode << 60n) | rest)).toBe(((exists ? mode : 9n) << 60n) | rest);
    });
  }

  for (const envcfg of ["menvcfg", "henvcfg", "senvcfg"]) {
    test(`${envcfg}.CBIE takes 0, 1 and 3, and keeps its value when 2 is written`, () => {
      rig.reset();
      const cbie = (value: bigint) => (written(envcfg, value << 4n) >> 4n) & 3n;
      expect([0n, 1n, 3n, 1n].map(cbie)).toEqual([0n, 1n, 3n, 1n]);
      expect(cbie(2n)).toBe(1n);
      expect(cbie(3n)).toBe(3n);
      expect(cbie(2n)).toBe(3n);
    });
  }

  test("pmpcfg keeps an entry when W without R is written, and takes the others of the same write", () => {
    rig.reset();
    expect(written("pmpcfg2", 0x0000_0000_0000_1f19n)).toBe(0x1f19n);
    expect(written("pmpcfg2", 0x0000_0000_0000_1a1bn)).toBe(0x1f1bn);
  });
});

describe("envcfg bits that menvcfg gates", () => {
  for (const [bit, name] of [
    [61n, "ADUE"],
    [62n, "PBMTE"],
    [63n, "STCE"],
  ] as const) {
    test(`henvcfg.${name} is writable once menvcfg.${name} is set, and reads zero when that is cleared`, () => {
      rig.reset();
      const set = 1n << bit;
      expect(written("menvcfg", set)).toBe(set);
      expect(written("henvcfg", ALL)).toBe(set | 0xf1n);
      expect(written("menvcfg", 0n)).toBe(0n);
      expect(rig.csr("henvcfg")).toBe(0xf1n);
    });
  }

  test("a write while henvcfg's bits are read-only zero has no effect later either", () => {
    rig.reset();
    expect(written("henvcfg", ALL)).toBe(0xf1n);
    expect(written("menvcfg", (1n << 61n) | (1n << 63n))).toBe((1n << 61n) | (1n << 63n));
    expect(rig.csr("henvcfg")).toBe(0xf1n);
  });
});

describe("PMP locks", () => {
  test("a locked entry's configuration and address keep their values; an unlocked neighbour changes", () => {
    rig.reset();
    rig.setCsrs({ pmpaddr8: 0x100n, pmpaddr9: 0x200n, pmpaddr10: 0x300n });
    // Entry 9 is locked, NAPOT.
    expect(written("pmpcfg2", 0x1f_9f_1fn)).toBe(0x1f_9f_1fn);
    expect(written("pmpcfg2", 0x19_19_19n)).toBe(0x19_9f_19n);
    expect(written("pmpaddr9", 0x999n)).toBe(0x200n);
    expect(written("pmpaddr8", 0x888n)).toBe(0x888n);
    expect(written("pmpaddr10", 0xaaan)).toBe(0xaaan);
  });

  test("a locked TOR entry also locks the address below it, across pmpcfg registers", () => {
    rig.reset();
    rig.setCsrs({ pmpaddr7: 0x700n, pmpaddr8: 0x800n });
    expect(written("pmpcfg2", 0x8fn)).toBe(0x8fn);
    expect(written("pmpaddr7", 0x1n)).toBe(0x700n);
    expect(written("pmpaddr8", 0x1n)).toBe(0x800n);
    expect(written("pmpaddr6", 0x1n)).toBe(0x1n);
  });

  test("a locked NAPOT entry leaves the address below it open", () => {
    rig.reset();
    rig.setCsrs({ pmpaddr7: 0x700n, pmpaddr8: 0x800n });
    expect(written("pmpcfg2", 0x9fn)).toBe(0x9fn);
    expect(written("pmpaddr7", 0x1n)).toBe(0x1n);
  });
});
