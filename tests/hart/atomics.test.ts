// LR, SC and AMOs: unprivileged manual, "A" Extension.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, DEVICE, makeHarts } from "./hart-fixture.js";

const rig = makeHarts();
const MASK = (1n << 64n) - 1n;
beforeEach(() => {
  rig.reset();
  rig.setX("a0", BigInt(DATA));
});

const A64 = 0x8000_0000_0000_0001n;
const B64 = 0x7000_0000_ffff_ffffn;
const A32 = 0x8000_0001n;
const B32 = 0x7fff_fff0n;
const s32 = (value: bigint) => BigInt.asUintN(64, BigInt.asIntN(32, value));

/** What each AMO leaves in memory of `a` (memory) and `b` (rs2), for a width in bits. */
const OPERATIONS: Readonly<Record<string, (a: bigint, b: bigint, bits: number) => bigint>> = {
  amoswap: (_a, b) => b,
  amoadd: (a, b) => a + b,
  amoxor: (a, b) => a ^ b,
  amoand: (a, b) => a & b,
  amoor: (a, b) => a | b,
  amomin: (a, b, bits) => (BigInt.asIntN(bits, a) < BigInt.asIntN(bits, b) ? a : b),
  amomax: (a, b, bits) => (BigInt.asIntN(bits, a) > BigInt.asIntN(bits, b) ? a : b),
  amominu: (a, b, bits) => (BigInt.asUintN(bits, a) < BigInt.asUintN(bits, b) ? a : b),
  amomaxu: (a, b, bits) => (BigInt.asUintN(bits, a) > BigInt.asUintN(bits, b) ? a : b),
};

describe("AMOs", () => {
  for (const [name, apply] of Object.entries(OPERATIONS)) {
    test(`${name}.d on RAM, both ways round`, () => {
      for (const [a, b] of [
        [A64, B64],
        [B64, A64],
      ] as const) {
        rig.write64(DATA, a);
        rig.setX("a2", b);
        expect(rig.execute("HS", `${name}.d a1, a2, (a0)`)).toBeNull();
        expect([rig.x("a1"), rig.read64(DATA)]).toEqual([a, apply(a, b, 64) & MASK]);
      }
    });

    test(`${name}.w on RAM touches four bytes, sign-extends rd and ignores the upper half of rs2`, () => {
      for (const [a, b] of [
        [A32, B32],
        [B32, A32],
      ] as const) {
        rig.write64(DATA, (0x1234_5678n << 32n) | a);
        rig.setX("a2", (0xdead_beefn << 32n) | b);
        expect(rig.execute("HS", `${name}.w a1, a2, (a0)`)).toBeNull();
        expect(rig.x("a1")).toBe(s32(a));
        expect(rig.read64(DATA)).toBe((0x1234_5678n << 32n) | BigInt.asUintN(32, apply(a, b, 32)));
      }
    });

    test(`${name}.w on a device reads once and writes once`, () => {
      rig.device.value = A32;
      rig.setX("a0", BigInt(DEVICE) + 0x20n);
      rig.setX("a2", B32);
      expect(rig.execute("HS", `${name}.w a1, a2, (a0)`)).toBeNull();
      expect([rig.device.reads, rig.device.writes]).toEqual([
        [[0x20, 4]],
        [[0x20, 4, BigInt.asUintN(32, apply(A32, B32, 32))]],
      ]);
      expect(rig.x("a1")).toBe(s32(A32));
    });
  }

  test("an AMO on 8 bytes of a device passes both halves", () => {
    rig.device.value = A64;
    rig.setX("a0", BigInt(DEVICE) + 8n);
    rig.setX("a2", B64);
    expect(rig.execute("HS", "amoxor.d a1, a2, (a0)")).toBeNull();
    expect(rig.x("a1")).toBe(A64);
    expect(rig.device.writes).toEqual([[8, 8, A64 ^ B64]]);
  });

  test("where there is no device it is a store access fault", () => {
    rig.setX("a0", 0x2000_0000n);
    expect(rig.execute("HS", "amoadd.w a1, a2, (a0)")).toMatchObject({ cause: 7n, tval: 0x2000_0000n });
  });

  test("rd may be rs2 or rs1", () => {
    rig.write64(DATA, 5n);
    rig.setX("a2", 3n);
    expect(rig.execute("HS", "amoadd.d a2, a2, (a0)")).toBeNull();
    expect([rig.x("a2"), rig.read64(DATA)]).toEqual([5n, 8n]);
    expect(rig.execute("HS", "amoadd.d a0, a2, (a0)")).toBeNull();
    expect([rig.x("a0"), rig.read64(DATA)]).toEqual([8n, 13n]);
  });

  test("a misaligned address is a store address misaligned exception, whatever is there", () => {
    for (const [source, offset] of [
      ["amoadd.w a1, a2, (a0)", 2n],
      ["amoadd.d a1, a2, (a0)", 4n],
      ["sc.w a1, a2, (a0)", 1n],
      ["sc.d a1, a2, (a0)", 4n],
    ] as const) {
      rig.setX("a0", 0x5000n + offset);
      expect(rig.execute("HS", source), source).toMatchObject({ cause: 6n, tval: 0x5000n + offset });
    }
  });

  test("a misaligned LR is a load address misaligned exception", () => {
    rig.setX("a0", BigInt(DATA) + 4n);
    expect(rig.execute("HS", "lr.d a1, (a0)")).toMatchObject({ cause: 4n, tval: BigInt(DATA) + 4n });
    expect(rig.execute("HS", "lr.w a1, (a0)")).toBeNull();
  });
});

describe("LR and SC", () => {
  const pair = (between: readonly string[] = [], width = "d", address = "(a0)") => [
    `lr.${width} a1, (a0)`,
    ...between,
    `sc.${width} a3, a2, ${address}`,
  ];
  beforeEach(() => {
    rig.write64(DATA, 0x1111_1111_9999_9999n);
    rig.setX("a2", 0x77n);
    rig.setX("a3", 9n);
  });

  test("SC after LR stores and gives 0", () => {
    expect(rig.execute("HS", pair())).toBeNull();
    expect([rig.x("a1"), rig.x("a3"), rig.read64(DATA)]).toEqual([0x1111_1111_9999_9999n, 0n, 0x77n]);
  });

  test("the word forms sign-extend and touch four bytes", () => {
    expect(rig.execute("HS", pair([], "w"))).toBeNull();
    expect([rig.x("a1"), rig.x("a3"), rig.read64(DATA)]).toEqual([s32(0x9999_9999n), 0n, 0x1111_1111_0000_0077n]);
  });

  test("SC without LR stores nothing and gives 1", () => {
    expect(rig.execute("HS", "sc.d a3, a2, (a0)")).toBeNull();
    expect([rig.x("a3"), rig.read64(DATA)]).toEqual([1n, 0x1111_1111_9999_9999n]);
  });

  test("a second SC fails: the first used the reservation up", () => {
    expect(rig.execute("HS", [...pair(), "sc.d a4, a2, (a0)"])).toBeNull();
    expect([rig.x("a3"), rig.x("a4")]).toEqual([0n, 1n]);
  });

  test("an SC that failed gives the reservation up as well", () => {
    rig.setX("a5", BigInt(DATA) + 64n);
    expect(rig.execute("HS", [...pair([], "d", "(a5)"), "sc.d a4, a2, (a0)"])).toBeNull();
    expect([rig.x("a3"), rig.x("a4"), rig.read64(DATA), rig.read64(DATA + 64)]).toEqual([
      1n,
      1n,
      0x1111_1111_9999_9999n,
      0n,
    ]);
  });

  test("SC to an address outside of what LR read fails", () => {
    rig.setX("a5", BigInt(DATA) + 8n);
    expect(rig.execute("HS", pair([], "d", "(a5)"))).toBeNull();
    expect(rig.x("a3")).toBe(1n);
    rig.setX("a5", BigInt(DATA) + 4n);
    expect(rig.execute("HS", pair([], "w", "(a5)"))).toBeNull();
    expect(rig.x("a3")).toBe(1n);
  });

  test("SC below what LR read fails", () => {
    rig.setX("a5", BigInt(DATA) + 4n);
    expect(rig.execute("HS", ["lr.w a1, (a5)", "sc.w a3, a2, (a0)"])).toBeNull();
    expect([rig.x("a3"), rig.read64(DATA)]).toEqual([1n, 0x1111_1111_9999_9999n]);
  });

  test("SC.D after LR.W fails", () => {
    expect(rig.execute("HS", ["lr.w a1, (a0)", "sc.d a3, a2, (a0)"])).toBeNull();
    expect(rig.x("a3")).toBe(1n);
  });

  test("SC fails when the value changed in between", () => {
    expect(rig.execute("HS", pair(["sb a2, 3(a0)"]))).toBeNull();
    expect(rig.x("a3")).toBe(1n);
    expect(rig.read64(DATA)).toBe(0x1111_1111_7799_9999n);
  });

  test("a trap in between does no harm by itself", () => {
    rig.setCsr("medeleg", 1n << 8n);
    // The handler steps over the ecall.
    rig.code(["csrr t0, sepc", "addi t0, t0, 4", "csrw sepc, t0", "sret"], CODE + 0xe40);
    rig.code([...pair(["ecall"]), "j ."]);
    rig.start("U");
    rig.steps(20);
    expect(rig.x("a3")).toBe(0n);
  });

  test("LR where there is no device is a load access fault, and reserves nothing", () => {
    rig.setX("a0", 0x2000_0000n);
    expect(rig.execute("HS", "lr.d a1, (a0)")).toMatchObject({ cause: 5n });
  });
});

describe("between harts", () => {
  test("another hart's turn takes the reservation", () => {
    const two = makeHarts({ harts: 2 });
    const [first, second] = [two.all[0]!, two.all[1]!];
    two.code(["lr.d a1, (a0)", "pause", "sc.d a3, a2, (a0)", "j ."]);
    two.code("j .", CODE + 0x100);
    first.setX("a0", DATA);
    first.setX("a3", 9n);
    first.pc = BigInt(CODE);
    second.pc = BigInt(CODE) + 0x100n;
    two.loop.run(30_000);
    expect(first.x("a3")).toBe(1n);
  });

  test("a lock by AMO, and a counter under LR and SC, come out right with three harts", () => {
    const three = makeHarts({ harts: 3 });
    const rounds = 3000;
    three.code([
      `li s0, ${rounds}`,
      "loop: amoadd.d zero, s1, (a0)",
      "again: lr.d t0, (a1)",
      "addi t0, t0, 1",
      "sc.d t1, t0, (a1)",
      "bnez t1, again",
      "addi s0, s0, -1",
      "bnez s0, loop",
      "wfi",
      "j .",
    ]);
    for (const hart of three.all) {
      hart.setX("a0", DATA);
      hart.setX("a1", DATA + 64);
      hart.setX("s1", 1);
      hart.pc = BigInt(CODE);
    }
    three.loop.run(3 * rounds * 20);
    expect([three.read64(DATA), three.read64(DATA + 64)]).toEqual([BigInt(3 * rounds), BigInt(3 * rounds)]);
  });
});
