// What a region leaves in memory when it is left: every kind of instruction that writes a register, each the only one to
// write that register in its region. And that it is left at once when its own code has changed.
import { describe, test } from "vitest";
import { CODE, DATA } from "../hart/hart-fixture.js";
import { compare } from "./side-by-side.js";

/** A page of code that is not the loop's. */
const ELSEWHERE = DATA + 0x2000;

/** Each gives its rd a value that depends on s0, which counts. */
const WRITERS = [
  ["an operation", "add t6, s0, s0"],
  ["a compressed operation", "c.mv t6, s0"],
  ["a 32-bit operation", "subw t6, zero, s0"],
  ["a multiplication", "mulh t6, s0, s2"],
  ["a load", "ld t6, (a0)"],
  ["a load of a byte", "lbu t6, (a0)"],
  ["a load-reserved", "lr.d t6, (a0)"],
  ["an AMO", "amoadd.d t6, s0, (a0)"],
  ["a CSR instruction", "csrrw t6, sscratch, s0"],
  ["a comparison of floating point", "flt.d t6, ft0, ft1"],
  ["a move from floating point", "fmv.x.d t6, ft0"],
  ["a conversion to an integer", "fcvt.l.d t6, ft0"],
  ["a load of floating point", "fld ft11, (a0)"],
  ["a load of single precision", "flw ft11, (a0)"],
  ["floating-point arithmetic", "fadd.d ft11, ft0, ft1"],
  ["a fused multiply-add", "fmadd.d ft11, ft0, ft0, ft1"],
  ["a sign injection", "fsgnjn.d ft11, ft0, ft0"],
  ["a move to floating point", "fmv.d.x ft11, s0"],
  ["a conversion from an integer", "fcvt.s.l ft11, s0"],
] as const;

describe("a register is as the interpreter leaves it, wherever the region is left, when it was written by", () => {
  test.each(WRITERS)("%s: %s", (_, instruction) => {
    compare({
      mode: "HS",
      prepare: (rig) => {
        rig.setCsr("mstatus", 1n << 13n);
        rig.setX("s2", -5n);
      },
      code: ["loop: addi s0, s0, 3", "fcvt.d.l ft0, s0", "sd s0, (a0)", instruction, "addi s1, s1, 1", "j loop"],
      warm: 30_000,
      compared: 100,
    });
  });

  test("the link of a call through a register, whose callee lies in another page and clears it", () => {
    compare({
      mode: "HS",
      prepare: (rig) => {
        rig.code(["mv t5, ra", "li ra, 0", "addi s0, s0, 3", "jr t5"], ELSEWHERE);
        rig.setX("s5", BigInt(ELSEWHERE));
      },
      code: ["loop: jalr ra, (s5)", "addi s1, s1, 1", "bnez s1, loop"],
      warm: 60_000,
      compared: 300,
    });
  });
});

describe("a hot loop executes what it has stored over its own code, without fence.i", () => {
  const li = (register: number, value: number) => BigInt((value << 20) | (register << 7) | 0x13);

  test.each([
    ["ahead, in the same run through the loop", 6, li(6, 2)],
    ["behind, in the next run through the loop", 4, li(5, 2)],
  ])("%s", (_, target, instruction) => {
    const there = CODE + 4 * target;
    compare({
      mode: "HS",
      prepare: (rig) => {
        rig.setX("s2", instruction);
        rig.setX("s4", -5004n);
        rig.setX("s5", BigInt(DATA));
        rig.setX("s6", BigInt(there - DATA));
      },
      // The store is executed every time; once, in the middle of a slice of the warm-up, it goes to the code instead of
      // to data. The sums remember which instruction was executed then.
      code: [
        "loop: addi s4, s4, 1",
        "seqz t2, s4",
        "mul t2, t2, s6",
        "add t2, t2, s5",
        "addi t0, zero, 1",
        "sw s2, (t2)",
        "addi t1, zero, 1",
        "add s0, s0, t0",
        "sub s1, s1, t1",
        "j loop",
      ],
      warm: 100_000,
      compared: 100,
    });
  });
});
