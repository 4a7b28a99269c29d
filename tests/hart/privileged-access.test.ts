// Which mode may execute which privileged instruction, with TW, VTW, TSR, VTSR, TVM, VTVM, HU.
// Privileged manual: "Machine-Mode Privileged Instructions", "Supervisor Instructions"; hypervisor chapter:
// "Hypervisor Instructions", "Virtual-Instruction Exception".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, type Mode, makeHarts } from "./hart-fixture.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const MODES: readonly Mode[] = ["M", "HS", "U", "VS", "VU"];
const TVM = 1n << 20n;
const TW = 1n << 21n;
const TSR = 1n << 22n;
const VTVM = 1n << 20n;
const VTW = 1n << 21n;
const VTSR = 1n << 22n;
const HU = 1n << 9n;

type Verdict = 0 | 2 | 22;

interface Setting {
  readonly mstatus?: bigint;
  readonly hstatus?: bigint;
}

function verdicts(source: string, { mstatus = 0n, hstatus = 0n }: Setting = {}): readonly Verdict[] {
  return MODES.map((mode) => {
    rig.reset();
    // Every return leads to the instruction behind this one, in the same mode.
    rig.setCsrs({ mstatus, hstatus, mepc: CODE + 4, sepc: CODE + 4, vsepc: CODE + 4 });
    rig.setX("a0", BigInt(DATA));
    const trap = rig.execute(mode, source);
    if (trap !== null) expect(trap.tval).toBe(BigInt(rig.read32(CODE)));
    return Number(trap?.cause ?? 0n) as Verdict;
  });
}

/** What M, HS, U, VS and VU meet. */
const RULES: readonly (readonly [title: string, source: string, setting: Setting, expected: readonly Verdict[]])[] = [
  ["wfi", "wfi", {}, [0, 0, 2, 0, 22]],
  ["wfi with mstatus.TW", "wfi", { mstatus: TW }, [0, 2, 2, 2, 2]],
  ["wfi with hstatus.VTW", "wfi", { hstatus: VTW }, [0, 0, 2, 22, 22]],
  ["wfi with both", "wfi", { mstatus: TW, hstatus: VTW }, [0, 2, 2, 2, 2]],
  ["sfence.vma", "sfence.vma", {}, [0, 0, 2, 0, 22]],
  ["sfence.vma with mstatus.TVM", "sfence.vma", { mstatus: TVM }, [0, 2, 2, 0, 22]],
  ["sfence.vma with hstatus.VTVM", "sfence.vma", { hstatus: VTVM }, [0, 0, 2, 22, 22]],
  ["hfence.vvma", "hfence.vvma", {}, [0, 0, 2, 22, 22]],
  ["hfence.vvma with mstatus.TVM", "hfence.vvma", { mstatus: TVM }, [0, 0, 2, 22, 22]],
  ["hfence.gvma", "hfence.gvma", {}, [0, 0, 2, 22, 22]],
  ["hfence.gvma with mstatus.TVM", "hfence.gvma", { mstatus: TVM }, [0, 2, 2, 22, 22]],
  ["hfence.gvma with hstatus.VTVM", "hfence.gvma", { hstatus: VTVM }, [0, 0, 2, 22, 22]],
  ["fence.i", "fence.i", {}, [0, 0, 0, 0, 0]],
  ["pause", "pause", {}, [0, 0, 0, 0, 0]],
];

describe("wfi and the fences", () => {
  for (const [title, source, setting, expected] of RULES) {
    test(`${title}: ${expected.map((verdict, i) => `${MODES[i]} ${verdict || "may"}`).join(", ")}`, () => {
      expect(verdicts(source, setting)).toEqual(expected);
    });
  }
});

const ACCESSES = [
  ...["hlv.b", "hlv.bu", "hlv.h", "hlv.hu", "hlvx.hu", "hlv.w", "hlv.wu", "hlvx.wu", "hlv.d"].map(
    (name) => `${name} a1, (a0)`,
  ),
  ...["hsv.b", "hsv.h", "hsv.w", "hsv.d"].map((name) => `${name} a1, (a0)`),
];

describe("hypervisor loads and stores", () => {
  for (const source of ACCESSES) {
    test(`${source}: M and HS may, U may with hstatus.HU, V=1 never`, () => {
      expect(verdicts(source)).toEqual([0, 0, 2, 22, 22]);
      expect(verdicts(source, { hstatus: HU })).toEqual([0, 0, 0, 22, 22]);
    });
  }
});

describe("returns", () => {
  function returns(mode: Mode, source: string, { mstatus = 0n, hstatus = 0n }: Setting = {}): Verdict {
    rig.setCsrs({ mstatus, hstatus, sepc: CODE + 4, vsepc: CODE + 4 });
    rig.code(source);
    rig.start(mode);
    rig.setCsr("mepc", CODE + 4);
    const { traps } = rig;
    rig.steps(1);
    return rig.traps === traps ? 0 : (Number(rig.csr("mcause")) as Verdict);
  }

  test("mret: M only, illegal elsewhere", () => {
    expect(MODES.map((mode) => returns(mode, "mret"))).toEqual([0, 2, 2, 2, 2]);
  });

  test("sret: M, HS and VS; illegal in U, virtual instruction in VU", () => {
    expect(MODES.map((mode) => returns(mode, "sret"))).toEqual([0, 0, 2, 0, 22]);
  });

  test("sret with mstatus.TSR: illegal in HS, untouched in M and VS", () => {
    expect(MODES.map((mode) => returns(mode, "sret", { mstatus: TSR }))).toEqual([0, 2, 2, 0, 22]);
  });

  test("VS-mode sret with hstatus.VTSR=1 raises a virtual-instruction exception", () => {
    expect(MODES.map((mode) => returns(mode, "sret", { hstatus: VTSR }))).toEqual([0, 0, 2, 22, 22]);
  });
});

describe("cache-block instructions", () => {
  const CBIE = 3n << 4n;
  const CBCFE = 1n << 6n;
  const CBZE = 1n << 7n;
  for (const [source, field] of [
    ["cbo.inval (a0)", CBIE],
    ["cbo.clean (a0)", CBCFE],
    ["cbo.flush (a0)", CBCFE],
    ["cbo.zero (a0)", CBZE],
  ] as const) {
    /** The field in menvcfg, henvcfg and senvcfg; what M, HS, U, VS and VU meet. */
    for (const [m, h, s, expected] of [
      [0, 1, 1, [0, 2, 2, 2, 2]],
      [1, 0, 1, [0, 0, 0, 22, 22]],
      [1, 1, 0, [0, 0, 2, 0, 22]],
      [1, 0, 0, [0, 0, 2, 22, 22]],
      [1, 1, 1, [0, 0, 0, 0, 0]],
    ] as const) {
      test(`${source} with the field ${m} in menvcfg, ${h} in henvcfg, ${s} in senvcfg`, () => {
        const found = MODES.map((mode) => {
          rig.reset();
          const others = 0xf1n & ~field;
          rig.setCsrs({ menvcfg: m ? field : others, henvcfg: h ? field : others, senvcfg: s ? field : others });
          rig.setX("a0", BigInt(DATA));
          return Number(rig.execute(mode, source)?.cause ?? 0n);
        });
        expect(found).toEqual(expected);
      });
    }
  }
});
