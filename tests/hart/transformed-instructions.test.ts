// mtinst and htinst for explicit accesses: hypervisor chapter, "Transformed Instruction or Pseudoinstruction for
// mtinst or htinst". The expected words are composed by hand from the formats there.
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, makeHarts } from "./hart-fixture.js";
import { type Guest, makeGuest, S_RWX } from "./page-tables.js";

const rig = makeHarts();
const VA = 0x12_3456_7000n;
let guest: Guest;

beforeEach(() => {
  rig.reset();
  rig.setCsr("medeleg", 0xf0_b7ff);
  rig.setCsrs({ mstatus: 1n << 13n, vsstatus: 1n << 13n });
  guest = makeGuest(rig);
  // A guest page that the G-stage does not map.
  guest.vs.map(VA, 0x4000n, S_RWX);
  for (const name of ["s0", "a0", "sp"]) rig.setX(name, VA);
});

/** A load: rd, funct3, opcode; everything else zero. */
const loadWord = (rd: number, funct3: number, opcode = 0x03) => BigInt(opcode | (rd << 7) | (funct3 << 12));
/** A store: rs2, funct3, opcode. */
const storeWord = (rs2: number, funct3: number, opcode = 0x23) =>
  BigInt(opcode | (funct3 << 12)) | (BigInt(rs2) << 20n);
/** An AMO: funct5, aq, rl, rs2, funct3, rd. */
const amoWord = (funct5: number, rs2: number, funct3: number, rd: number, aqrl = 0) =>
  (BigInt(funct5) << 27n) | (BigInt(aqrl) << 25n) | (BigInt(rs2) << 20n) | BigInt((funct3 << 12) | (rd << 7) | 0x2f);
/** Bit 1 of the opcode is clear for a compressed instruction. */
const compressed = (word: bigint) => word & ~2n;

const CASES: readonly (readonly [source: string, word: bigint, store?: true])[] = [
  ["lb a1, 0x10(a0)", loadWord(11, 0)],
  ["lh a2, 0x10(a0)", loadWord(12, 1)],
  ["lw t6, 0x10(a0)", loadWord(31, 2)],
  ["ld a1, 0x10(a0)", loadWord(11, 3)],
  ["lbu a1, 0x10(a0)", loadWord(11, 4)],
  ["lhu a1, 0x10(a0)", loadWord(11, 5)],
  ["lwu a1, 0x10(a0)", loadWord(11, 6)],
  ["flw ft1, 0x10(a0)", loadWord(1, 2, 0x07)],
  ["fld ft1, 0x10(a0)", loadWord(1, 3, 0x07)],
  ["sb a1, 0x10(a0)", storeWord(11, 0), true],
  ["sh t6, 0x10(a0)", storeWord(31, 1), true],
  ["sw a1, 0x10(a0)", storeWord(11, 2), true],
  ["sd a1, 0x10(a0)", storeWord(11, 3), true],
  ["fsw ft1, 0x10(a0)", storeWord(1, 2, 0x27), true],
  ["fsd ft1, 0x10(a0)", storeWord(1, 3, 0x27), true],
  ["lr.w a1, (a0)", amoWord(2, 0, 2, 11)],
  ["lr.d.aq a1, (a0)", amoWord(2, 0, 3, 11, 2)],
  ["sc.w a1, a2, (a0)", amoWord(3, 12, 2, 11), true],
  ["amoswap.w a1, a2, (a0)", amoWord(1, 12, 2, 11), true],
  ["amoadd.d.aqrl a1, a2, (a0)", amoWord(0, 12, 3, 11, 3), true],
  ["amoxor.w a1, a2, (a0)", amoWord(4, 12, 2, 11), true],
  ["amoand.w a1, a2, (a0)", amoWord(12, 12, 2, 11), true],
  ["amoor.w a1, a2, (a0)", amoWord(8, 12, 2, 11), true],
  ["amomin.d a1, a2, (a0)", amoWord(16, 12, 3, 11), true],
  ["amomaxu.d a1, a2, (a0)", amoWord(28, 12, 3, 11), true],
  ["amoadd.b a1, a2, (a0)", amoWord(0, 12, 0, 11), true],
  ["amocas.h a1, a2, (a0)", amoWord(5, 12, 1, 11), true],
  ["amocas.q a4, a2, (a0)", amoWord(5, 12, 4, 14), true],
  ["flh fa1, 8(a0)", loadWord(11, 1, 0x07)],
  ["fsh fa1, 8(a0)", storeWord(11, 1, 0x27), true],
  ["c.lw a1, 0(s0)", compressed(loadWord(11, 2))],
  ["c.ld a5, 8(s0)", compressed(loadWord(15, 3))],
  ["c.fld fa1, 8(s0)", compressed(loadWord(11, 3, 0x07))],
  ["c.sw a1, 4(s0)", compressed(storeWord(11, 2)), true],
  ["c.sd a5, 8(s0)", compressed(storeWord(15, 3)), true],
  ["c.fsd fa1, 8(s0)", compressed(storeWord(11, 3, 0x27)), true],
  ["c.lbu a1, 1(s0)", compressed(loadWord(11, 4))],
  ["c.lhu a5, 2(s0)", compressed(loadWord(15, 5))],
  ["c.lh a5, 2(s0)", compressed(loadWord(15, 1))],
  ["c.sb a1, 3(s0)", compressed(storeWord(11, 0)), true],
  ["c.sh a5, 2(s0)", compressed(storeWord(15, 1)), true],
  ["c.lwsp t6, 4(sp)", compressed(loadWord(31, 2))],
  ["c.ldsp a1, 8(sp)", compressed(loadWord(11, 3))],
  ["c.fldsp ft1, 8(sp)", compressed(loadWord(1, 3, 0x07))],
  ["c.swsp t6, 4(sp)", compressed(storeWord(31, 2)), true],
  ["c.sdsp a1, 8(sp)", compressed(storeWord(11, 3)), true],
  ["c.fsdsp ft1, 8(sp)", compressed(storeWord(1, 3, 0x27)), true],
];

describe("a guest-page fault reports the transformed instruction", () => {
  for (const [source, word, store] of CASES) {
    test(source, () => {
      expect(rig.execute("VS", source)).toMatchObject({ to: "HS", cause: store ? 23n : 21n, tinst: word });
    });
  }

  test("in mtinst when M takes it", () => {
    rig.setCsr("medeleg", 0);
    expect(rig.execute("VS", "lw a1, 8(a0)")).toMatchObject({
      to: "M",
      tval: VA + 8n,
      tval2: 0x4008n >> 2n,
      tinst: loadWord(11, 2),
    });
  });
});

describe("Addr. Offset", () => {
  /** The first page is mapped to RAM, the fault lies in the second. */
  beforeEach(() => {
    guest.vs.map(VA, guest.gpa(DATA), S_RWX);
    guest.vs.map(VA + 0x1000n, 0x5000n, S_RWX);
  });

  for (const [source, start, word] of [
    ["ld a1, (a0)", 0xff9n, loadWord(11, 3)],
    ["ld a1, (a0)", 0xfffn, loadWord(11, 3)],
    ["lw a1, (a0)", 0xffdn, loadWord(11, 2)],
    ["lh a1, (a0)", 0xfffn, loadWord(11, 1)],
    ["sd a1, (a0)", 0xffcn, storeWord(11, 3)],
  ] as const) {
    test(`${source} at page offset 0x${start.toString(16)}: tval is the second page, the offset its distance from the start`, () => {
      rig.setX("a0", VA + start);
      expect(rig.execute("VS", source)).toMatchObject({
        tval: VA + 0x1000n,
        tval2: 0x5000n >> 2n,
        tinst: word | ((0x1000n - start) << 15n),
      });
    });
  }

  test("a fault in the first part has offset 0", () => {
    guest.vs.map(VA, 0x4000n, S_RWX);
    rig.setX("a0", VA + 0xffcn);
    expect(rig.execute("VS", "ld a1, (a0)")).toMatchObject({
      tval: VA + 0xffcn,
      tval2: 0x4ffcn >> 2n,
      tinst: loadWord(11, 3),
    });
  });
});

describe("traps without a transformed instruction report zero", () => {
  for (const source of ["ecall", "ebreak", ".word 0", "wfi", "csrr a0, hstatus"]) {
    test(source, () => {
      rig.setCsrs({ htinst: 5, hstatus: 1n << 21n });
      expect(rig.execute("VS", source)?.tinst).toBe(0n);
    });
  }

  test("a fetch guest-page fault", () => {
    expect(rig.execute("VS", "jr a0")).toEqual({
      to: "HS",
      cause: 20n,
      epc: VA,
      tval: VA,
      tval2: 0x4000n >> 2n,
      tinst: 0n,
    });
  });
});

test("page and access faults of the guest report the transformed instruction too", () => {
  rig.setX("a0", 0x9000n);
  expect(rig.execute("VS", "lw a1, 4(a0)")).toMatchObject({ cause: 13n, tinst: loadWord(11, 2) });
  guest.g.map(0x4000n, 0x4000_0000n, S_RWX | 16n);
  rig.setX("a0", VA);
  expect(rig.execute("VS", "sw a1, 4(a0)")).toEqual({
    to: "HS",
    cause: 7n,
    epc: BigInt(CODE),
    tval: VA + 4n,
    tval2: 0n,
    tinst: storeWord(11, 2),
  });
});
