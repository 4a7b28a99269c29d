// Translated code beside the interpreter: loops that run hot, then meet what ends them. Both engines must be in the same
// state after any number of steps.
import { describe, expect, test } from "vitest";
import { F_NAMES, X_NAMES } from "../../src/isa/registers.js";
import { FFLAGS, FLOAT_DIRTY } from "../../src/layout/hart.js";
import { RECORD_POOL, RECORD_POOL_NEXT } from "../../src/layout/machine.js";
import { HANDLER_REGION, RECORD_PAGE_BYTES } from "../../src/layout/records.js";
import { CODE, DATA, DEVICE, type Harts, type Mode, makeHarts } from "../hart/hart-fixture.js";
import { makeTables, S_RWX, SV39 } from "../hart/page-tables.js";

const CSRS = ["mcause", "mepc", "mtval", "mstatus", "scause", "sepc", "stval", "minstret", "mcycle", "mip"];

function state(rig: Harts): object {
  const { view } = rig.linear;
  return {
    pc: rig.pc,
    mode: rig.mode,
    steps: rig.loop.steps,
    traps: rig.traps,
    x: X_NAMES.map((name) => rig.x(name)),
    f: F_NAMES.map((name) => rig.f(name)),
    fflags: view.getUint32(rig.base + FFLAGS, true) + 256 * view.getUint32(rig.base + FLOAT_DIRTY, true),
    csrs: CSRS.map((name) => rig.csr(name)),
    data: Array.from({ length: 64 }, (_, i) => rig.read64(DATA + 8 * i)),
    writes: rig.device.writes.slice(-3),
  };
}

function hasRegions({ linear: { view } }: Harts): boolean {
  const pool = view.getUint32(RECORD_POOL, true);
  for (let page = 0; page < view.getUint32(RECORD_POOL_NEXT, true); page++) {
    for (let record = 0; record < 2048; record++) {
      if ((view.getUint16(pool + page * RECORD_PAGE_BYTES + 16 * record, true) & HANDLER_REGION) !== 0) return true;
    }
  }
  return false;
}

interface Scenario {
  readonly mode: Mode;
  readonly code: readonly string[];
  readonly prepare?: (rig: Harts) => void;
  /** Steps before the comparison begins: by then the loop is hot. */
  readonly warm: number;
  /** Steps compared one by one. */
  readonly compared: number;
}

function compare({ mode, code, prepare, warm, compared }: Scenario): void {
  const [plain, translated] = [false, true].map((translate) => {
    const rig = makeHarts({ translate });
    rig.code([...code, "j ."]);
    rig.setX("a0", DATA);
    rig.setX("a1", DEVICE);
    prepare?.(rig);
    rig.start(mode);
    for (let done = 0; done < warm; done += 100) rig.steps(100);
    return rig;
  }) as [Harts, Harts];
  expect(hasRegions(translated)).toBe(true);
  expect(state(translated)).toEqual(state(plain));
  for (let done = 0; done < compared; ) {
    const steps = 1 + ((done * 31) % 17);
    plain.steps(steps);
    translated.steps(steps);
    done += steps;
    expect(state(translated), `${done} steps after the warm-up`).toEqual(state(plain));
  }
}

describe("a hot loop", () => {
  test("of arithmetic, branches and memory", () => {
    compare({
      mode: "HS",
      code: [
        "loop: addi s0, s0, 7",
        "mul s1, s1, s0",
        "xor s1, s1, s0",
        "andi t0, s1, 0xf8",
        "add t0, t0, a0",
        "ld t1, (t0)",
        "add t1, t1, s1",
        "sd t1, (t0)",
        "c.addi s2, 1",
        "sltu t2, s1, t1",
        "beqz t2, loop",
        "remu s3, s1, s0",
        "sraiw s4, s1, 3",
        "j loop",
      ],
      warm: 60_000,
      compared: 500,
    });
  });

  test("that calls and returns", () => {
    compare({
      mode: "U",
      code: ["loop: jal ra, sub", "addi s1, s1, 1", "bnez s1, loop", "sub: addi s0, s0, 3", "ret"],
      warm: 60_000,
      compared: 300,
    });
  });

  test("of floating point, with its flags and rounding modes", () => {
    compare({
      mode: "HS",
      prepare: (rig) => rig.setCsr("mstatus", 1n << 13n),
      code: [
        "loop: addi s0, s0, 3",
        "fcvt.d.l ft0, s0",
        "fdiv.d ft1, ft0, ft2",
        "fadd.d ft2, ft2, ft0",
        "fcvt.s.d ft3, ft2",
        "fmadd.s ft4, ft3, ft3, ft4",
        "fsqrt.d ft5, ft2",
        "fcvt.w.d s1, ft5, rtz",
        "flt.d s2, ft1, ft2",
        "fsw ft4, 8(a0)",
        "flw ft6, 8(a0)",
        "j loop",
      ],
      warm: 60_000,
      compared: 300,
    });
  });

  test("that a load's page fault ends, with epc, tval and registers exact", () => {
    compare({
      mode: "HS",
      prepare(rig) {
        const space = makeTables(rig).space(SV39);
        space.map(CODE, CODE, S_RWX);
        for (let page = 0n; page < 8n; page++) space.map(0x10_0000n + page * 4096n, DATA, S_RWX);
        rig.setCsr("satp", space.atp);
        rig.setX("s0", 0x10_0000n);
      },
      code: ["loop: ld t0, (s0)", "add t1, t1, t0", "sd t1, 8(s0)", "addi s0, s0, 2", "j loop"],
      // 32 KiB in steps of 2 bytes: 16384 rounds of 5.
      warm: 81_800,
      compared: 300,
    });
  });

  test("that a device's interrupt ends behind the store", () => {
    compare({
      mode: "HS",
      prepare(rig) {
        let writes = 0;
        rig.setCsr("mie", -1n);
        rig.onDevice = () => {
          if (++writes === 20_010) rig.line(11, true);
        };
      },
      code: ["loop: addi s0, s0, 1", "sw s0, 4(a1)", "j loop"],
      warm: 60_000,
      compared: 100,
    });
  });

  test("that a timer interrupts at its step", () => {
    compare({
      mode: "U",
      prepare(rig) {
        rig.setCsr("mie", 0x80);
        rig.setMtimecmp(6013n);
      },
      code: ["loop: addi s0, s0, 1", "xor s1, s1, s0", "bnez s0, loop"],
      warm: 60_000,
      compared: 300,
    });
  });

  test("that changes its own instruction", () => {
    compare({
      mode: "M",
      prepare(rig) {
        rig.setX("s3", 15_010);
        // addi s1, s1, 5
        rig.setX("s4", (5 << 20) | (9 << 15) | (9 << 7) | 0x13);
        rig.setX("s5", CODE + 4);
      },
      code: ["loop: addi s0, s0, 1", "addi s1, s1, 1", "bne s0, s3, loop", "sw s4, (s5)", "fence.i", "j loop"],
      warm: 45_000,
      compared: 300,
    });
  });

  test("with traps in it, which a handler answers", () => {
    compare({
      mode: "U",
      prepare(rig) {
        rig.setCsrs({ medeleg: 1n << 8n, stvec: DATA + 0x1000 });
        rig.code(["csrr t0, sepc", "addi t0, t0, 4", "csrw sepc, t0", "sret"], DATA + 0x1000);
      },
      code: ["loop: addi s0, s0, 1", "ecall", "addi s1, s1, 1", "j loop"],
      warm: 60_000,
      compared: 300,
    });
  });

  test("that switches floating point off", () => {
    compare({
      mode: "HS",
      prepare(rig) {
        rig.setCsr("mstatus", 1n << 13n);
        rig.setX("s3", 12_010);
        rig.setX("s4", 0x6000);
      },
      code: ["loop: addi s0, s0, 1", "fadd.d ft0, ft0, ft1", "bne s0, s3, loop", "csrc sstatus, s4", "j loop"],
      warm: 36_000,
      compared: 200,
    });
  });
});
