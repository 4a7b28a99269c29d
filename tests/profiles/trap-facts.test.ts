// Facts about what traps, returns and refused instructions leave: set against the manual the hart behaves so, as the
// manual has it it does not.
import { beforeEach, describe, expect, it } from "vitest";
import { VIRTUAL } from "../../src/layout/hart.js";
import { CODE, DEVICE, type Harts, M_VECTOR, type Mode, makeHarts } from "../hart/hart-fixture.js";

const manual = makeHarts();
const flipped = makeHarts({
  facts: {
    "breakpoint-gva": "0",
    "xret-clears-mprv": "0",
    "mret-to-m-ignores-mpv": "0",
    "tval.hlv": "1",
    "tval.hfence-gvma": "1",
    "wrs-nto-traps": "1",
    "tval.wrs-nto": "1",
  },
});
beforeEach(() => {
  manual.reset();
  flipped.reset();
});

const both = <T>(look: (rig: Harts) => T) => [look(manual), look(flipped)];
const MPRV = 1n << 17n;
const TVM = 1n << 20n;
const TW = 1n << 21n;
const GVA = 1n << 6n;
const ILLEGAL = 2n;
const VIRTUAL_INSTRUCTION = 22n;

it("breakpoint-gva says whether a guest's ebreak sets hstatus.GVA", () => {
  const gva = (rig: Harts) => {
    rig.setCsr("medeleg", 1 << 3);
    expect(rig.execute("VS", "ebreak")).toMatchObject({ to: "HS", cause: 3n, tval: BigInt(CODE) });
    return rig.csr("hstatus") & GVA;
  };
  expect(both(gva)).toEqual([GVA, 0n]);
});

describe("mret-without-pmp", () => {
  /** An mret into U at M_VECTOR while no PMP entry is on. */
  const met = (rule: string, pmpcfg0 = 0) => {
    const rig = makeHarts({ facts: { "mret-without-pmp": rule } });
    rig.setCsrs({ pmpcfg0 });
    rig.setX("a0", M_VECTOR - 8);
    rig.code(["csrw mepc, a0", "mret"]);
    rig.code("nop", M_VECTOR - 8);
    rig.start("M");
    rig.steps(3);
    const [cause, epc, tval] = ["mcause", "mepc", "mtval"].map((name) => rig.csr(name));
    return { traps: rig.traps, cause, epc, tval };
  };
  const MRET = 0x3020_0073n;

  it("lets the target's fetch fault", () => {
    expect(met("0")).toEqual({ traps: 1n, cause: 1n, epc: BigInt(M_VECTOR) - 8n, tval: BigInt(M_VECTOR) - 8n });
  });

  it("or makes the mret an illegal instruction, or an access fault", () => {
    expect(met("1")).toEqual({ traps: 1n, cause: ILLEGAL, epc: BigInt(CODE) + 4n, tval: MRET });
    expect(met("2")).toEqual({ traps: 1n, cause: 1n, epc: BigInt(CODE) + 4n, tval: 0n });
  });

  it.each(["0", "1", "2"])("rule %s asks nothing when an entry is on", (rule) => {
    expect(met(rule, 0x1f).traps).toBe(0n);
  });
});

describe("xret-clears-mprv", () => {
  /** MPRV after a return from a mode to U. */
  const mprv = (mode: "M" | "HS", source: string, status: bigint) => (rig: Harts) => {
    rig.setX("a0", M_VECTOR);
    rig.code([mode === "M" ? "csrw mepc, a0" : "csrw sepc, a0", source]);
    rig.start(mode);
    rig.setCsr("mstatus", status | MPRV);
    rig.steps(2);
    return rig.csr("mstatus") & MPRV;
  };

  it("says whether mret and sret to U clear MPRV", () => {
    expect(both(mprv("M", "mret", 0n))).toEqual([0n, MPRV]);
    expect(both(mprv("HS", "sret", 0n))).toEqual([0n, MPRV]);
  });

  it("mret to M leaves MPRV in any case", () => {
    expect(both(mprv("M", "mret", 3n << 11n))).toEqual([MPRV, MPRV]);
  });
});

it("mret-to-m-ignores-mpv says whether an mret to M takes V from MPV", () => {
  const v = (rig: Harts) => {
    rig.setX("a0", M_VECTOR);
    rig.code(["csrw mepc, a0", "mret"]);
    rig.start("M");
    rig.setCsr("mstatus", (3n << 11n) | (1n << 39n));
    rig.steps(2);
    expect(rig.mode).toBe("M");
    return rig.linear.view.getUint32(rig.base + VIRTUAL, true);
  };
  expect(both(v)).toEqual([0, 1]);
});

describe("a stale tval", () => {
  const OLD = 0xffff_ffffn;
  /** The trap of an instruction that a mode may not execute, after one of another instruction. */
  const refused = (mode: Mode, source: string) => (rig: Harts) => {
    rig.execute("U", ".word 0xffffffff");
    const trap = rig.execute(mode, source);
    return [trap?.cause, trap?.tval];
  };
  const HLV = 0x6c05_45f3n;
  const HSV = 0x62b5_4073n;
  const GVMA = 0x6200_0073n;

  it.each([
    ["hlv.d a1, (a0)", "U", ILLEGAL, HLV],
    ["hlv.d a1, (a0)", "VS", VIRTUAL_INSTRUCTION, HLV],
    ["hsv.b a1, (a0)", "VU", VIRTUAL_INSTRUCTION, HSV],
    ["hfence.gvma", "U", ILLEGAL, GVMA],
    ["hfence.gvma", "VS", VIRTUAL_INSTRUCTION, GVMA],
  ] as const)("of %s in %s is the instruction of an older trap", (source, mode, cause, word) => {
    expect(both(refused(mode, source))).toEqual([
      [cause, word],
      [cause, OLD],
    ]);
  });

  it("is none where TVM forbids HS the fence", () => {
    for (const rig of [manual, flipped]) rig.setCsr("mstatus", TVM);
    expect(both(refused("HS", "hfence.gvma"))).toEqual([
      [ILLEGAL, GVMA],
      [ILLEGAL, GVMA],
    ]);
  });

  it("may be an instruction that reached a device, by stale-instruction", () => {
    const rig = makeHarts({ facts: { "tval.hlv": "1", "stale-instruction": "1" } });
    for (const [hart, tval] of [
      [rig, 0x0005_3583n],
      [flipped, OLD],
    ] as const) {
      hart.execute("U", ".word 0xffffffff");
      hart.setX("a0", DEVICE);
      expect(hart.execute("M", "ld a1, 0(a0)")).toBeNull();
      expect(hart.execute("U", "hlv.d a1, (a0)")?.tval).toBe(tval);
    }
  });
});

it("tval.wrs-nto says whether a refused wrs.nto reports its word", () => {
  const manualTval = makeHarts({ facts: { "wrs-nto-traps": "1" } });
  for (const [rig, tval] of [
    [manualTval, 0x00d0_0073n],
    [flipped, 0n],
  ] as const) {
    rig.setCsr("mstatus", TW);
    expect(rig.execute("HS", "wrs.nto")).toMatchObject({ cause: ILLEGAL, tval });
  }
});
