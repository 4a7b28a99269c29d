// Which mode may access which CSR: permitted, illegal instruction (2) or virtual instruction (22).
// Privileged manual: "CSR Address Mapping Conventions"; hypervisor chapter: "Virtual-Instruction Exception"; Sstc.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, type Mode, makeHarts } from "./hart-fixture.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const MODES: readonly Mode[] = ["M", "HS", "U", "VS", "VU"];
type Verdict = 0 | 2 | 22;

/** The cause of a read (or write of zero) in a mode; 0 when it is permitted. */
function read(mode: Mode, csr: string): Verdict {
  return Number(rig.execute(mode, `csrr a0, ${csr}`)?.cause ?? 0n) as Verdict;
}
function write(mode: Mode, csr: string): Verdict {
  return Number(rig.execute(mode, `csrw ${csr}, zero`)?.cause ?? 0n) as Verdict;
}

/** A CSR of each class, and what M, HS, U, VS and VU meet when they read it. */
const READS: Readonly<Record<string, readonly Verdict[]>> = {
  // Machine level.
  mscratch: [0, 2, 2, 2, 2],
  mstatus: [0, 2, 2, 2, 2],
  mhartid: [0, 2, 2, 2, 2],
  menvcfg: [0, 2, 2, 2, 2],
  pmpcfg0: [0, 2, 2, 2, 2],
  mtval2: [0, 2, 2, 2, 2],
  // Hypervisor level.
  hstatus: [0, 0, 2, 22, 22],
  hedeleg: [0, 0, 2, 22, 22],
  hvip: [0, 0, 2, 22, 22],
  hgatp: [0, 0, 2, 22, 22],
  hgeip: [0, 0, 2, 22, 22],
  htimedelta: [0, 0, 2, 22, 22],
  henvcfg: [0, 0, 2, 22, 22],
  // VS CSRs by their own numbers.
  vsstatus: [0, 0, 2, 22, 22],
  vsscratch: [0, 0, 2, 22, 22],
  vsatp: [0, 0, 2, 22, 22],
  vsip: [0, 0, 2, 22, 22],
  // Supervisor level.
  sstatus: [0, 0, 2, 0, 22],
  sscratch: [0, 0, 2, 0, 22],
  satp: [0, 0, 2, 0, 22],
  senvcfg: [0, 0, 2, 0, 22],
  scounteren: [0, 0, 2, 0, 22],
  sip: [0, 0, 2, 0, 22],
};

describe("by privilege and V", () => {
  for (const [csr, verdicts] of Object.entries(READS)) {
    MODES.forEach((mode, index) => {
      const verdict = verdicts[index]!;
      const meets = { 0: "may read", 2: "gets an illegal instruction for", 22: "gets a virtual instruction for" }[
        verdict
      ];
      test(`${mode} ${meets} ${csr}`, () => {
        expect(read(mode, csr)).toBe(verdict);
      });
      if (csr === "mhartid" || csr === "hgeip") return;
      test(`${mode} ${meets.replace("read", "write")} ${csr} as a write`, () => {
        expect(write(mode, csr)).toBe(verdict);
      });
    });
  }

  test("writing read-only hgeip is illegal in VS too: HS could not do it either", () => {
    for (const mode of MODES) expect(write(mode, "hgeip"), mode).toBe(2);
  });

  test("a number that does not exist is illegal in every mode", () => {
    for (const mode of MODES) expect(read(mode, "0x5a0"), mode).toBe(2);
  });

  test("the trap value is the instruction", () => {
    const trap = rig.execute("VU", "csrr a0, hstatus");
    expect(trap).toEqual({ to: "M", cause: 22n, epc: BigInt(CODE), tval: 0x6000_2573n, tval2: 0n, tinst: 0n });
    expect(rig.execute("U", "csrw mscratch, a0")?.tval).toBe(0x3405_1073n);
  });
});

describe("floating-point CSRs", () => {
  for (const csr of ["fflags", "frm", "fcsr"]) {
    test(`${csr} is illegal while mstatus.FS is Off, in every mode`, () => {
      for (const mode of MODES) {
        rig.setCsrs({ mstatus: 0, vsstatus: 3n << 13n });
        expect(read(mode, csr), mode).toBe(2);
      }
    });

    test(`${csr} is illegal in VS and VU while vsstatus.FS is Off, and never a virtual instruction`, () => {
      for (const mode of MODES) {
        rig.setCsrs({ mstatus: 3n << 13n, vsstatus: 0 });
        expect(read(mode, csr), mode).toBe(mode.startsWith("V") ? 2 : 0);
      }
    });

    test(`every mode may read ${csr} when both FS are on`, () => {
      for (const mode of MODES) {
        rig.setCsrs({ mstatus: 1n << 13n, vsstatus: 1n << 13n });
        expect(read(mode, csr), mode).toBe(0);
      }
    });
  }

  test("an f instruction obeys both FS fields as well", () => {
    for (const [mstatus, vsstatus, mode, verdict] of [
      [0n, 1n, "M", 2],
      [1n, 0n, "HS", 0],
      [1n, 0n, "VS", 2],
      [0n, 1n, "VS", 2],
      [1n, 1n, "VU", 0],
    ] as const) {
      rig.setCsrs({ mstatus: mstatus << 13n, vsstatus: vsstatus << 13n });
      expect(Number(rig.execute(mode, "fadd.d ft0, ft1, ft2")?.cause ?? 0n)).toBe(verdict);
    }
  });
});

/** Counters: bit in the counteren registers. */
const COUNTERS: readonly (readonly [string, bigint])[] = [
  ["cycle", 0n],
  ["time", 1n],
  ["instret", 2n],
  ["hpmcounter3", 3n],
  ["hpmcounter31", 31n],
];

describe("counters", () => {
  /** `[mcounteren, hcounteren, scounteren]` and what M, HS, U, VS and VU meet. */
  const RULES: readonly (readonly [readonly [bigint, bigint, bigint], readonly Verdict[]])[] = [
    [
      [0n, 0n, 0n],
      [0, 2, 2, 2, 2],
    ],
    [
      [0n, 1n, 1n],
      [0, 2, 2, 2, 2],
    ],
    [
      [1n, 0n, 0n],
      [0, 0, 2, 22, 22],
    ],
    [
      [1n, 0n, 1n],
      [0, 0, 0, 22, 22],
    ],
    [
      [1n, 1n, 0n],
      [0, 0, 2, 0, 22],
    ],
    [
      [1n, 1n, 1n],
      [0, 0, 0, 0, 0],
    ],
  ];
  for (const [csr, bit] of COUNTERS) {
    for (const [[m, h, s], verdicts] of RULES) {
      test(`${csr} with mcounteren ${m}, hcounteren ${h}, scounteren ${s}`, () => {
        // All other bits are the other way round, so that only the counter's own can decide.
        const only = (value: bigint) => (value << bit) | (((value ^ 1n) * 0xffff_ffffn) & ~(1n << bit));
        rig.setCsrs({ mcounteren: only(m), hcounteren: only(h), scounteren: only(s) });
        expect(MODES.map((mode) => read(mode, csr))).toEqual(verdicts);
      });
    }
  }
});

describe("stimecmp and vstimecmp", () => {
  const STCE = 1n << 63n;
  /** menvcfg.STCE, mcounteren.TM, henvcfg.STCE, hcounteren.TM; then M, HS, U, VS, VU for each register. */
  const RULES: readonly (readonly [readonly [0 | 1, 0 | 1, 0 | 1, 0 | 1], readonly Verdict[], readonly Verdict[]])[] = [
    [
      [0, 1, 0, 1],
      [0, 2, 2, 2, 2],
      [0, 2, 2, 2, 2],
    ],
    [
      [1, 0, 1, 1],
      [0, 2, 2, 2, 2],
      [0, 2, 2, 2, 2],
    ],
    [
      [1, 1, 0, 1],
      [0, 0, 2, 22, 22],
      [0, 0, 2, 22, 22],
    ],
    [
      [1, 1, 1, 0],
      [0, 0, 2, 22, 22],
      [0, 0, 2, 22, 22],
    ],
    [
      [1, 1, 1, 1],
      [0, 0, 2, 0, 22],
      [0, 0, 2, 22, 22],
    ],
  ];
  for (const [[m, mtm, h, htm], stimecmp, vstimecmp] of RULES) {
    const name = `menvcfg.STCE ${m}, mcounteren.TM ${mtm}, henvcfg.STCE ${h}, hcounteren.TM ${htm}`;
    beforeEach(() => rig.reset());
    test(`stimecmp with ${name}`, () => {
      rig.setCsrs({ menvcfg: m ? STCE : 0, mcounteren: mtm * 2, henvcfg: h ? STCE : 0, hcounteren: htm * 2 });
      expect(MODES.map((mode) => read(mode, "stimecmp"))).toEqual(stimecmp);
      expect(MODES.map((mode) => write(mode, "stimecmp"))).toEqual(stimecmp);
    });
    test(`vstimecmp with ${name}`, () => {
      rig.setCsrs({ menvcfg: m ? STCE : 0, mcounteren: mtm * 2, henvcfg: h ? STCE : 0, hcounteren: htm * 2 });
      expect(MODES.map((mode) => read(mode, "vstimecmp"))).toEqual(vstimecmp);
    });
  }
});

describe("TVM and VTVM", () => {
  test("mstatus.TVM makes satp and hgatp illegal in HS, and nothing else", () => {
    rig.setCsr("mstatus", 1n << 20n);
    expect(MODES.map((mode) => read(mode, "satp"))).toEqual([0, 2, 2, 0, 22]);
    expect(MODES.map((mode) => write(mode, "satp"))).toEqual([0, 2, 2, 0, 22]);
    expect(MODES.map((mode) => read(mode, "hgatp"))).toEqual([0, 2, 2, 22, 22]);
    expect(MODES.map((mode) => write(mode, "hgatp"))).toEqual([0, 2, 2, 22, 22]);
    expect(read("HS", "vsatp")).toBe(0);
  });

  test("hstatus.VTVM makes satp a virtual instruction in VS, and nothing else", () => {
    rig.setCsr("hstatus", 1n << 20n);
    expect(MODES.map((mode) => read(mode, "satp"))).toEqual([0, 0, 2, 22, 22]);
    expect(MODES.map((mode) => write(mode, "satp"))).toEqual([0, 0, 2, 22, 22]);
    expect(MODES.map((mode) => read(mode, "hgatp"))).toEqual([0, 0, 2, 22, 22]);
    expect(read("VS", "sscratch")).toBe(0);
  });
});

describe("time", () => {
  test("V=1 reads time plus htimedelta; HS and U read time alone", () => {
    rig.setCsrs({ mcounteren: 2, hcounteren: 2, scounteren: 2, htimedelta: 1000 });
    const time = (mode: Mode) => {
      expect(read(mode, "time")).toBe(0);
      return rig.x("a0");
    };
    expect([time("VS"), time("VU")].every((value) => value >= 1000n && value < 1010n)).toBe(true);
    expect([time("M"), time("HS"), time("U")].every((value) => value < 10n)).toBe(true);
  });

  test("a negative htimedelta turns the guest's clock back", () => {
    rig.setCsrs({ mcounteren: 2, hcounteren: 2, htimedelta: -500n });
    expect(read("VS", "time")).toBe(0);
    expect(BigInt.asIntN(64, rig.x("a0"))).toBeLessThan(-490n);
  });
});
