// Runs of loads or stores off one register take one look at the TLB; whatever keeps them from it, they must do what they
// would one by one.
import { describe, test } from "vitest";
import { CODE, DATA, type Harts } from "../hart/hart-fixture.js";
import { makeTables, S_RWX, SV39 } from "../hart/page-tables.js";
import { compare } from "./side-by-side.js";

const SAVE = ["sd s0, 0(t0)", "sd s1, 8(t0)", "addi s2, s2, 1", "sd s2, 16(t0)", "sd s1, 24(t0)"];
const RESTORE = ["ld s3, 24(t0)", "lw s4, 16(t0)", "add s5, s5, s4", "lhu s6, 8(t0)", "lb s7, 2(t0)", "ld t0, 0(t0)"];

/** Maps the code, and `pages` pages of data from 0x100000 on, one after the other. */
function map(rig: Harts, pages: number): void {
  const space = makeTables(rig).space(SV39);
  space.map(CODE, CODE, S_RWX);
  for (let page = 0; page < pages; page++) space.map(0x10_0000n + BigInt(page) * 4096n, DATA, S_RWX);
  rig.setCsr("satp", space.atp);
  rig.setX("s8", 0x10_0000n);
}

describe("a run of accesses off one register", () => {
  test("saves and restores registers, its base among them", () => {
    compare({
      mode: "M",
      code: ["loop: addi s0, s0, 5", "mul s1, s1, s0", "mv t0, a0", ...SAVE, ...RESTORE, "j loop"],
      warm: 100_000,
      compared: 400,
    });
  });

  test("crosses a page", () => {
    compare({
      mode: "M",
      code: ["loop: addi s0, s0, 5", "addi t1, a0, -12", ...SAVE.map((line) => line.replace("t0", "t1")), "j loop"],
      prepare: (rig) => rig.setX("a0", DATA + 4096),
      warm: 100_000,
      compared: 400,
    });
  });

  test("faults in its middle, where the next page is not mapped", () => {
    compare({
      mode: "HS",
      prepare: (rig) => map(rig, 4),
      code: ["loop: addi s0, s0, 5", "mv t0, s8", ...SAVE, "addi s8, s8, 1", "j loop"],
      // 4 pages by one byte in rounds of 9 steps.
      warm: 147_100,
      compared: 500,
    });
  });

  test("floating point marks FS dirty", () => {
    compare({
      mode: "HS",
      prepare: (rig) => rig.setCsr("mstatus", 1n << 13n),
      code: [
        "loop: addi s0, s0, 5",
        "csrw sstatus, s9",
        "fld ft0, 0(a0)",
        "flw ft1, 8(a0)",
        "fld ft2, 16(a0)",
        "csrr s3, sstatus",
        "fsd ft0, 24(a0)",
        "fsw ft1, 32(a0)",
        "fsd ft2, 40(a0)",
        "j loop",
      ],
      warm: 100_000,
      compared: 400,
    });
  });

  test("stores over the code that it belongs to", () => {
    compare({
      mode: "M",
      prepare(rig) {
        rig.setX("s3", 12_010);
        rig.setX("s4", DATA);
        rig.setX("s5", CODE + 0x80);
      },
      code: [
        "loop: addi s0, s0, 1",
        "sd s0, 0(s4)",
        "sd s0, 8(s4)",
        "sd s0, 16(s4)",
        "bne s0, s3, loop",
        "mv s4, s5",
        "j loop",
      ],
      warm: 60_000,
      compared: 300,
    });
  });
});

describe("calls within a page", () => {
  test("nest, return to several places, and return where nobody expects it", () => {
    compare({
      mode: "U",
      code: [
        "loop: jal ra, outer",
        "addi s1, s1, 1",
        "jal ra, inner",
        "andi t1, s0, 63",
        "bnez t1, loop",
        "addi ra, ra, 4",
        "jal t0, odd",
        "addi s4, s4, 1",
        "j loop",
        "outer: mv s5, ra",
        "jal ra, inner",
        "jal ra, inner",
        "mv ra, s5",
        "ret",
        "inner: addi s0, s0, 3",
        "ret",
        "odd: addi t0, t0, 4",
        "jalr x0, 0(t0)",
      ],
      warm: 100_000,
      compared: 600,
    });
  });

  test("recurse", () => {
    compare({
      mode: "M",
      code: [
        "addi sp, a0, 1024",
        "loop: li a2, 7",
        "jal ra, fib",
        "add s1, s1, a2",
        "j loop",
        "fib: slti t0, a2, 2",
        "bnez t0, leaf",
        "addi sp, sp, -32",
        "sd ra, 0(sp)",
        "sd s2, 8(sp)",
        "sd s3, 16(sp)",
        "mv s2, a2",
        "addi a2, a2, -1",
        "jal ra, fib",
        "mv s3, a2",
        "addi a2, s2, -2",
        "jal ra, fib",
        "add a2, a2, s3",
        "ld ra, 0(sp)",
        "ld s2, 8(sp)",
        "ld s3, 16(sp)",
        "addi sp, sp, 32",
        "leaf: ret",
      ],
      warm: 200_000,
      compared: 900,
    });
  });
});

describe("loops", () => {
  test("that nest, and are entered in their middle", () => {
    compare({
      mode: "M",
      code: [
        "loop: addi s0, s0, 1",
        "andi t0, s0, 1",
        "bnez t0, second",
        "first: addi s1, s1, 3",
        "xor s2, s2, s1",
        "second: addi s2, s2, 5",
        "andi t1, s2, 7",
        "bnez t1, first",
        "li t2, 5",
        "inner: addi t2, t2, -1",
        "add s3, s3, t2",
        "bnez t2, inner",
        "andi t3, s0, 3",
        "beqz t3, second",
        "j loop",
      ],
      warm: 150_000,
      compared: 900,
    });
  });
});
