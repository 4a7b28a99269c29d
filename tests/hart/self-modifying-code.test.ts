// Code that changes while it runs: stores to the page that executes and to others, DMA, other harts, instructions that
// straddle pages, more code pages than the pool of decoded pages holds.
import { beforeEach, describe, expect, test } from "vitest";
import { DATA_CONTEXT, WRITE_GENERATION } from "../../src/layout/hart.js";
import { RECORD_POOL_COUNT } from "../../src/layout/machine.js";
import { TLB_OFFSET_MASK, TLB_WRITE } from "../../src/layout/tlb.js";
import { CODE, DATA, makeHarts } from "./hart-fixture.js";
import { A, D, makeTables, S_RWX, SV39 } from "./page-tables.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

/** `addi a1, zero, n`. */
const li = (n: number) => BigInt((n << 20) | (11 << 7) | 0x13);

describe("a store to code", () => {
  test("in the page that executes changes the instruction that follows, with fence.i", () => {
    rig.setX("a0", BigInt(CODE) + 12n);
    rig.setX("a2", li(2));
    expect(rig.execute("M", ["li a1, 1", "sw a2, 0(a0)", "fence.i", "li a1, 1"])).toBeNull();
    expect(rig.x("a1")).toBe(2n);
  });

  for (const [store, size] of [
    ["sb a3, 3(a0)", "a byte"],
    ["sh a3, 2(a0)", "a halfword"],
    ["sd a2, 0(a0)", "a doubleword"],
    ["amoswap.w zero, a2, (a0)", "an AMO"],
    ["hsv.w a2, (a0)", "HSV"],
  ] as const) {
    test(`by ${size}, after the code ran before`, () => {
      rig.code(["li a1, 1", "ret"], DATA);
      rig.setX("a0", BigInt(DATA));
      const program = ["jalr a0", "mv s1, a1", store, "fence.i", "jalr a0", "mv s2, a1"];
      // li a1, n: the immediate stands in the upper 12 bits.
      rig.setX("a3", size === "a byte" ? 0x03n : 0x0030n);
      rig.setX("a2", li(3) | (0x8067n << 32n));
      rig.code([...program, "j ."]);
      rig.start("M");
      rig.steps(20);
      expect([rig.x("s1"), rig.traps]).toEqual([1n, 0n]);
      expect(rig.x("s2")).toBe(size === "a byte" ? 0x31n : 3n);
    });
  }

  test("again and again: a loop that rewrites an instruction of its own page", () => {
    rig.code([
      "la a0, patch",
      `li a2, ${li(0)}`,
      "li s0, 100",
      "li s1, 0",
      "lui s2, 0x100", // 1 << 20: one more in the immediate
      "loop: add a2, a2, s2",
      "sw a2, (a0)",
      "fence.i",
      "patch: li a1, 0",
      "add s1, s1, a1",
      "addi s0, s0, -1",
      "bnez s0, loop",
      "j .",
    ]);
    rig.start("M");
    rig.steps(20 + 100 * 7);
    expect(rig.x("s1")).toBe(5050n);
  });

  test("through another virtual address of the same page", () => {
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    space.map(0x5000n, DATA, S_RWX);
    space.map(0x7000n, DATA, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.code(["li a1, 1", "ret"], DATA);
    rig.setX("a0", 0x5000n);
    rig.setX("a4", 0x7000n);
    rig.setX("a2", li(9));
    // The alias is written before as well, so that the write TLB has it.
    rig.code(["sw zero, 64(a4)", "jalr a0", "mv s1, a1", "sw a2, (a4)", "fence.i", "jalr a0", "j ."]);
    rig.start("HS");
    rig.steps(20);
    expect([rig.x("s1"), rig.x("a1"), rig.traps]).toEqual([1n, 9n, 0n]);
  });

  test("makes its page data again: further stores go by the TLB, until code there is decoded again", () => {
    rig.code(["li a1, 1", "ret"], DATA);
    rig.setX("a0", BigInt(DATA));
    rig.setX("a2", li(3) | (0x8067n << 32n));
    rig.code(["jalr a0", "sd a2, (a0)", "sd a2, (a0)", "jalr a0", "j ."]);
    rig.start("M");
    const { view } = rig.linear;
    /** Whether the write TLB has the page. */
    const writableAfter = (steps: number) => {
      rig.steps(steps);
      const entry = view.getUint32(rig.base + DATA_CONTEXT, true) + TLB_WRITE + ((DATA >>> 8) & TLB_OFFSET_MASK);
      return view.getBigUint64(entry, true) === (BigInt(DATA) | view.getBigUint64(rig.base + WRITE_GENERATION, true));
    };
    // The call, the store that finds code, the store that finds data, the call.
    expect([3, 1, 1, 3].map(writableAfter)).toEqual([false, false, true, false]);
  });

  test("of data in the same page as code leaves the code as it is", () => {
    rig.setX("a0", BigInt(CODE) + 0x800n);
    rig.code([
      "li s0, 50",
      "loop: sd s0, (a0)",
      "ld a1, (a0)",
      "add s1, s1, a1",
      "addi s0, s0, -1",
      "bnez s0, loop",
      "j .",
    ]);
    rig.start("M");
    rig.setX("s1", 0n);
    rig.steps(1 + 50 * 5);
    expect(rig.x("s1")).toBe(1275n);
  });
});

describe("code that others change", () => {
  test("DMA drops what was decoded", () => {
    rig.code(["li a1, 1", "j .-4"], DATA);
    rig.start("M", DATA);
    rig.steps(10);
    // `code` writes as a device does, and reports the page.
    rig.code(["li a1, 2", "j .-4"], DATA);
    rig.steps(10);
    expect(rig.x("a1")).toBe(2n);
  });

  test("an A bit that the walker sets is seen where a page-table entry was executed", () => {
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    // Without A and D this leaf reads as FENCE; with A as FNMADD, illegal while FS is Off.
    const leaf = space.map(0x40_0000, 0x8002_0000, S_RWX & ~(A | D));
    rig.setCsrs({ menvcfg: 1n << 61n, satp: space.atp });
    const executeLeaf = () => {
      rig.start("M", leaf);
      rig.steps(1);
      return rig.pc;
    };
    expect(executeLeaf()).toBe(BigInt(leaf) + 4n);
    rig.setX("a0", 0x40_0000n);
    expect(rig.execute("HS", "lb a1, (a0)")).toBeNull();
    expect(rig.read64(leaf) & A).toBe(A);
    expect(executeLeaf()).not.toBe(BigInt(leaf) + 4n);
    expect(rig.csr("mcause")).toBe(2n);
  });

  test("another hart's store is seen by a hart that loops there", () => {
    const two = makeHarts({ harts: 2 });
    const [first, second] = [two.all[0]!, two.all[1]!];
    two.code(["li a1, 1", "j .-4"], DATA);
    two.code(["sw a2, (a0)", "j ."]);
    first.pc = BigInt(DATA);
    second.pc = BigInt(CODE);
    second.setX("a0", DATA);
    second.setX("a2", li(7));
    two.loop.run(30_000);
    expect(first.x("a1")).toBe(7n);
  });
});

describe("instructions that straddle pages", () => {
  const END = DATA + 0xffe;

  test("execute, and go on behind themselves", () => {
    rig.code(["addi a1, a1, 5", "addi a1, a1, 1", "j ."], END);
    rig.start("M", END);
    rig.setX("a1", 0n);
    rig.steps(2);
    expect([rig.x("a1"), rig.pc]).toEqual([6n, BigInt(END) + 8n]);
  });

  test("a change of either half is seen", () => {
    rig.setX("a1", 0n);
    rig.code(["addi a1, a1, 5", "j .-4"], END);
    rig.start("M", END);
    rig.steps(2);
    expect(rig.x("a1")).toBe(5n);
    // The second half holds the immediate.
    rig.write64(END + 2, (rig.read64(END + 2) & ~0xffffn) | 0x0075n);
    rig.steps(2);
    expect(rig.x("a1")).toBe(12n);
    // The first half holds the opcode and rd: a1 becomes a2.
    const first = Number(rig.read64(END - 6) >> 48n);
    rig.write64(END - 6, (rig.read64(END - 6) & 0xffff_ffff_ffffn) | (BigInt((first & ~0xf80) | (12 << 7)) << 48n));
    rig.setX("a2", 0n);
    rig.steps(2);
    expect(rig.x("a2")).toBe(19n);
  });

  test("branches and jumps go where they point to", () => {
    rig.code(["beqz zero, there", "nop", "there: li a1, 3", "j ."], END);
    rig.start("M", END);
    rig.steps(2);
    expect(rig.x("a1")).toBe(3n);
    rig.code(["jal ra, there", "nop", "there: li a1, 4", "j ."], END);
    rig.start("M", END);
    rig.steps(2);
    expect([rig.x("a1"), rig.x("ra")]).toEqual([4n, BigInt(END) + 4n]);
    rig.code(["back: li a1, 6", "j .", "nop"], END - 8);
    rig.code(["beqz zero, .-8", "nop"], END);
    rig.start("M", END);
    rig.steps(2);
    expect(rig.x("a1")).toBe(6n);
  });

  test("two of them in turn", () => {
    rig.code("addi a1, a1, 1", END);
    rig.code("jr t1", END + 4);
    rig.code(["addi a2, a2, 1", "jr t2"], END + 0x2000);
    rig.setX("t1", BigInt(END) + 0x2000n);
    rig.setX("t2", BigInt(END));
    rig.setX("a1", 0n);
    rig.setX("a2", 0n);
    rig.start("M", END);
    rig.steps(40);
    expect([rig.x("a1"), rig.x("a2"), rig.traps]).toEqual([10n, 10n, 0n]);
  });

  test("a page fault of the second half reports its address, with the instruction's epc", () => {
    const space = makeTables(rig).space(SV39);
    space.map(0x5000n, DATA, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.code("addi a1, a1, 5", END);
    rig.start("HS", 0x5ffe);
    rig.steps(1);
    expect([rig.csr("mcause"), rig.csr("mepc"), rig.csr("mtval")]).toEqual([12n, 0x5ffen, 0x6000n]);
  });

  test("a compressed instruction at the end of a page needs the next page only afterwards", () => {
    const space = makeTables(rig).space(SV39);
    space.map(0x5000n, DATA, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.code("c.addi a1, 5", END);
    rig.setX("a1", 0n);
    rig.start("HS", 0x5ffe);
    rig.steps(2);
    expect([rig.x("a1"), rig.csr("mcause"), rig.csr("mepc"), rig.csr("mtval")]).toEqual([5n, 12n, 0x6000n, 0x6000n]);
  });

  test("the two halves may come from pages far apart", () => {
    const space = makeTables(rig).space(SV39);
    space.map(0x5000n, DATA, S_RWX);
    space.map(0x6000n, DATA + 0x3000, S_RWX);
    rig.setCsr("satp", space.atp);
    rig.code("addi a1, zero, 5", END);
    // What follows in physical memory is another immediate.
    const half = rig.read64(END + 2) & 0xffffn;
    rig.write64(DATA + 0x1000, 0x0ff0n);
    rig.write64(DATA + 0x3000, half);
    rig.start("HS", 0x5ffe);
    rig.steps(1);
    expect(rig.x("a1")).toBe(5n);
  });
});

describe("more code pages than the pool holds", () => {
  test("a chain of jumps through all of them, three times round, then over a changed page", () => {
    const big = makeHarts({ memory: 0x200_0000 });
    big.linear.view.setUint32(RECORD_POOL_COUNT, 64, true);
    const pages = 200;
    const at = (index: number) => DATA + 0x10000 + index * 0x1000;
    for (let index = 0; index < pages; index++)
      big.code(["addi a1, a1, 1", index === pages - 1 ? "jr t0" : "j .+4092"], at(index));
    big.setX("t0", at(0));
    big.setX("a1", 0n);
    big.start("M", at(0));
    big.steps(2 * pages * 3);
    expect([big.x("a1"), big.traps]).toEqual([BigInt(pages * 3), 0n]);
    big.code("addi a1, a1, 11", at(17));
    big.steps(2 * pages);
    expect([big.x("a1"), big.traps]).toEqual([BigInt(pages * 4 + 10), 0n]);
  });
});
