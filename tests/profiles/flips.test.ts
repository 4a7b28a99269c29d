// Facts, one by one: set against the manual, the hart behaves so; as the manual has it, it does not.
import { describe, expect, it } from "vitest";
import { csrByName } from "../../src/isa/csr.js";
import { FACTS } from "../../src/isa/facts.js";
import { type Hart, type Mode, makeHarts, type Trap } from "../hart/hart-fixture.js";

type Facts = NonNullable<Parameters<typeof makeHarts>[0]>["facts"];
const ALL = (1n << 64n) - 1n;

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

describe("a fact about reset values", () => {
  const rows = FACTS.flatMap(({ key, csrs }) =>
    csrs?.part === "reset" ? csrs.names.map((csr) => [key, csr] as const) : [],
  );
  it.each(rows)("%s gives %s its value", (key, csr) => {
    const value = 0x2000_0000_0000_0000n;
    expect(csrByName(csr)).toBeDefined();
    const rig = makeHarts({ facts: { "reset.menvcfg": hex(value), [key]: hex(value) } });
    expect(rig.csr(csr)).toBe(value);
    expect(makeHarts().csr(csr)).not.toBe(value);
  });
});

describe("a fact about a mask", () => {
  /** A bit that the manual keeps from software, and the fact hands over. */
  const BIT: Readonly<Record<string, bigint>> = {
    ...{
      menvcfg: 60n,
      senvcfg: 20n,
      henvcfg: 20n,
      mstatus: 9n,
      vsstatus: 50n,
      hstatus: 50n,
      medeleg: 18n,
      hedeleg: 20n,
    },
    ...{ hideleg: 14n, mie: 14n, mip: 10n, hvip: 13n, mcounteren: 40n, hcounteren: 40n, scounteren: 40n },
    ...{ mcountinhibit: 1n, mepc: 0n, vsepc: 0n, hgatp: 58n, mhpmevent: 56n },
  };
  it.each(Object.entries(BIT))("mask.%s decides which bits a write changes", (name, bit) => {
    const csr = name === "mhpmevent" ? "mhpmevent3" : name;
    const key = `mask.${name}`;
    const standard = FACTS.find((fact) => fact.key === key)?.default ?? 0n;
    const left = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setX("a0", 1n << bit);
      expect(rig.execute("M", `csrs ${csr}, a0`)).toBeNull();
      const seen = rig.csr(name === "hvip" ? "mip" : csr);
      return (seen >> bit) & 1n;
    };
    expect(left({})).toBe(0n);
    expect(left({ [key]: hex(standard | (1n << bit)) })).toBe(1n);
  });

  it("mask.pmpaddr and mask.pmpcfg keep what PMP has no field for", () => {
    const facts = { "mask.pmpaddr": hex(ALL), "mask.pmpcfg": "0xff" };
    const left = (rig: ReturnType<typeof makeHarts>) => {
      rig.setX("a0", ALL);
      rig.setX("a1", 0x60n);
      rig.execute("M", "csrw pmpaddr3, a0");
      rig.execute("M", "csrw pmpcfg0, a1");
      return [rig.csr("pmpaddr3"), rig.csr("pmpcfg0") & 0xffn];
    };
    expect(left(makeHarts({ facts }))).toEqual([ALL, 0x60n]);
    expect(left(makeHarts())).toEqual([(1n << 54n) - 1n, 0n]);
  });
});

interface Case {
  readonly fact: keyof NonNullable<Facts>;
  readonly value: string;
  readonly mode: Mode;
  readonly source: string;
  readonly csrs?: Readonly<Record<string, bigint | number>>;
  /** Cause as the manual has it, and under the fact; null: no trap. */
  readonly manual: bigint | null;
  readonly flipped: bigint | null;
}

const TVM = 1n << 20n;
const TW = 1n << 21n;
const TSR = 1n << 22n;
const CASES: readonly Case[] = [
  { fact: "vu-fence-cause", value: "2", mode: "VU", source: "sfence.vma", manual: 22n, flipped: 2n },
  { fact: "vu-supervisor-csr-cause", value: "2", mode: "VU", source: "csrr a0, sstatus", manual: 22n, flipped: 2n },
  { fact: "vu-sret-cause", value: "2", mode: "VU", source: "sret", manual: 22n, flipped: 2n },
  { fact: "vu-wfi-tw-cause", value: "22", mode: "VU", source: "wfi", csrs: { mstatus: TW }, manual: 2n, flipped: 22n },
  {
    fact: "vtvm-traps-satp",
    value: "0",
    mode: "VS",
    source: "csrr a0, satp",
    csrs: { hstatus: TVM },
    manual: 22n,
    flipped: null,
  },
  {
    fact: "tvm-applies-to-vs",
    value: "1",
    mode: "VS",
    source: "csrr a0, satp",
    csrs: { mstatus: TVM },
    manual: null,
    flipped: 2n,
  },
  {
    fact: "tvm-traps-hgatp",
    value: "0",
    mode: "HS",
    source: "csrr a0, hgatp",
    csrs: { mstatus: TVM },
    manual: 2n,
    flipped: null,
  },
  {
    fact: "tsr-applies-to-vs",
    value: "1",
    mode: "VS",
    source: "sret",
    csrs: { mstatus: TSR, hstatus: TSR },
    manual: 22n,
    flipped: 2n,
  },
  {
    fact: "wrs-nto-traps",
    value: "1",
    mode: "HS",
    source: "wrs.nto",
    csrs: { mstatus: TW },
    manual: null,
    flipped: 2n,
  },
  { fact: "csr-set-of-zero", value: "2", mode: "M", source: "csrs cycle, a5", manual: 2n, flipped: null },
  { fact: "amo-misaligned-cause", value: "4", mode: "M", source: "amoadd.d a0, a2, (a1)", manual: 6n, flipped: 4n },
  { fact: "sc-checks-address", value: "0", mode: "M", source: "sc.d a0, a2, (a1)", manual: 6n, flipped: null },
];

describe("a fact about causes and access", () => {
  it.each(CASES)("$fact: $source in $mode", ({ fact, value, mode, source, csrs = {}, manual, flipped }) => {
    const causeOf = (facts: Facts): bigint | null => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ pmpcfg0: 0x1f, pmpaddr0: ALL, ...csrs });
      rig.setX("a1", 0x8000_4001n);
      return rig.execute(mode, source)?.cause ?? null;
    };
    expect(causeOf({})).toBe(manual);
    expect(causeOf({ [fact]: value })).toBe(flipped);
  });
});

describe("a fact about what a trap writes", () => {
  const trapOf = (facts: Facts, mode: Mode, source: string, prepare: (hart: Hart) => void = () => {}): Trap | null => {
    const rig = makeHarts({ facts });
    rig.setCsrs({ pmpcfg0: 0x1f, pmpaddr0: ALL });
    prepare(rig);
    return rig.execute(mode, source);
  };

  it("tval.ebreak: the pc, or zero", () => {
    expect(trapOf({}, "M", "ebreak")?.tval).not.toBe(0n);
    expect(trapOf({ "tval.ebreak": "1" }, "M", "ebreak")?.tval).toBe(0n);
  });

  it("tval.cbo: the instruction, or zero", () => {
    expect(trapOf({}, "HS", "cbo.zero (a1)")?.tval).not.toBe(0n);
    expect(trapOf({ "tval.cbo": "1" }, "HS", "cbo.zero (a1)")).toMatchObject({ cause: 2n, tval: 0n });
  });

  it("tinst: the transformed instruction, or zero", () => {
    const at = (hart: Hart) => hart.setX("a1", 0x60_0000_0000n);
    expect(trapOf({}, "M", "ld a0, 0(a1)", at)?.tinst).toBe(0x3503n);
    expect(trapOf({ tinst: "1" }, "M", "ld a0, 0(a1)", at)?.tinst).toBe(0n);
  });

  it("m-trap-gva: by cause, or set by any nonzero mtval of a guest", () => {
    const gva = (facts: Facts) => {
      const rig = makeHarts({ facts });
      rig.setCsrs({ pmpcfg0: 0x1f, pmpaddr0: ALL });
      rig.execute("VS", "csrr a0, hstatus");
      return (rig.csr("mstatus") >> 38n) & 1n;
    };
    expect(gva({})).toBe(0n);
    expect(gva({ "m-trap-gva": "1" })).toBe(1n);
  });
});
