// Translated code beside the interpreter: loops that run hot, then meet what ends them.
import { describe, test } from "vitest";
import { CODE, DATA } from "../hart/hart-fixture.js";
import { makeTables, S_RWX, SV39 } from "../hart/page-tables.js";
import { compare } from "./side-by-side.js";

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

  test.each(["rne", "rtz", "rdn", "rup", "rmm"])("of doubles that round by %s whatever frm says", (rm) => {
    compare({
      mode: "HS",
      prepare: (rig) => rig.setCsr("mstatus", 1n << 13n),
      code: [
        "loop: addi s0, s0, 3",
        `fcvt.d.l ft0, s0, ${rm}`,
        "addi s1, zero, 7",
        "fcvt.d.w ft1, s1",
        `fdiv.d ft2, ft0, ft1, ${rm}`,
        `fsqrt.d ft3, ft2, ${rm}`,
        `fmul.d ft4, ft3, ft2, ${rm}`,
        `fadd.d ft5, ft4, ft2, ${rm}`,
        `fsub.d ft6, ft5, ft3, ${rm}`,
        `fmadd.d ft7, ft6, ft3, ft4, ${rm}`,
        "j loop",
      ],
      warm: 40_000,
      compared: 200,
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
