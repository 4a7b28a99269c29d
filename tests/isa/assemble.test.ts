import { describe, expect, test } from "vitest";
import { assemble } from "../../src/isa/assemble.js";
import { AssemblyError } from "../../src/isa/assembly-error.js";
import { disassemble } from "../../src/isa/disassemble.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { KNOWN_WORDS } from "./known-words.js";

describe("the assembler", () => {
  test("makes the GNU assembler's word of every instruction", () => {
    for (const [text, word] of KNOWN_WORDS) expect(assemble(text).toString(16), text).toBe(word.toString(16));
  });

  test("is compared for every row", () => {
    const known = new Set(KNOWN_WORDS.map(([text]) => text.split(" ")[0]!.replace(/\.(aq|rl|aqrl)$/, "")));
    expect(INSTRUCTIONS.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each([
    ["nop", "addi zero,zero,0"],
    ["mv a0, a1", "addi a0,a1,0"],
    ["zext.b a0, a1", "andi a0,a1,255"],
    ["j 0x10", "jal zero,0x10"],
    ["ret", "jalr zero,0(ra)"],
    ["bgt a0, a1, 8", "blt a1,a0,0x8"],
    ["csrr t0, vsatp", "csrrs t0,vsatp,zero"],
    ["csrw 0x680, t0", "csrrw zero,hgatp,t0"],
    ["sfence.vma", "sfence.vma zero,zero"],
    ["hfence.gvma a0", "hfence.gvma a0,zero"],
    ["fence", "fence iorw,iorw"],
    ["lw a0, (sp)", "lw a0,0(sp)"],
    ["lr.d.aq a0, 0(a1)", "lr.d.aq a0,(a1)"],
    ["addi x5, fp, 'a'", "addi t0,s0,97"],
    ["lui a0, -1", "lui a0,0xfffff"],
    ["c.lwsp a0, 4(x2)", "c.lwsp a0,4(sp)"],
    ["fcvt.w.s a0, fa0 , rtz", "fcvt.w.s a0,fa0,rtz"],
  ])("reads %s as %s", (text, expected) => {
    expect(disassemble(assemble(text))).toBe(expected);
  });

  test("resolves labels from the pc", () => {
    const labels = new Map([["loop", 0x8000_0010]]);
    expect(disassemble(assemble("bnez a0, loop+4", { pc: 0x8000_0020, labels }), 0x8000_0020)).toBe(
      "bne a0,zero,0x80000014",
    );
    expect(assemble("j .", { pc: 0x8000_0020 })).toBe(0x0000_006f);
  });

  test.each([
    ["addi a0, a0, 5000", /addi: 5000 does not fit; expected -2048 to 2047/],
    ["beq a0, a1, 3", /beq: 3 does not fit; expected -4096 to 4094 in steps of 2/],
    ["c.lw a0, 2(a1)", /expected 0 to 124 in steps of 4/],
    ["c.lw t0, 0(a1)", /c.lw: rd number 5 does not fit; expected 8 to 15/],
    ["slliw a0, a0, 32", /expected 0 to 31/],
    ["lui a0, 0x100000", /out of range; expected 0 to 0xfffff/],
    ["c.addi4spn s0, sp, 0", /this encoding is reserved/],
    ["add a0, a1", /expected rd, rs1, rs2/],
    ["ecall a0", /expected no operands/],
    ["amoadd.w.aq a0, a1, a2", /expected rd, rs2, \(rs1\)/],
    ["lw a0, 4(a9)", /"a9" is no register; expected an x register/],
    ["fadd.s a0, fa0, fa0", /expected an f register/],
    ["csrr a0, hgapt", /unknown CSR hgapt/],
    ["fadd.s fa0, fa0, fa0, up", /unknown rounding mode up; expected rne, rtz/],
    ["fence rx, w", /letters of iorw/],
    ["j nowhere", /unknown label or name nowhere/],
    ["addi a0, a0, 1 2", /is no number/],
    ["hfence a0", /unknown instruction hfence; did you mean hfence.vvma, hfence.gvma/],
    ["lw.aq a0, 0(a0)", /unknown instruction lw.aq/],
  ])("says what is wrong with %s", (text, message) => {
    expect(() => assemble(text)).toThrow(message);
    expect(() => assemble(text)).toThrow(AssemblyError);
  });
});
