// Every computing instruction against a reading of its own of the manual: BigInt arithmetic, not WebAssembly's.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../src/isa/assemble.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { makeMachine, step } from "./evaluate.js";

const s64 = (value: bigint): bigint => BigInt.asIntN(64, value);
const s32 = (value: bigint): bigint => BigInt.asIntN(32, value);
const u32 = (value: bigint): bigint => BigInt.asUintN(32, value);
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** rd of unsigned 64-bit sources; the result is taken modulo 2**64. */
type Reading = (a: bigint, b: bigint) => bigint | boolean;

const bytes = (a: bigint): readonly bigint[] => Array.from({ length: 8 }, (_, i) => (a >> BigInt(8 * i)) & 0xffn);
const fromBytes = (list: readonly bigint[]): bigint => list.reduce((sum, byte, i) => sum | (byte << BigInt(8 * i)), 0n);
const ones = (text: string): bigint => BigInt(text.replaceAll("0", "").length);
const bits = (a: bigint, width: number): string => a.toString(2).padStart(width, "0");
const leading = (text: string): bigint => BigInt(/^0*/.exec(text)![0].length);
const trailing = (text: string): bigint => BigInt(/0*$/.exec(text)![0].length);
const rotateRight = (text: string, by: number): bigint =>
  BigInt(`0b${text.slice(text.length - by)}${text.slice(0, text.length - by)}`);
const rotateLeft = (text: string, by: number): bigint => rotateRight(text, (text.length - by) % text.length);
const bit = (b: bigint): bigint => 1n << (b % 64n);

/** Of rs1 and rs2. */
const REGISTERS: { readonly [name: string]: Reading } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  sll: (a, b) => a << (b & 63n),
  slt: (a, b) => s64(a) < s64(b),
  sltu: (a, b) => a < b,
  xor: (a, b) => a ^ b,
  srl: (a, b) => a >> (b & 63n),
  sra: (a, b) => s64(a) >> (b & 63n),
  or: (a, b) => a | b,
  and: (a, b) => a & b,
  addw: (a, b) => s32(a + b),
  subw: (a, b) => s32(a - b),
  sllw: (a, b) => s32(a << (b & 31n)),
  srlw: (a, b) => s32(u32(a) >> (b & 31n)),
  sraw: (a, b) => s32(a) >> (b & 31n),
  mul: (a, b) => a * b,
  mulw: (a, b) => s32(a * b),
  div: (a, b) => (b === 0n ? -1n : s64(a) / s64(b)),
  divu: (a, b) => (b === 0n ? -1n : a / b),
  rem: (a, b) => (b === 0n ? a : s64(a) % s64(b)),
  remu: (a, b) => (b === 0n ? a : a % b),
  divw: (a, b) => (s32(b) === 0n ? -1n : s32(s32(a) / s32(b))),
  divuw: (a, b) => (u32(b) === 0n ? -1n : s32(u32(a) / u32(b))),
  remw: (a, b) => (s32(b) === 0n ? s32(a) : s32(s32(a) % s32(b))),
  remuw: (a, b) => (u32(b) === 0n ? s32(a) : s32(u32(a) % u32(b))),
  "add.uw": (a, b) => u32(a) + b,
  sh1add: (a, b) => 2n * a + b,
  sh2add: (a, b) => 4n * a + b,
  sh3add: (a, b) => 8n * a + b,
  "sh1add.uw": (a, b) => 2n * u32(a) + b,
  "sh2add.uw": (a, b) => 4n * u32(a) + b,
  "sh3add.uw": (a, b) => 8n * u32(a) + b,
  andn: (a, b) => a & ~b,
  orn: (a, b) => a | ~b,
  xnor: (a, b) => ~(a ^ b),
  max: (a, b) => (s64(a) < s64(b) ? b : a),
  maxu: (a, b) => (a - b < 0n ? b : a),
  min: (a, b) => (s64(a) < s64(b) ? a : b),
  minu: (a, b) => (a - b < 0n ? a : b),
  rol: (a, b) => rotateLeft(bits(a, 64), Number(b % 64n)),
  ror: (a, b) => rotateRight(bits(a, 64), Number(b % 64n)),
  rolw: (a, b) => s32(rotateLeft(bits(u32(a), 32), Number(b % 32n))),
  rorw: (a, b) => s32(rotateRight(bits(u32(a), 32), Number(b % 32n))),
  bclr: (a, b) => a & ~bit(b),
  bext: (a, b) => (a & bit(b)) !== 0n,
  binv: (a, b) => a ^ bit(b),
  bset: (a, b) => a | bit(b),
  "czero.eqz": (a, b) => (b === 0n ? 0n : a),
  "czero.nez": (a, b) => (b === 0n ? a : 0n),
  pack: (a, b) => u32(a) | (b << 32n),
  packh: (a, b) => (a & 0xffn) | ((b & 0xffn) << 8n),
  packw: (a, b) => s32((a & 0xffffn) | (b << 16n)),
};

/** Of rs1 and a signed 12-bit immediate. */
const IMMEDIATES: { readonly [name: string]: Reading } = {
  addi: REGISTERS["add"]!,
  slti: REGISTERS["slt"]!,
  sltiu: REGISTERS["sltu"]!,
  xori: REGISTERS["xor"]!,
  ori: REGISTERS["or"]!,
  andi: REGISTERS["and"]!,
  addiw: REGISTERS["addw"]!,
};

/** Of rs1 and a shift amount. */
const SHIFTS: { readonly [name: string]: Reading } = {
  slli: REGISTERS["sll"]!,
  srli: REGISTERS["srl"]!,
  srai: REGISTERS["sra"]!,
  rori: REGISTERS["ror"]!,
  bclri: REGISTERS["bclr"]!,
  bexti: REGISTERS["bext"]!,
  binvi: REGISTERS["binv"]!,
  bseti: REGISTERS["bset"]!,
  "slli.uw": (a, b) => u32(a) << b,
};

/** Of rs1 and a shift amount below 32. */
const WORD_SHIFTS: { readonly [name: string]: Reading } = {
  slliw: REGISTERS["sllw"]!,
  srliw: REGISTERS["srlw"]!,
  sraiw: REGISTERS["sraw"]!,
  roriw: REGISTERS["rorw"]!,
};

const UNARY: { readonly [name: string]: Reading } = {
  clz: (a) => leading(bits(a, 64)),
  ctz: (a) => trailing(bits(a, 64)),
  cpop: (a) => ones(bits(a, 64)),
  clzw: (a) => leading(bits(u32(a), 32)),
  ctzw: (a) => trailing(bits(u32(a), 32)),
  cpopw: (a) => ones(bits(u32(a), 32)),
  "sext.b": (a) => BigInt.asIntN(8, a),
  "sext.h": (a) => BigInt.asIntN(16, a),
  "zext.h": (a) => BigInt.asUintN(16, a),
  "orc.b": (a) => fromBytes(bytes(a).map((byte) => (byte === 0n ? 0n : 0xffn))),
  rev8: (a) => fromBytes(bytes(a).toReversed()),
  brev8: (a) => fromBytes(bytes(a).map((byte) => BigInt(`0b${[...bits(byte, 8)].toReversed().join("")}`))),
};

/** Computed by hart code, whose tests they have. */
const ASKED = ["mulh", "mulhsu", "mulhu", "clmul", "clmulh", "clmulr", "xperm4", "xperm8"];

const CORNERS = [
  0n,
  1n,
  2n,
  31n,
  32n,
  63n,
  64n,
  0x7fn,
  0x80n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
];
const register = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(...CORNERS, ...CORNERS.map((corner) => u64(-corner)), 2n ** 63n, 2n ** 63n - 1n),
);

/** a0 after `text` with a1 and a2 set. */
function result(text: string, a1: bigint, a2: bigint): bigint {
  const machine = makeMachine();
  machine.x[11] = a1;
  machine.x[12] = a2;
  step(machine, assemble(text));
  return machine.x[10]!;
}

function check(text: (operand: bigint) => string, operand: fc.Arbitrary<bigint>, reading: Reading): void {
  fc.assert(
    fc.property(register, operand, (a, b) => {
      expect(result(text(b), a, u64(b))).toBe(u64(BigInt(reading(a, u64(b)))));
    }),
    { numRuns: 300 },
  );
}

const byName = (table: { readonly [name: string]: Reading }) => Object.entries(table);
const below = (limit: bigint) => fc.bigInt({ min: 0n, max: limit - 1n });

describe("arithmetic", () => {
  test.each(byName(REGISTERS))("%s computes from rs1 and rs2", (name, reading) => {
    check(() => `${name} a0, a1, a2`, register, reading);
  });

  test.each(byName(IMMEDIATES))("%s computes from rs1 and a sign-extended immediate", (name, reading) => {
    check((b) => `${name} a0, a1, ${b}`, fc.bigInt({ min: -2048n, max: 2047n }), reading);
  });

  test.each(byName(SHIFTS))("%s shifts by six bits of the word", (name, reading) => {
    check((b) => `${name} a0, a1, ${b}`, below(64n), reading);
  });

  test.each(byName(WORD_SHIFTS))("%s shifts by five bits of the word", (name, reading) => {
    check((b) => `${name} a0, a1, ${b}`, below(32n), reading);
  });

  test.each(byName(UNARY))("%s computes from rs1", (name, reading) => {
    check(() => `${name} a0, a1`, fc.constant(0n), reading);
  });

  test("of M, the Zb extensions, Zicond and the R and I formats of I is all read here", () => {
    const tables = [REGISTERS, IMMEDIATES, SHIFTS, WORD_SHIFTS, UNARY];
    const read = new Set(tables.flatMap((table) => Object.keys(table)));
    const computing = INSTRUCTIONS.filter(
      ({ extension, operands }) =>
        /^(I|M|Zb\w+|Zicond)$/.test(extension) && /^rd, rs1(, (rs2|imm|shamt))?$/.test(operands),
    );
    const missing = computing.map(({ name }) => name).filter((name) => !read.has(name));
    expect(missing).toEqual(ASKED);
  });

  test.each(ASKED)("%s asks hart code", (name) => {
    const machine = makeMachine();
    machine.x[11] = 5n;
    machine.x[12] = 7n;
    step(machine, assemble(`${name} a0, a1, a2`), 99n);
    expect(machine.calls).toEqual([{ helper: name, args: [5n, 7n] }]);
    expect(machine.x[10]).toBe(99n);
  });

  test("lui sign-extends 32 bits, and auipc adds them to the pc", () => {
    const machine = makeMachine();
    machine.pc = 0x8000_0000n;
    step(machine, assemble("lui a0, 0x80000"));
    expect(machine.x[10]).toBe(0xffff_ffff_8000_0000n);
    step(machine, assemble("auipc a0, 0xfffff"));
    expect(machine.x[10]).toBe(0x7fff_f004n);
  });

  test("division by zero and overflow give the manual's values", () => {
    const least = 2n ** 63n;
    expect(result("div a0, a1, a2", least, u64(-1n))).toBe(least);
    expect(result("rem a0, a1, a2", least, u64(-1n))).toBe(0n);
    expect(result("divw a0, a1, a2", 0x8000_0000n, u64(-1n))).toBe(0xffff_ffff_8000_0000n);
    expect(result("remw a0, a1, a2", 0x8000_0000n, 0n)).toBe(0xffff_ffff_8000_0000n);
    expect(result("divuw a0, a1, a2", 5n, 2n ** 32n)).toBe(u64(-1n));
  });
});
