import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../src/isa/assemble.js";
import { disassemble } from "../../src/isa/disassemble.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { wordOf } from "./random-words.js";

describe("the disassembler", () => {
  test.each(INSTRUCTIONS.map((row) => [row.name, row] as const))(
    "writes %s so that it assembles to the same word",
    (_, row) => {
      fc.assert(
        fc.property(wordOf(row), fc.integer({ min: 0, max: 2 ** 40 }), (word, halfwords) => {
          const pc = 2 * halfwords;
          const text = disassemble(word, pc);
          expect(assemble(text, { pc }), text).toBe(word >>> 0);
        }),
        { numRuns: 100 },
      );
    },
  );

  test("names registers and CSRs as the calling convention and the manual do", () => {
    expect(disassemble(0x6805_9573)).toBe("csrrw a0,hgatp,a1");
    expect(disassemble(0x6805_c573)).toBe("hlv.w a0,(a1)");
    expect(disassemble(0x0005_2503)).toBe("lw a0,0(a0)");
    expect(disassemble(0x7c01_e573)).toBe("csrrsi a0,0x7c0,3");
    expect(disassemble(0x06b6_252f)).toBe("amoadd.w.aqrl a0,a1,(a2)");
  });

  test("leaves out a rounding mode that need not be written", () => {
    expect(disassemble(0x00c5_f553)).toBe("fadd.s fa0,fa1,fa2");
    expect(disassemble(0x00c5_9553)).toBe("fadd.s fa0,fa1,fa2,rtz");
    expect(disassemble(0xd205_0553)).toBe("fcvt.d.w fa0,a0");
  });

  test("gives branch targets as addresses, also in the upper half of the address space", () => {
    expect(disassemble(0xfeb5_0ce3, 0x64)).toBe("beq a0,a1,0x5c");
    expect(disassemble(0xfeb5_0ce3, 0xffff_ffff_8000_0000n)).toBe("beq a0,a1,0xffffffff7ffffff8");
  });

  test("writes words that are no instruction as data", () => {
    expect(disassemble(0xffff_ffff)).toBe(".word 0xffffffff");
    expect(disassemble(0)).toBe(".half 0x0000");
  });
});
