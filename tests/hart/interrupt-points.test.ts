// When a pending interrupt is taken: behind which instruction, at returns, out of WFI, behind a device access.
// Privileged manual: "Machine Interrupt-Pending and -Enable Registers", "Wait for Interrupt".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DEVICE, INTERRUPT, type Mode, makeHarts } from "./hart-fixture.js";
import { MEI, MSI, pendOn, SEI, SSI, VSEI, VSSI, VSTI } from "./pending-interrupts.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const SPIN = "j .";
const pend = (...list: readonly bigint[]) => pendOn(rig, ...list);

describe("an interrupt becomes due at once when", () => {
  /** Runs in one slice: the instruction that opens the interrupt must be the last before it. */
  function opened(
    mode: Mode,
    instruction: string,
    setup: Readonly<Record<string, bigint>>,
    pending: readonly bigint[],
  ) {
    rig.setCsrs(setup);
    rig.code([instruction, "addi a7, a7, 1", "addi a7, a7, 1", SPIN]);
    rig.start(mode);
    pend(...pending);
    rig.setX("a7", 0n);
    rig.steps(4);
    const to = rig.mode;
    return [rig.x("a7"), to, rig.csr(to === "M" ? "mepc" : to === "HS" ? "sepc" : "vsepc") - BigInt(CODE)];
  }

  test("csrsi mstatus sets MIE", () => {
    expect(opened("M", "csrsi mstatus, 8", { mie: -1n }, [MSI])).toEqual([0n, "M", 4n]);
  });
  test("csrsi sstatus sets SIE in HS", () => {
    expect(opened("HS", "csrsi sstatus, 2", { mie: -1n, mideleg: 0x222n }, [SSI])).toEqual([0n, "HS", 4n]);
  });
  test("csrsi sstatus sets SIE in VS", () => {
    expect(opened("VS", "csrsi sstatus, 2", { mie: -1n, hideleg: 0x444n }, [VSSI])).toEqual([0n, "VS", 4n]);
  });
  test("csrw sie enables it", () => {
    rig.setX("a0", -1n);
    expect(opened("HS", "csrw sie, a0", { mideleg: 0x222n, mstatus: 2n }, [SEI])).toEqual([0n, "HS", 4n]);
  });
  test("csrw sie enables it in VS", () => {
    rig.setX("a0", -1n);
    expect(opened("VS", "csrw sie, a0", { hideleg: 0x444n, vsstatus: 2n }, [VSEI])).toEqual([0n, "VS", 4n]);
  });
  test("csrw sip raises it", () => {
    expect(opened("HS", "csrsi sip, 2", { mie: -1n, mideleg: 0x222n, mstatus: 2n }, [])).toEqual([0n, "HS", 4n]);
  });
  test("csrw sip raises it in VS", () => {
    expect(opened("VS", "csrsi sip, 2", { mie: -1n, hideleg: 0x444n, vsstatus: 2n }, [])).toEqual([0n, "VS", 4n]);
  });
  test("HS writes hvip for itself", () => {
    expect(opened("HS", "csrsi hvip, 4", { mie: -1n, mstatus: 2n }, [])).toEqual([0n, "HS", 4n]);
  });
  test("mideleg gives it away to a mode that is open", () => {
    rig.setX("a0", 0n);
    expect(opened("M", "csrw mideleg, a0", { mie: -1n, mideleg: 0x222n, mstatus: 1n << 7n }, [SSI])).toEqual([
      0n,
      "M",
      4n,
    ]);
  });
});

describe("returns", () => {
  test("mret takes a pending interrupt before the first instruction of the new mode", () => {
    rig.setCsrs({ mie: -1n });
    rig.code(["addi a7, a7, 1", SPIN]);
    pend(MSI);
    rig.start("U");
    rig.setX("a7", 0n);
    rig.steps(3);
    expect([rig.x("a7"), rig.mode, rig.csr("mepc"), rig.traps]).toEqual([0n, "M", BigInt(CODE), 1n]);
  });

  test("sret into VS takes an interrupt that waits for the guest", () => {
    rig.setCsrs({ mie: -1n, hideleg: 0x444, sepc: CODE + 0x100, hstatus: 1n << 7n, vsstatus: 2n });
    rig.code(["addi a7, a7, 1", SPIN], CODE + 0x100);
    rig.code("sret");
    rig.start("HS");
    rig.setCsrs({ mstatus: 1n << 8n });
    pend(VSEI);
    rig.steps(3);
    expect([rig.x("a7"), rig.mode, rig.csr("vsepc"), rig.csr("vscause")]).toEqual([
      0n,
      "VS",
      BigInt(CODE) + 0x100n,
      INTERRUPT + 9n,
    ]);
  });

  test("a run of one step ends after the mret, with the interrupt still to come", () => {
    rig.setCsrs({ mie: -1n });
    rig.code(SPIN);
    pend(MSI);
    const before = rig.loop.steps;
    rig.start("U");
    expect([rig.loop.steps - before, rig.mode, rig.traps]).toEqual([1, "U", 0n]);
    rig.steps(1);
    expect([rig.loop.steps - before, rig.mode, rig.traps]).toEqual([2, "M", 1n]);
  });
});

describe("wfi", () => {
  function waitIn(mode: Mode, csrs: Readonly<Record<string, bigint>>): void {
    rig.setCsrs(csrs);
    rig.code(["wfi", "addi a7, a7, 1", SPIN]);
    rig.start(mode);
    rig.setX("a7", 0n);
    rig.steps(1);
  }

  test("waits until an interrupt that mie enables is pending, delegated or not, MIE or not", () => {
    for (const bit of [MSI, SSI, VSEI]) {
      rig.reset();
      waitIn("M", { mie: 1n << bit });
      rig.steps(5);
      expect(rig.x("a7")).toBe(0n);
      pend(bit);
      rig.steps(3);
      // MIE is off: execution goes on behind the wfi, without a trap.
      expect([rig.x("a7"), rig.traps]).toEqual([1n, 0n]);
    }
  });

  test("does not wake for a pending interrupt that mie has off", () => {
    waitIn("M", { mie: 1n << MSI });
    pend(SSI);
    rig.steps(10);
    expect(rig.x("a7")).toBe(0n);
  });

  test("does not wait when one is pending already", () => {
    rig.setCsr("mie", 1n << SSI);
    pend(SSI);
    rig.code(["wfi", "addi a7, a7, 1", SPIN]);
    rig.start("M");
    rig.setX("a7", 0n);
    rig.steps(2);
    expect(rig.x("a7")).toBe(1n);
  });

  test("the interrupt's epc is the instruction behind the wfi", () => {
    waitIn("HS", { mie: 1n << SSI, mideleg: 0x222n, mstatus: 2n });
    pend(SSI);
    rig.steps(1);
    expect([rig.mode, rig.csr("sepc")]).toEqual(["HS", BigInt(CODE) + 4n]);
  });

  test("in VS it waits as well, and wakes for the guest's interrupt", () => {
    waitIn("VS", { mie: 1n << VSTI, hideleg: 0x444n, vsstatus: 2n });
    rig.steps(3);
    expect(rig.x("a7")).toBe(0n);
    pend(VSTI);
    rig.steps(1);
    expect([rig.mode, rig.csr("vscause"), rig.csr("vsepc")]).toEqual(["VS", INTERRUPT + 5n, BigInt(CODE) + 4n]);
  });

  test("it retires: one step, one instruction", () => {
    rig.code(["wfi", SPIN]);
    rig.start("M");
    const [steps, instret] = [rig.loop.steps, rig.csr("minstret")];
    rig.steps(1);
    expect([rig.loop.steps - steps, rig.csr("minstret") - instret, rig.pc]).toEqual([1, 1n, BigInt(CODE) + 4n]);
  });
});

describe("a device that raises a line while the hart runs", () => {
  test("interrupts right behind the access, in the same slice", () => {
    rig.setCsrs({ mie: -1n });
    rig.code(["addi a7, a7, 1", "sw a7, (a0)", "addi a7, a7, 1", "addi a7, a7, 1", SPIN]);
    rig.start("HS");
    rig.setX("a7", 0n);
    rig.setX("a0", BigInt(DEVICE));
    rig.onDevice = () => rig.line(11, true);
    rig.steps(100);
    expect([rig.x("a7"), rig.csr("mcause"), rig.csr("mepc") - BigInt(CODE)]).toEqual([1n, INTERRUPT + MEI, 8n]);
  });

  test("of another hart is seen in that hart's turn", () => {
    const two = makeHarts({ harts: 2 });
    const [first, second] = [two.all[0]!, two.all[1]!];
    two.code(["sw zero, (a0)", SPIN]);
    two.code(["addi a7, a7, 1", "j .-4"], CODE + 0x100);
    first.pc = BigInt(CODE);
    second.pc = BigInt(CODE) + 0x100n;
    first.setX("a0", DEVICE);
    second.setX("a7", 0);
    second.setCsrs({ mie: -1n, mstatus: 8 });
    two.onDevice = () => second.line(3, true);
    two.loop.run(20_000);
    expect([second.x("a7"), second.csr("mcause")]).toEqual([0n, INTERRUPT + MSI]);
  });
});
