import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, makeDecoder } from "../../src/isa/decode.js";
import { instructionsOf } from "../../src/isa/extensions.js";
import type { InstructionRow } from "../../src/isa/instruction-row.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { KNOWN_WORDS } from "./known-words.js";
import { wordOf } from "./random-words.js";

function name(word: number): string | undefined {
  return decode(word)?.row.name;
}

function row(wanted: string): InstructionRow {
  return INSTRUCTIONS.find((candidate) => candidate.name === wanted)!;
}

describe("the decoder", () => {
  test("names no instruction twice", () => {
    const names = INSTRUCTIONS.map((candidate) => candidate.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("finds the instruction of every word that an assembler made", () => {
    for (const [text, word] of KNOWN_WORDS) {
      expect(text.split(" ")[0], text).toMatch(new RegExp(`^${name(word)}(\\.(aq|rl|aqrl))?$`));
    }
  });

  test("finds a row for any operands", () => {
    for (const candidate of INSTRUCTIONS) {
      const refined = INSTRUCTIONS.filter(({ refines }) => refines === candidate.name);
      fc.assert(
        fc.property(wordOf(candidate), (word) => {
          expect([candidate.name, ...refined.map((other) => other.name)]).toContain(name(word));
        }),
        { numRuns: 50 },
      );
    }
  });

  test("takes the same word as signed or unsigned", () => {
    expect(decode(0xfff50513)).toEqual(decode(0xfff50513 | 0));
    expect(decode(0xfff50513)?.operands).toEqual({ rd: 10, rs1: 10, rs2: 0, rs3: 0, imm: -1, rm: 0 });
  });

  test("looks only at the low half of a word that begins with a compressed instruction", () => {
    expect(decode(0xdead_0001)).toMatchObject({ row: { name: "c.nop" }, length: 2 });
  });

  test("gives compressed instructions the operands of what they expand to", () => {
    // c.lwsp a0, 8(sp); c.addi4spn s0, sp, 4; c.j -2; c.jalr a0; c.beqz s0, -256
    expect(decode(0x4522)?.operands).toMatchObject({ rd: 10, rs1: 2, imm: 8 });
    expect(decode(0x0040)?.operands).toMatchObject({ rd: 8, rs1: 2, imm: 4 });
    expect(decode(0xbffd)?.operands).toMatchObject({ rd: 0, imm: -2 });
    expect(decode(0x9502)?.operands).toMatchObject({ rd: 1, rs1: 10, imm: 0 });
    expect(decode(0xd001)?.operands).toMatchObject({ rs1: 8, rs2: 0, imm: -256 });
    for (const [compressed, full] of [
      ["c.lw", "lw"],
      ["c.mv", "add"],
      ["c.lui", "lui"],
      ["c.fsdsp", "fsd"],
    ] as const) {
      expect(row(compressed).meaning).toBe(row(full).meaning);
    }
  });

  test.each([
    ["the all-zero halfword", 0x0000],
    ["c.addi4spn with imm = 0", 0x0010],
    ["c.lui with imm = 0 where no c.mop is", 0x6001],
    ["c.lui with imm = 0 and an even rd", 0x6201],
    ["c.lui with imm = 0 and an rd above x15", 0x6881],
    ["c.addi16sp with imm = 0", 0x6101],
    ["c.addiw with rd = x0", 0x2001],
    ["c.lwsp with rd = x0", 0x4002],
    ["c.ldsp with rd = x0", 0x6002],
    ["c.jr with rs1 = x0", 0x8002],
    ["the place behind c.not", 0x9c79],
    ["the place beside c.lbu to c.sh", 0x9000],
    ["c.sh with bit 6 set", 0x8c40],
    ["slliw with a sixth bit of shamt", 0x0200_951b],
    ["a static rounding mode of 5", 0x00c5_d553],
    ["a static rounding mode of 6", 0x00c5_e553],
    ["lr.w with rs2 other than x0", 0x1015_a52f],
    ["sfence.vma with rd other than x0", 0x1200_00f3],
    ["hlv.d's unsigned twin, which RV64 lacks", 0x6c15_c573],
    ["hsv.b with rd other than x0", 0x62b5_40f3],
    ["mret with rs1 other than x0", 0x3020_8073],
    ["cbo.zero with rd other than x0", 0x0045_208f],
    ["an unused number of cbo", 0x0035_200f],
    ["all ones", 0xffff_ffff],
  ])("refuses %s", (_, word) => {
    expect(decode(word)).toBeUndefined();
  });

  test.each([
    ["c.addi with imm = 0", 0x0501, "c.addi"],
    ["c.li to x0", 0x4005, "c.li"],
    ["c.lui to x0", 0x6005, "c.lui"],
    ["c.slli by 0", 0x0502, "c.slli"],
    ["c.mv to x0", 0x802a, "c.mv"],
    ["c.add to x0", 0x902a, "c.add"],
    ["c.nop with an immediate", 0x0015, "c.nop"],
    ["prefetch.r", 0x0015_6013, "prefetch.r"],
    ["ori to x0 that is no prefetch", 0x0025_6013, "ori"],
    ["packw with rs2 = x0", 0x0805_c53b, "zext.h"],
    ["a fence with a reserved fm and nonzero rd and rs1", 0xeebf_8b8f, "fence"],
    ["fence.i with nonzero imm, rs1 and rd", 0xb905_948f, "fence.i"],
  ])("decodes %s as its row", (_, word, expected) => {
    expect(name(word)).toBe(expected);
  });

  test("tells c.lui, c.addi16sp, c.jr, c.mv, c.ebreak, c.jalr and c.add apart", () => {
    const words = [0x6085, 0x6141, 0x8082, 0x808a, 0x9002, 0x9082, 0x908a];
    expect(words.map(name)).toEqual(["c.lui", "c.addi16sp", "c.jr", "c.mv", "c.ebreak", "c.jalr", "c.add"]);
  });

  test("decodes PAUSE as a fence when Zihintpause is absent", () => {
    const without = makeDecoder(instructionsOf(["m", "a"]));
    expect(name(0x0100_000f)).toBe("pause");
    expect(without(0x0100_000f)?.row.name).toBe("fence");
  });
});

describe("a decoder for some extensions", () => {
  test("knows only their instructions", () => {
    const rv64imac = makeDecoder(instructionsOf(["i", "M", "a", "c"]));
    expect(rv64imac(0x02c5_8533)?.row.name).toBe("mul");
    expect(rv64imac(0x4522)?.row.name).toBe("c.lwsp");
    expect(rv64imac(0x00c5_f553)).toBeUndefined();
    expect(rv64imac(0x2522)).toBeUndefined(); // c.fldsp
    expect(rv64imac(0x6805_c573)).toBeUndefined(); // hlv.w
    expect(rv64imac(0x1020_0073)).toBeUndefined(); // sret
    expect(rv64imac(0x3020_0073)?.row.name).toBe("mret");
  });

  test("has c.fldsp exactly when C and D are present", () => {
    expect(makeDecoder(instructionsOf(["c", "d"]))(0x2522)?.row.name).toBe("c.fldsp");
    expect(makeDecoder(instructionsOf(["c", "f"]))(0x2522)).toBeUndefined();
  });

  test("has ori, c.lui's reserved words and packw as they were before younger extensions came", () => {
    const old = makeDecoder(instructionsOf(["g", "c", "b"]));
    expect([0x0015_6013, 0x6081, 0x0805_c53b, 0x0865_c53b].map((word) => old(word)?.row.name)).toEqual([
      "ori",
      undefined,
      "zext.h",
      undefined,
    ]);
  });

  test("has the instructions that Zbb and Zbkb share with either", () => {
    for (const extension of ["zbb", "zbkb"]) {
      expect(makeDecoder(instructionsOf([extension]))(0x60c5_9533)?.row.name).toBe("rol");
    }
    expect(makeDecoder(instructionsOf(["zbkc"]))(0x0ac5_9533)?.row.name).toBe("clmul");
    expect(makeDecoder(instructionsOf(["zbkc"]))(0x0ac5_a533)).toBeUndefined(); // clmulr
  });

  test("has Zcb's instructions only with the extension of what they expand to", () => {
    expect(makeDecoder(instructionsOf(["zcb"]))(0x9fdd)).toBeUndefined(); // c.mul
    expect(makeDecoder(instructionsOf(["zcb", "m"]))(0x9fdd)?.row.name).toBe("c.mul");
    expect(makeDecoder(instructionsOf(["zcb"]))(0x9df1)).toBeUndefined(); // c.zext.w
    expect(makeDecoder(instructionsOf(["zcb", "zba"]))(0x9df1)?.row.name).toBe("c.zext.w");
  });

  test("has every known instruction when all extensions are named", () => {
    const names = INSTRUCTIONS.map(({ extension }) => extension).filter((extension) => extension !== "Zcd");
    expect(instructionsOf(names)).toEqual(INSTRUCTIONS);
  });
});

describe("the overlap check", () => {
  const one: InstructionRow = {
    name: "one",
    extension: "X",
    encoding: "0000000 ..... ..... 000 ..... 0001011",
    fields: {},
    operands: "",
    meaning: [],
  };

  test("refuses two rows that match one word", () => {
    const two = { ...one, name: "two", encoding: "....... ..... 00001 000 ..... 0001011" };
    expect(() => makeDecoder([one, two])).toThrow(/one and two both match 0x800b/);
  });

  test("accepts rows that reserve each other's words, and a row that refines another", () => {
    const two = { ...one, name: "two", encoding: "0000000 00000 00000 000 ..... 0001011" };
    const refining = { ...two, refines: "one" };
    const reserving = { ...one, reserved: [{ mask: -(2 ** 15), match: 0 }] };
    expect(() => makeDecoder([one, two])).toThrow(TypeError);
    expect(makeDecoder([reserving, two])(0x0b)?.row.name).toBe("two");
    expect(makeDecoder([one, refining])(0x0b)?.row.name).toBe("two");
    expect(makeDecoder([one, refining])(0x0000_800b)?.row.name).toBe("one");
  });
});
