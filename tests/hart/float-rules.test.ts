// Rules of the F and D extensions as single cases with the encodings written out, independent of any model.
import { describe, expect, test } from "vitest";
import { loadFloatUnit } from "./float-module.js";
import { DZ, NV, NX, OF, RDN, RMM, RNE, RTZ, RUP, UF } from "./soft-float-oracle.js";

const unit = loadFloatUnit();

/** Runs an instruction; rm is left out for those without. */
function run(name: string, operands: readonly bigint[], rm?: number) {
  const { value, flags } = unit.get(name)!(operands, rm);
  return { value, flags };
}

const BOX = 0xffffffff00000000n;
const QUIET_NAN = 0x7ff8000000000000n;
const SIGNALING_NAN = 0x7ff0000000000001n;
const INFINITY = 0x7ff0000000000000n;
const LARGEST = 0x7fefffffffffffffn;
const SMALLEST_NORMAL = 0x0010000000000000n;
const ONE = 0x3ff0000000000000n;
const MINUS_ONE = 0xbff0000000000000n;
const TWO = 0x4000000000000000n;
const THREE = 0x4008000000000000n;
const MINUS_ZERO = 0x8000000000000000n;
const SINGLE_ONE = BOX | 0x3f800000n;
const SINGLE_NAN = BOX | 0x7fc00000n;

describe("NaN boxing", () => {
  test("a single that is not boxed counts as the canonical NaN", () => {
    expect(run("fadd_s", [0x3f800000n, SINGLE_ONE], RNE)).toEqual({ value: SINGLE_NAN, flags: 0 });
    expect(run("fclass_s", [0xfffffffe3f800000n])).toEqual({ value: 1n << 9n, flags: 0 });
    expect(run("fsgnj_s", [0x3f800000n, SINGLE_ONE])).toEqual({ value: SINGLE_NAN, flags: 0 });
    expect(run("fcvt_w_s", [0x3f800000n], RTZ)).toEqual({ value: 0x7fffffffn, flags: NV });
  });
  test("a single result has ones in the upper half", () => {
    expect(run("fadd_s", [SINGLE_ONE, SINGLE_ONE], RNE)).toEqual({ value: BOX | 0x40000000n, flags: 0 });
    expect(run("fcvt_s_w", [0n], RNE)).toEqual({ value: BOX, flags: 0 });
  });
});

describe("NaN propagation", () => {
  test("a quiet NaN's payload and sign give way to the canonical NaN without a flag", () => {
    expect(run("fadd_d", [0xfff8000000000123n, ONE], RNE)).toEqual({ value: QUIET_NAN, flags: 0 });
    expect(run("fcvt_s_d", [0xfff8000000000123n], RNE)).toEqual({ value: SINGLE_NAN, flags: 0 });
  });
  test("a signaling NaN is invalid in every computation, conversion, minimum and comparison", () => {
    expect(run("fsqrt_d", [SIGNALING_NAN], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
    expect(run("fcvt_d_s", [BOX | 0x7f800001n], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
    expect(run("fmin_d", [SIGNALING_NAN, ONE])).toEqual({ value: ONE, flags: NV });
    expect(run("feq_d", [SIGNALING_NAN, ONE])).toEqual({ value: 0n, flags: NV });
  });
  test("a quiet NaN is invalid in FLT and FLE, not in FEQ", () => {
    expect(run("flt_d", [QUIET_NAN, ONE])).toEqual({ value: 0n, flags: NV });
    expect(run("fle_d", [ONE, QUIET_NAN])).toEqual({ value: 0n, flags: NV });
    expect(run("feq_d", [QUIET_NAN, QUIET_NAN])).toEqual({ value: 0n, flags: 0 });
  });
  test("FMIN and FMAX give the number beside a NaN, and the canonical NaN for two", () => {
    expect(run("fmax_d", [QUIET_NAN, MINUS_ONE])).toEqual({ value: MINUS_ONE, flags: 0 });
    expect(run("fmin_d", [0xfff8000000000001n, QUIET_NAN])).toEqual({ value: QUIET_NAN, flags: 0 });
  });
});

describe("invalid operations and division by zero", () => {
  test("infinity minus infinity, zero times infinity, 0/0 and the root of -1 are invalid", () => {
    expect(run("fsub_d", [INFINITY, INFINITY], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
    expect(run("fmul_d", [MINUS_ZERO, INFINITY], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
    expect(run("fdiv_d", [0n, 0n], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
    expect(run("fsqrt_d", [MINUS_ONE], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
  });
  test("a fused zero times infinity is invalid even when the addend is a quiet NaN", () => {
    expect(run("fmadd_d", [0n, INFINITY, QUIET_NAN], RNE)).toEqual({ value: QUIET_NAN, flags: NV });
  });
  test("a product that overflows alone still adds to an infinite addend", () => {
    expect(run("fmadd_d", [LARGEST, LARGEST, INFINITY | MINUS_ZERO], RNE)).toEqual({
      value: INFINITY | MINUS_ZERO,
      flags: 0,
    });
  });
  test("a finite number by zero is DZ; infinity by zero is exact; the root of -0 is -0", () => {
    expect(run("fdiv_d", [MINUS_ONE, 0n], RNE)).toEqual({ value: 0xfff0000000000000n, flags: DZ });
    expect(run("fdiv_d", [INFINITY, MINUS_ZERO], RNE)).toEqual({ value: 0xfff0000000000000n, flags: 0 });
    expect(run("fsqrt_d", [MINUS_ZERO], RNE)).toEqual({ value: MINUS_ZERO, flags: 0 });
  });
});

describe("rounding, overflow and underflow", () => {
  test("1/3 goes down or up with the mode", () => {
    const values = [RNE, RTZ, RDN, RUP, RMM].map((rm) => run("fdiv_d", [ONE, THREE], rm));
    const down = { value: 0x3fd5555555555555n, flags: NX };
    expect(values).toEqual([down, down, down, { value: 0x3fd5555555555556n, flags: NX }, down]);
  });
  test("a tie goes to even in RNE and away from zero in RMM", () => {
    // 1 + 2^-53
    expect(run("fadd_d", [ONE, 0x3ca0000000000000n], RNE)).toEqual({ value: ONE, flags: NX });
    expect(run("fadd_d", [ONE, 0x3ca0000000000000n], RMM)).toEqual({ value: ONE + 1n, flags: NX });
  });
  test("a number minus itself is +0, and -0 when rounding down", () => {
    expect(run("fsub_d", [THREE, THREE], RNE)).toEqual({ value: 0n, flags: 0 });
    expect(run("fsub_d", [THREE, THREE], RDN)).toEqual({ value: MINUS_ZERO, flags: 0 });
    expect(run("fsub_s", [SINGLE_ONE, SINGLE_ONE], RDN)).toEqual({ value: BOX | 0x80000000n, flags: 0 });
  });
  test("overflow gives infinity, or the largest number where rounding goes inwards", () => {
    expect(run("fadd_d", [LARGEST, LARGEST], RNE)).toEqual({ value: INFINITY, flags: OF | NX });
    expect(run("fadd_d", [LARGEST, LARGEST], RDN)).toEqual({ value: LARGEST, flags: OF | NX });
  });
  test("a result that rounds up to the smallest normal number is tiny only if it would be with unbounded exponents", () => {
    // (1 - 2^-53) * 2^-1022: half a unit of the subnormals below, exact with an unbounded exponent, so tiny.
    const below = run("fmul_d", [SMALLEST_NORMAL, 0x3fefffffffffffffn], RNE);
    expect(below).toEqual({ value: SMALLEST_NORMAL, flags: UF | NX });
    // (1 - 2^-104) * 2^-1022 rounds up to the smallest normal number with an unbounded exponent too: not tiny.
    const above = run("fmul_d", [0x3fe0000000000001n, 0x001ffffffffffffen], RUP);
    expect(above).toEqual({ value: SMALLEST_NORMAL, flags: NX });
  });
  test("an exact subnormal result raises nothing", () => {
    expect(run("fmul_d", [SMALLEST_NORMAL, 0x3fe0000000000000n], RNE)).toEqual({
      value: 0x0008000000000000n,
      flags: 0,
    });
  });
  test("a fused multiply-add rounds once", () => {
    // (1 + 2^-52)^2 - (1 + 2^-51) is 2^-104; a rounded product would leave 0.
    const tail = run("fmsub_d", [ONE + 1n, ONE + 1n, ONE + 2n], RNE);
    expect(tail).toEqual({ value: 0x3970000000000000n, flags: 0 });
  });
  test("a product one bit longer than the format is inexact", () => {
    // (2^27 - 1)^2 is odd and has 54 bits.
    expect(run("fmul_d", [0x419ffffffc000000n, 0x419ffffffc000000n], RNE)).toEqual({
      value: 0x434ffffff8000000n,
      flags: NX,
    });
  });
  test("a fused sum carries from the lowest of its 106 bits up to a tie", () => {
    // (1 + 2^-52)^2 + (2^-53 - 2^-104) is 1 + 2^-51 + 2^-53.
    const sum = (rm: number) => run("fmadd_d", [ONE + 1n, ONE + 1n, 0x3c9ffffffffffffcn], rm);
    expect(sum(RNE)).toEqual({ value: ONE + 2n, flags: NX });
    expect(sum(RMM)).toEqual({ value: ONE + 3n, flags: NX });
  });
  test("a fused product's last bit counts when it lies 135 places below the addend", () => {
    // 7199155462287987 * 5634663596278459 is 2^105 + 1; the addend is 2^135.
    const sum = (rm: number) => run("fmadd_d", [0x4339939800033273n, 0x433404b25a15c2bbn, 0x4860000000000000n], rm);
    expect(sum(RDN)).toEqual({ value: 0x4860000000400000n, flags: NX });
    expect(sum(RUP)).toEqual({ value: 0x4860000000400001n, flags: NX });
  });
  test("FNMADD and FNMSUB negate the product, not the result's zero sign", () => {
    expect(run("fnmadd_d", [ONE, TWO, THREE], RNE)).toEqual({ value: 0xc014000000000000n, flags: 0 });
    expect(run("fnmsub_d", [ONE, TWO, TWO], RNE)).toEqual({ value: 0n, flags: 0 });
  });
});

describe("conversions to integers", () => {
  test("what does not fit saturates and is only invalid", () => {
    expect(run("fcvt_w_d", [0x41e0000000000000n], RTZ)).toEqual({ value: 0x7fffffffn, flags: NV });
    expect(run("fcvt_l_d", [0xfff0000000000000n], RTZ)).toEqual({ value: MINUS_ZERO, flags: NV });
    expect(run("fcvt_lu_d", [MINUS_ONE], RTZ)).toEqual({ value: 0n, flags: NV });
    expect(run("fcvt_lu_d", [QUIET_NAN], RTZ)).toEqual({ value: 0xffffffffffffffffn, flags: NV });
  });
  test("an unsigned word is sign-extended", () => {
    expect(run("fcvt_wu_d", [0x41efffffffe00000n], RNE)).toEqual({ value: 0xffffffffffffffffn, flags: 0 });
    expect(run("fcvt_wu_s", [BOX | 0x4f000000n], RNE)).toEqual({ value: 0xffffffff80000000n, flags: 0 });
  });
  test("a negative fraction that rounds to zero fits an unsigned integer", () => {
    expect(run("fcvt_wu_d", [0xbfe0000000000000n], RNE)).toEqual({ value: 0n, flags: NX });
    expect(run("fcvt_wu_d", [0xbfe0000000000000n], RMM)).toEqual({ value: 0n, flags: NV });
  });
});

test("FMIN and FMAX order -0 before +0", () => {
  expect(run("fmin_d", [0n, MINUS_ZERO])).toEqual({ value: MINUS_ZERO, flags: 0 });
  expect(run("fmax_d", [MINUS_ZERO, 0n])).toEqual({ value: 0n, flags: 0 });
});

test("flags accrue, and raising one makes floating-point state dirty", () => {
  expect(unit.get("fdiv_d")!([ONE, 0n], RNE, NX)).toMatchObject({ flags: DZ | NX, dirty: true });
  expect(unit.get("fadd_d")!([ONE, ONE], RNE, NX)).toMatchObject({ flags: NX, dirty: false });
});

describe("FLI", () => {
  /** The manual's table by number. */
  const VALUES = [
    ...[-1, Number.NaN, 2 ** -16, 2 ** -15, 2 ** -8, 2 ** -7, 0.0625, 0.125, 0.25, 0.3125, 0.375, 0.4375, 0.5, 0.625],
    ...[0.75, 0.875, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 8, 16, 128, 256, 2 ** 15, 2 ** 16, Number.POSITIVE_INFINITY],
  ];
  const load = (name: string, index: number) => unit.get(name)!([], index);
  const view = new DataView(new ArrayBuffer(8));

  test("loads the manual's 32 doubles and raises nothing", () => {
    for (const [index, value] of VALUES.entries()) {
      view.setFloat64(0, value);
      const expected = index === 1 ? SMALLEST_NORMAL : view.getBigUint64(0);
      expect(load("fli_d", index), `${index}`).toEqual({ value: expected, flags: 0, dirty: false });
    }
    expect(load("fli_d", 31).value).toBe(QUIET_NAN);
  });
  test("loads them as singles", () => {
    for (const [index, value] of VALUES.entries()) {
      view.setFloat32(0, value);
      const expected = index === 1 ? 0x0080_0000 : view.getUint32(0);
      expect(load("fli_s", index), `${index}`).toEqual({ value: BOX | BigInt(expected), flags: 0, dirty: false });
    }
    expect(load("fli_s", 31).value).toBe(SINGLE_NAN);
  });
  test("loads them as halves, of which 2^-16 and 2^-15 are subnormal and 2^16 is infinite", () => {
    const half = (index: number) => Number(load("fli_h", index).value & 0xffffn);
    const expected = [0xbc00, 0x0400, 0x0100, 0x0200, 0x1c00, 0x2000, 0x2c00, 0x3000, 0x3400, 0x3500, 0x3600, 0x3700];
    expect(Array.from({ length: 12 }, (_, index) => half(index))).toEqual(expected);
    expect([16, 19, 22, 27, 28, 29, 30, 31].map(half)).toEqual([
      ...[0x3c00, 0x3f00, 0x4200, 0x5c00, 0x7800, 0x7c00, 0x7c00, 0x7e00],
    ]);
    for (let index = 0; index < 32; index++) expect(load("fli_h", index)).toMatchObject({ flags: 0, dirty: false });
  });
});

describe("halves", () => {
  const box = (bits: number) => 0xffff_ffff_ffff_0000n | BigInt(bits);
  test("a half that is boxed as a single is the canonical NaN", () => {
    expect(run("fadd_h", [BOX | 0x3c00n, box(0x3c00)], RNE)).toEqual({ value: box(0x7e00), flags: 0 });
  });
  test("the largest half and half a unit more round to infinity, and to the largest towards zero", () => {
    expect(run("fadd_h", [box(0x7bff), box(0x4c00)], RNE)).toEqual({ value: box(0x7c00), flags: OF | NX });
    expect(run("fadd_h", [box(0x7bff), box(0x4c00)], RTZ)).toEqual({ value: box(0x7bff), flags: NX });
  });
});

describe("FCVTMOD.W.D", () => {
  const bitsOf = (value: number) => new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  test.each([
    [2 ** 31, 0x8000_0000, NV],
    [2 ** 32 + 5, 5, NV],
    [-(2 ** 32) - 5, -5, NV],
    [(2 ** 53 - 1) * 2 ** 31, 2 ** 31, NV],
    [(2 ** 53 - 1) * 2 ** 32, 0, NV],
    [-2.75, -2, NX],
    [-(2 ** 31) - 0.5, -(2 ** 31), NX],
    [Number.NaN, 0, NV],
    [Number.NEGATIVE_INFINITY, 0, NV],
  ])("of %d is %d modulo 2^32, with flags %d", (value, result, flags) => {
    const expected = BigInt.asUintN(64, BigInt.asIntN(32, BigInt(result)));
    expect(run("fcvtmod_w_d", [bitsOf(value)])).toEqual({ value: expected, flags });
  });
});
