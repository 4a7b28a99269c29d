// Which interrupt is taken, where, and what it writes. Privileged manual: "Machine Interrupt-Pending and -Enable
// Registers"; hypervisor chapter: "Hypervisor Interrupt Registers", "Interrupt ... priorities".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, INTERRUPT, M_VECTOR, type Mode, makeHarts, S_VECTOR, VS_VECTOR } from "./hart-fixture.js";
import { MEI, MSI, MTI, pendOn, SEI, SSI, STI, VSEI, VSSI, VSTI } from "./pending-interrupts.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const MODES: readonly Mode[] = ["M", "HS", "U", "VS", "VU"];
const SPIN = "j .";
const bits = (...list: readonly bigint[]) => list.reduce((set, bit) => set | (1n << bit), 0n);
const pend = (...list: readonly bigint[]) => pendOn(rig, ...list);

/** Spins in a mode, makes interrupts pending, takes one step: who took what. */
function taken(mode: Mode, ...list: readonly bigint[]): readonly [Mode, bigint] | null {
  rig.code(SPIN);
  rig.start(mode);
  const { traps } = rig;
  expect(rig.pc).toBe(BigInt(CODE));
  pend(...list);
  rig.steps(1);
  if (rig.traps === traps) return null;
  const to = rig.mode;
  return [to, rig.csr(to === "M" ? "mcause" : to === "HS" ? "scause" : "vscause") - INTERRUPT];
}

describe("interrupts of M", () => {
  for (const bit of [MSI, MTI, MEI]) {
    test(`${bit} is taken in M only with MIE, below M always`, () => {
      for (const [mode, mie] of [
        ["M", 0n],
        ["M", 1n],
        ["HS", 0n],
        ["U", 0n],
        ["VS", 0n],
        ["VU", 0n],
      ] as const) {
        rig.reset();
        rig.setCsrs({ mie: 1n << bit, mstatus: mie << 7n });
        expect(taken(mode, bit)).toEqual(mode === "M" && mie === 0n ? null : ["M", bit]);
      }
    });

    test(`${bit} is not taken while mie has it off`, () => {
      rig.setCsr("mie", ~(1n << bit));
      expect(taken("U", bit)).toBeNull();
    });
  }

  test("S-level interrupts that mideleg keeps go to M, with MIE deciding in M", () => {
    rig.setCsr("mie", -1n);
    for (const bit of [SSI, STI, SEI]) {
      rig.setCsr("mip", 0);
      expect(taken("HS", bit)).toEqual(["M", bit]);
    }
    rig.setCsr("mip", 0);
    expect(taken("M", SSI)).toBeNull();
  });
});

describe("interrupts of HS", () => {
  for (const bit of [SSI, STI, SEI]) {
    test(`${bit} delegated by mideleg: never in M, in HS with SIE, below HS always`, () => {
      for (const [mode, sie, takes] of [
        ["M", 1n, false],
        ["HS", 0n, false],
        ["HS", 1n, true],
        ["U", 0n, true],
        ["VS", 0n, true],
        ["VU", 0n, true],
      ] as const) {
        rig.reset();
        rig.setCsrs({ mie: -1n, mideleg: 0x222, mstatus: (sie << 1n) | (1n << 7n) });
        expect(taken(mode, bit), mode).toEqual(takes ? ["HS", bit] : null);
      }
    });
  }

  for (const bit of [VSSI, VSTI, VSEI]) {
    test(`${bit} without hideleg is an interrupt of HS, under its own number`, () => {
      for (const [mode, sie, takes] of [
        ["M", 1n, false],
        ["HS", 0n, false],
        ["HS", 1n, true],
        ["U", 0n, true],
        ["VS", 0n, true],
      ] as const) {
        rig.reset();
        rig.setCsrs({ mie: -1n, hideleg: 0, mstatus: sie << 1n });
        expect(taken(mode, bit), mode).toEqual(takes ? ["HS", bit] : null);
      }
    });
  }

  test("hideleg has no say over S-level interrupts, nor vsstatus.SIE", () => {
    rig.setCsrs({ mie: -1n, mideleg: 0x222, hideleg: -1n, vsstatus: 0 });
    expect(taken("VS", SEI)).toEqual(["HS", SEI]);
  });
});

describe("interrupts of VS", () => {
  for (const [bit, seen] of [
    [VSSI, 1n],
    [VSTI, 5n],
    [VSEI, 9n],
  ] as const) {
    test(`${bit} delegated by hideleg: only when V=1, in VS with vsstatus.SIE, in VU always; the guest sees ${seen}`, () => {
      for (const [mode, sie, takes] of [
        ["M", 1n, false],
        ["HS", 1n, false],
        ["U", 1n, false],
        ["VS", 0n, false],
        ["VS", 1n, true],
        ["VU", 0n, true],
      ] as const) {
        rig.reset();
        // mideleg is as after reset: the VS bits are read-only one.
        rig.setCsrs({ mie: -1n, hideleg: 0x444, vsstatus: sie << 1n, mstatus: 2n | (1n << 7n) });
        expect(taken(mode, bit), mode).toEqual(takes ? ["VS", seen] : null);
      }
    });
  }

  test("it is not taken while mie, which hie and vsie show, has it off", () => {
    rig.setCsrs({ hideleg: 0x444, vsstatus: 2, mie: 0x440 });
    expect(taken("VS", VSSI)).toBeNull();
  });

  test("the HS-level SIE has no say", () => {
    rig.setCsrs({ mie: -1n, hideleg: 0x444, vsstatus: 2, mstatus: 0 });
    expect(taken("VS", VSTI)).toEqual(["VS", 5n]);
  });
});

describe("priorities", () => {
  test("for M: MEI, MSI, MTI, SEI, SSI, STI, and for HS the VS ones behind its own", () => {
    const order = [MEI, MSI, MTI, SEI, SSI, STI];
    for (let first = 0; first < order.length; first++) {
      rig.reset();
      rig.setCsr("mie", -1n);
      expect(taken("U", ...order.slice(first))).toEqual(["M", order[first]]);
    }
    const hs = [SEI, SSI, STI, VSEI, VSSI, VSTI];
    for (let first = 0; first < hs.length; first++) {
      rig.reset();
      rig.setCsrs({ mie: -1n, mideleg: 0x222 });
      expect(taken("U", ...hs.slice(first))).toEqual(["HS", hs[first]]);
    }
  });

  test("for VS: external, software, timer", () => {
    const vs = [VSEI, VSSI, VSTI];
    for (let first = 0; first < vs.length; first++) {
      rig.reset();
      rig.setCsrs({ mie: -1n, hideleg: 0x444 });
      expect(taken("VU", ...vs.slice(first))).toEqual(["VS", vs[first]! - 1n]);
    }
  });

  test("an interrupt for M goes before one for HS, and that before one for VS, whatever their numbers", () => {
    rig.setCsrs({ mie: -1n, mideleg: 0x222, hideleg: 0x444 });
    expect(taken("VU", VSEI, SEI, MTI)).toEqual(["M", MTI]);
    rig.reset();
    rig.setCsrs({ mie: -1n, mideleg: 0x222, hideleg: 0x444 });
    expect(taken("VU", VSEI, STI)).toEqual(["HS", STI]);
  });

  test("an interrupt that M masks does not hold up one for HS", () => {
    rig.setCsrs({ mie: bits(SEI, MTI) & ~bits(MTI), mideleg: 0x222 });
    expect(taken("U", MTI, SEI)).toEqual(["HS", SEI]);
  });
});

describe("what an interrupt writes", () => {
  test("epc is the next instruction, tval and all else zero; SPV and SPVP as for any trap", () => {
    rig.setCsrs({ mie: -1n, mideleg: 0x222, stval: 5, htval: 5, htinst: 5, hstatus: 1n << 6n });
    expect(taken("VS", SEI)).toEqual(["HS", SEI]);
    expect(["sepc", "stval", "htval", "htinst"].map((name) => rig.csr(name))).toEqual([BigInt(CODE), 0n, 0n, 0n]);
    expect(rig.csr("hstatus") & 0x1c0n).toBe(0x180n);
  });

  test("vectored mode goes to base plus four times the number, the guest's number in VS", () => {
    rig.setCsrs({ mie: -1n, mtvec: M_VECTOR + 1, stvec: S_VECTOR + 1, vstvec: VS_VECTOR + 1 });
    taken("U", MEI);
    expect(rig.pc).toBe(BigInt(M_VECTOR) + 44n);
    rig.reset();
    rig.setCsrs({ mie: -1n, mideleg: 0x222, mtvec: M_VECTOR + 1, stvec: S_VECTOR + 1, vstvec: VS_VECTOR + 1 });
    taken("U", SEI);
    expect(rig.pc).toBe(BigInt(S_VECTOR) + 36n);
    rig.reset();
    rig.setCsrs({ mie: -1n, hideleg: 0x444, vstvec: VS_VECTOR + 1 });
    taken("VU", VSEI);
    expect(rig.pc).toBe(BigInt(VS_VECTOR) + 36n);
  });

  test("the interrupt is a step of its own and no retired instruction", () => {
    rig.setCsrs({ mie: -1n });
    rig.code(SPIN);
    rig.start("U");
    const [steps, instret] = [rig.loop.steps, rig.csr("minstret")];
    pend(MSI);
    rig.steps(1);
    expect([rig.loop.steps - steps, rig.csr("minstret") - instret]).toEqual([1, 0n]);
  });
});

describe("delivery to a guest", () => {
  test("an external line reaches HS while the guest runs, and the guest through hvip", () => {
    // HS handler: hvip.VSEIP set, sret to the guest.
    rig.setCsrs({ mie: -1n, mideleg: 0x222, hideleg: 0x444, vsstatus: 2 });
    rig.code(["li t0, 0x400", "csrs hvip, t0", "sret"], S_VECTOR);
    rig.code(SPIN);
    rig.start("VS");
    rig.line(9, true);
    rig.onDevice = () => {};
    rig.steps(1);
    expect([rig.mode, rig.csr("scause")]).toEqual(["HS", INTERRUPT + 9n]);
    rig.line(9, false);
    // li, csrs, sret, then the guest's own interrupt.
    rig.steps(4);
    expect([rig.mode, rig.csr("vscause"), rig.csr("vsepc")]).toEqual(["VS", INTERRUPT + 9n, BigInt(CODE)]);
  });
});

test("every mode takes no interrupt when nothing is pending", () => {
  for (const mode of MODES) {
    rig.reset();
    rig.setCsrs({ mie: -1n, mideleg: -1n, hideleg: -1n, mstatus: 0x82, vsstatus: 2 });
    expect(taken(mode)).toBeNull();
  }
});
