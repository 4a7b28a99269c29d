// CSRs that show bits of others: sstatus of mstatus, the S numbers of VS CSRs when V=1, and the interrupt registers.
import { beforeEach, describe, expect, test } from "vitest";
import { type Mode, makeHarts } from "./hart-fixture.js";

const ALL = 0xffff_ffff_ffff_ffffn;
const rig = makeHarts({ extensions: { sscofpmf: "on", shlcofideleg: "on" } });
beforeEach(() => rig.reset());

/** Writes a CSR in a mode and returns what that mode reads back. */
function written(mode: Mode, name: string, value: bigint): bigint {
  rig.setX("a0", value);
  expect(rig.execute(mode, [`csrw ${name}, a0`, `csrr a1, ${name}`])).toBeNull();
  return rig.x("a1");
}

function read(mode: Mode, name: string): bigint {
  expect(rig.execute(mode, `csrr a1, ${name}`)).toBeNull();
  return rig.x("a1");
}

describe("sstatus", () => {
  test("it shows mstatus without the machine's fields", () => {
    rig.setCsr("mstatus", ALL & ~(1n << 17n));
    expect(read("M", "sstatus")).toBe(0x8000_0002_000c_6122n);
  });

  test("a write leaves the machine's fields of mstatus alone", () => {
    rig.setCsr("mstatus", 0x80_0070_0088n);
    expect(written("M", "sstatus", 0n)).toBe(0x2_0000_0000n);
    // MPV was consumed by mret; TVM, TW and TSR stay; MIE came from MPIE.
    expect(rig.csr("mstatus") & 0x70_0088n).toBe(0x70_0088n);
    expect(written("M", "sstatus", ALL)).toBe(0x8000_0002_000c_6122n);
    expect(rig.csr("mstatus") & 0x72_1800n).toBe(0x70_0000n);
  });

  test("SD is set while FS is Dirty, and only then", () => {
    for (const [fs, sd] of [
      [0n, 0n],
      [1n, 0n],
      [2n, 0n],
      [3n, 1n],
    ] as const) {
      expect(written("HS", "sstatus", fs << 13n) >> 63n).toBe(sd);
      expect(rig.csr("mstatus") >> 63n).toBe(sd);
    }
  });
});

describe("when V=1 an S number means its VS twin", () => {
  const TWINS: readonly (readonly [string, string, bigint, bigint])[] = [
    ["sstatus", "vsstatus", 0x4_0100n, 0x2_0004_0100n],
    ["stvec", "vstvec", 0x8000_5000n, 0x8000_5000n],
    ["sscratch", "vsscratch", 0x1234n, 0x1234n],
    ["sepc", "vsepc", 0x8000_5002n, 0x8000_5002n],
    ["scause", "vscause", 0xdn, 0xdn],
    ["stval", "vstval", 0x4567n, 0x4567n],
    ["satp", "vsatp", 0x1234n, 0x1234n],
  ];
  for (const [name, twin, value, after] of TWINS) {
    test(`${name} in VS is ${twin}, and the HS-level ${name} keeps its value`, () => {
      const before = rig.csr(name);
      expect(written("VS", name, value)).toBe(after);
      expect(rig.csr(twin)).toBe(after);
      expect(rig.csr(name)).toBe(before);
    });

    test(`${name} in HS is ${name}, and ${twin} keeps its value`, () => {
      const before = rig.csr(twin);
      expect(written("HS", name, value)).toBe(after);
      expect(rig.csr(name)).toBe(after);
      expect(rig.csr(twin)).toBe(before);
    });
  }

  test("stimecmp in VS is vstimecmp", () => {
    rig.setCsrs({ menvcfg: 1n << 63n, henvcfg: 1n << 63n, mcounteren: 2, hcounteren: 2 });
    expect(written("VS", "stimecmp", 77n)).toBe(77n);
    expect([rig.csr("vstimecmp"), rig.csr("stimecmp")]).toEqual([77n, ALL]);
  });

  for (const name of ["scounteren", "senvcfg"]) {
    test(`${name} has no twin: VS reads and writes the one there is`, () => {
      rig.setCsr(name, 0x40);
      expect(read("VS", name)).toBe(0x40n);
      expect(written("VS", name, 0x80n)).toBe(0x80n);
      expect(rig.csr(name)).toBe(0x80n);
    });
  }

  test("HS and M reach the twins by their own numbers", () => {
    expect(written("HS", "vsscratch", 5n)).toBe(5n);
    expect(read("M", "vsscratch")).toBe(5n);
    expect(read("VS", "sscratch")).toBe(5n);
  });
});

describe("interrupt enables", () => {
  test("sie shows and changes only what mideleg delegates of mie", () => {
    rig.setCsrs({ mideleg: 0x22, mie: ALL });
    expect(read("HS", "sie")).toBe(0x22n);
    expect(written("HS", "sie", 0n)).toBe(0n);
    expect(rig.csr("mie")).toBe(0x3eeen & ~0x22n);
    rig.setCsr("mie", 0);
    expect(written("HS", "sie", ALL)).toBe(0x22n);
    expect(rig.csr("mie")).toBe(0x22n);
  });

  test("hie shows and changes the VS and guest-external bits of mie", () => {
    rig.setCsr("mie", 0xaaa);
    expect(written("HS", "hie", ALL)).toBe(0x1444n);
    expect(rig.csr("mie")).toBe(0x1eeen);
    expect(written("HS", "hie", 0n)).toBe(0n);
    expect(rig.csr("mie")).toBe(0xaaan);
  });

  test("vsie is mie's VS bits one place lower, where hideleg delegates them", () => {
    for (const [hideleg, visible] of [
      [0n, 0n],
      [0x4n, 0x2n],
      [0x40n, 0x20n],
      [0x400n, 0x200n],
      [0x444n, 0x222n],
    ] as const) {
      rig.setCsrs({ hideleg, mie: 0 });
      expect(written("VS", "sie", ALL)).toBe(visible);
      expect(rig.csr("vsie")).toBe(visible);
      expect(rig.csr("mie")).toBe(hideleg);
      rig.setCsr("mie", ALL);
      expect(read("VS", "sie")).toBe(visible);
      expect(written("VS", "sie", 0n)).toBe(0n);
      expect(rig.csr("mie")).toBe(0x3eeen & ~hideleg);
    }
  });
});

describe("interrupt pending bits", () => {
  test("hvip's bits are pending in mip and hip, and in vsip where hideleg delegates them", () => {
    rig.setCsr("hvip", 0x444);
    expect([rig.csr("mip"), rig.csr("hip"), rig.csr("vsip")]).toEqual([0x444n, 0x444n, 0n]);
    rig.setCsr("hideleg", 0x440);
    expect(rig.csr("vsip")).toBe(0x220n);
    expect(rig.csr("sip")).toBe(0n);
  });

  test("hip.VSSIP and mip.VSSIP are hvip.VSSIP; VSTIP and VSEIP are read-only there", () => {
    for (const name of ["hip", "mip"]) {
      rig.reset();
      rig.setCsr("hvip", 0x440);
      expect(written("M", name, 0x4n)).toBe(0x444n);
      expect(rig.csr("hvip")).toBe(0x444n);
      expect(written("M", name, 0n)).toBe(0x440n);
      expect(rig.csr("hvip")).toBe(0x440n);
    }
  });

  test("VS changes sip.SSIP, which is hvip.VSSIP, where hideleg delegates it", () => {
    expect(written("VS", "sip", 2n)).toBe(0n);
    expect(rig.csr("hvip")).toBe(0n);
    rig.setCsr("hideleg", 0x444);
    expect(written("VS", "sip", ALL)).toBe(2n);
    expect(rig.csr("hvip")).toBe(4n);
    expect(written("VS", "sip", 0n)).toBe(0n);
    expect(rig.csr("hvip")).toBe(0n);
  });

  test("HS changes sip.SSIP where mideleg delegates it, and no other bit", () => {
    expect(written("HS", "sip", ALL)).toBe(0n);
    rig.setCsr("mideleg", 0x222);
    expect(written("HS", "sip", ALL)).toBe(2n);
    expect(rig.csr("mip")).toBe(2n);
  });

  test("mip shows the interrupt lines, and M cannot clear them", () => {
    for (const bit of [3, 7, 11]) rig.line(bit, true);
    rig.setMtimecmp(0n);
    expect(rig.csr("mip")).toBe(0x888n);
    expect(written("M", "mip", 0n)).toBe(0x888n);
    for (const bit of [3, 7, 11]) rig.line(bit, false);
    expect(rig.csr("mip")).toBe(0x80n);
    rig.setMtimecmp(ALL);
    expect(rig.csr("mip")).toBe(0n);
  });

  test("mip.SEIP reads as the line or the written bit, and csrrs does not write the line into it", () => {
    rig.line(9, true);
    expect(read("M", "mip")).toBe(0x200n);
    rig.setX("a0", 2n);
    expect(rig.execute("M", "csrs mip, a0")).toBeNull();
    expect(rig.csr("mip")).toBe(0x202n);
    rig.line(9, false);
    expect(rig.csr("mip")).toBe(0x2n);
    expect(written("M", "mip", 0x200n)).toBe(0x200n);
    rig.line(9, true);
    rig.line(9, false);
    expect(rig.csr("mip")).toBe(0x200n);
  });

  test("mip.STIP is written by M, but belongs to stimecmp while menvcfg.STCE is set", () => {
    expect(written("M", "mip", 0x20n)).toBe(0x20n);
    rig.setCsr("menvcfg", 1n << 63n);
    expect(rig.csr("mip")).toBe(0n);
    rig.setCsr("stimecmp", 0);
    expect(rig.csr("mip")).toBe(0x20n);
    expect(written("M", "mip", 0n)).toBe(0x20n);
  });

  test("csrrc of one bit of hvip leaves the other bits", () => {
    rig.setCsr("hvip", 0x444);
    rig.setX("a0", 0x40n);
    expect(rig.execute("HS", "csrrc a1, hvip, a0")).toBeNull();
    expect([rig.x("a1"), rig.csr("hvip")]).toEqual([0x444n, 0x404n]);
  });
});

describe("floating-point state", () => {
  test("fcsr is frm above fflags", () => {
    rig.setCsr("mstatus", 1n << 13n);
    expect(written("M", "fcsr", 0xe5n)).toBe(0xe5n);
    expect([read("M", "frm"), read("M", "fflags")]).toEqual([7n, 5n]);
    expect(written("M", "frm", 1n)).toBe(1n);
    expect(read("M", "fcsr")).toBe(0x25n);
    expect(written("M", "fflags", 0x1an)).toBe(0x1an);
    expect(read("M", "fcsr")).toBe(0x3an);
  });

  test("writing fflags, or an f register, makes FS Dirty; in VS also vsstatus.FS", () => {
    const changes = ["csrw fflags, zero", "fmv.d.x ft0, zero", "fsrm zero"];
    for (const change of changes) {
      rig.reset();
      rig.setCsrs({ mstatus: 1n << 13n, vsstatus: 2n << 13n });
      expect(rig.execute("HS", change)).toBeNull();
      expect([rig.csr("mstatus") >> 63n, rig.csr("vsstatus") >> 63n], change).toEqual([1n, 0n]);
      rig.reset();
      rig.setCsrs({ mstatus: 1n << 13n, vsstatus: 2n << 13n });
      expect(rig.execute("VS", change)).toBeNull();
      expect([rig.csr("mstatus") >> 63n, rig.csr("vsstatus") >> 63n], change).toEqual([1n, 1n]);
    }
  });

  test("moving an f register out leaves FS as it is", () => {
    rig.setCsr("mstatus", 1n << 13n);
    expect(rig.execute("HS", "fmv.x.d a0, ft0")).toBeNull();
    expect((rig.csr("mstatus") >> 13n) & 3n).toBe(1n);
  });
});

describe("csr instructions", () => {
  beforeEach(() => {
    rig.setCsr("mscratch", 0xf0);
    rig.setX("a0", 0x3cn);
  });
  const CASES: readonly (readonly [string, bigint])[] = [
    ["csrrw a1, mscratch, a0", 0x3cn],
    ["csrrs a1, mscratch, a0", 0xfcn],
    ["csrrc a1, mscratch, a0", 0xc0n],
    ["csrrwi a1, mscratch, 0x1f", 0x1fn],
    ["csrrsi a1, mscratch, 0x1f", 0xffn],
    ["csrrci a1, mscratch, 0x10", 0xe0n],
    ["csrrs a1, mscratch, zero", 0xf0n],
    ["csrrwi a1, mscratch, 0", 0n],
  ];
  for (const [source, after] of CASES) {
    test(`${source} gives the old value and leaves 0x${after.toString(16)}`, () => {
      expect(rig.execute("M", source)).toBeNull();
      expect([rig.x("a1"), rig.csr("mscratch")]).toEqual([0xf0n, after]);
    });
  }

  test("rd may be rs1: the old source is written, the old CSR read", () => {
    expect(rig.execute("M", "csrrw a0, mscratch, a0")).toBeNull();
    expect([rig.x("a0"), rig.csr("mscratch")]).toEqual([0xf0n, 0x3cn]);
  });

  test("csrrs with a register that holds zero still counts as a write", () => {
    rig.setX("a0", 0n);
    expect(rig.execute("M", "csrrs a1, mhartid, a0")?.cause).toBe(2n);
  });

  test("a refused access leaves rd alone", () => {
    rig.setX("a1", 99n);
    expect(rig.execute("U", "csrr a1, sscratch")?.cause).toBe(2n);
    expect(rig.x("a1")).toBe(99n);
  });

  test("x0 stays zero when a CSR is read into it", () => {
    expect(rig.execute("M", ["csrrw zero, mscratch, a0", "csrrs zero, mscratch, zero", "mv a1, zero"])).toBeNull();
    expect(rig.x("a1")).toBe(0n);
  });
});
