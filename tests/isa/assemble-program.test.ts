import { describe, expect, test } from "vitest";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { disassemble } from "../../src/isa/disassemble.js";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("a program", () => {
  test("has labels before and after their use, comments and several statements on a line", () => {
    const { bytes, labels } = assembleProgram(
      `start: j end        # forwards
       mid:   c.nop; c.j mid // 16 bits each
       end:   j start`,
      0x8000_0000,
    );
    expect([...labels]).toEqual([
      ["start", 0x8000_0000],
      ["mid", 0x8000_0004],
      ["end", 0x8000_0008],
    ]);
    const view = new DataView(bytes.buffer);
    expect(disassemble(view.getUint32(0, true), 0x8000_0000)).toBe("jal zero,0x80000008");
    expect(disassemble(view.getUint16(6, true), 0x8000_0006)).toBe("c.j 0x80000004");
    expect(disassemble(view.getUint32(8, true), 0x8000_0008)).toBe("jal zero,0x80000000");
    expect(bytes.length).toBe(12);
  });

  test("holds data in little-endian order", () => {
    expect(hex(assembleProgram(".byte 1, -1, 'A'\n.align 2\n.half 0x1234\n.zero 2\n.word -2").bytes)).toBe(
      "01ff4100341200 00feffffff".replace(" ", ""),
    );
    expect(hex(assembleProgram("here: .dword here + 8, 0x1122334455667788", 0x1000).bytes)).toBe(
      "08100000000000008877665544332211",
    );
  });

  test("loads the address of a label from the pc, also when the low part is negative", () => {
    const { bytes } = assembleProgram(["la a0, data", ".zero 0x7f8", "data: .word 0"], 0x8000_0000);
    const view = new DataView(bytes.buffer);
    expect(disassemble(view.getUint32(0, true))).toBe("auipc a0,0x1");
    expect(disassemble(view.getUint32(4, true))).toBe("addi a0,a0,-2048");
  });

  test.each([
    ["nop\naddi a0, a0, 4096", /^line 2: addi: 4096 does not fit/],
    ["x: nop\nx: nop", /^line 2: label x is defined twice/],
    ["nop\n\n.half 70000", /^line 3: 70000 does not fit in 2 bytes/],
    ["li a0", /^line 1: "a0": expected rd, value/],
    ["li a0, 0x10000000000000000", /^line 1: li: 18446744073709551616 does not fit in 64 bits/],
    ["j nowhere", /^line 1: unknown label or name nowhere/],
  ])("names the line that is wrong in %j", (source, message) => {
    expect(() => assembleProgram(source)).toThrow(message);
  });
});
