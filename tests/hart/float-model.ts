// What each F, D, Zfh and Zfa instruction does to a register, in terms of soft-float-oracle.ts: one row per instruction and format.
import {
  add,
  canonicalNaN,
  convert,
  type Datum,
  DOUBLE,
  decode,
  divide,
  type Format,
  fuse,
  HALF,
  multiply,
  NV,
  negate,
  order,
  RNE,
  type Rounded,
  RTZ,
  round,
  SINGLE,
  squareRoot,
  toInteger,
  whole,
} from "./soft-float-oracle.js";

/** rd and the flags raised. */
export interface Expected {
  readonly value: bigint;
  readonly flags: number;
}

/** An instruction: what its operands hold ("x" is an integer register), whether it rounds, and its meaning. */
export interface Row {
  readonly name: string;
  readonly operands: readonly (Format | "x")[];
  readonly rounds: boolean;
  readonly run: (operands: readonly bigint[], rm: number) => Expected;
}

/** The bits of a register above a format's. */
function above({ width }: Format): bigint {
  return 0xffff_ffff_ffff_ffffn & ~((1n << BigInt(width)) - 1n);
}

/** The encoding in a register: one that is not boxed counts as the canonical NaN. */
function unbox(format: Format, register: bigint): bigint {
  return (register & above(format)) === above(format) ? register & ~above(format) : canonicalNaN(format);
}

/** The register that holds an encoding. */
export function box(format: Format, bits: bigint): bigint {
  return bits | above(format);
}

function boxed(format: Format, { bits, flags }: Rounded): Expected {
  return { value: box(format, bits), flags };
}

function arithmetic(
  format: Format,
  name: string,
  arity: number,
  run: (data: readonly Datum[], rm: number) => Rounded,
): Row {
  const read = (register: bigint) => decode(format, unbox(format, register));
  return {
    name: `${name}_${format.suffix}`,
    operands: Array.from({ length: arity }, () => format),
    rounds: true,
    run: (operands, rm) => boxed(format, run(operands.map(read), rm)),
  };
}

function arithmeticRows(format: Format): Row[] {
  return [
    arithmetic(format, "fadd", 2, ([a, b], rm) => add(format, a!, b!, rm)),
    arithmetic(format, "fsub", 2, ([a, b], rm) => add(format, a!, negate(b!), rm)),
    arithmetic(format, "fmul", 2, ([a, b], rm) => multiply(format, a!, b!, rm)),
    arithmetic(format, "fdiv", 2, ([a, b], rm) => divide(format, a!, b!, rm)),
    arithmetic(format, "fsqrt", 1, ([a], rm) => squareRoot(format, a!, rm)),
    arithmetic(format, "fmadd", 3, ([a, b, c], rm) => fuse(format, a!, b!, c!, rm)),
    arithmetic(format, "fmsub", 3, ([a, b, c], rm) => fuse(format, a!, b!, negate(c!), rm)),
    arithmetic(format, "fnmsub", 3, ([a, b, c], rm) => fuse(format, negate(a!), b!, c!, rm)),
    arithmetic(format, "fnmadd", 3, ([a, b, c], rm) => fuse(format, negate(a!), b!, negate(c!), rm)),
  ];
}

/** An instruction without rounding mode, in terms of its operands' encodings. */
function plain(format: Format, name: string, arity: number, run: (bits: readonly bigint[]) => Expected): Row {
  return {
    name: `${name}_${format.suffix}`,
    operands: Array.from({ length: arity }, () => format),
    rounds: false,
    run: (operands) => run(operands.map((register) => unbox(format, register))),
  };
}

function isSignaling(datum: Datum): boolean {
  return datum.kind === "nan" && datum.signaling;
}

function comparison(format: Format, name: string, quiet: boolean, holds: (order: number) => boolean): Row {
  return plain(format, name, 2, ([a, b]) => {
    const data = [decode(format, a!), decode(format, b!)] as const;
    const result = order(...data);
    if (result === undefined) return { value: 0n, flags: !quiet || data.some(isSignaling) ? NV : 0 };
    return { value: holds(result) ? 1n : 0n, flags: 0 };
  });
}

/** FMIN (side -1) and FMAX (side 1). */
function extreme(format: Format, name: string, side: number): Row {
  const negative = (bits: bigint) => bits >> BigInt(format.width - 1) === 1n;
  return plain(format, name, 2, ([a, b]) => {
    const left = decode(format, a!);
    const right = decode(format, b!);
    const flags = isSignaling(left) || isSignaling(right) ? NV : 0;
    const pick = (bits: bigint) => ({ value: box(format, bits), flags });
    if (left.kind === "nan") return pick(right.kind === "nan" ? canonicalNaN(format) : b!);
    if (right.kind === "nan") return pick(a!);
    const result = order(left, right)!;
    if (result !== 0) return pick(result === side ? a! : b!);
    return pick(negative(a!) === (side === -1) ? a! : b!);
  });
}

function signInjection(format: Format, name: string, sign: (a: bigint, b: bigint) => bigint): Row {
  const top = BigInt(format.width - 1);
  return plain(format, name, 2, ([a, b]) => {
    const magnitude = a! & ((1n << top) - 1n);
    return { value: box(format, magnitude | ((sign(a! >> top, b! >> top) & 1n) << top)), flags: 0 };
  });
}

function classification(format: Format): Row {
  const smallestNormal = decode(format, 1n << BigInt(format.fractionBits));
  return plain(format, "fclass", 1, ([a]) => {
    const datum = decode(format, a!);
    if (datum.kind === "nan") return { value: datum.signaling ? 1n << 8n : 1n << 9n, flags: 0 };
    const magnitude = { ...datum, negative: false };
    const isSubnormal = order(magnitude, smallestNormal) === -1;
    const isZero = datum.kind === "finite" && datum.numerator === 0n;
    const step = datum.kind === "infinite" ? 3n : isZero ? 0n : isSubnormal ? 1n : 2n;
    return { value: 1n << (datum.negative ? 3n - step : 4n + step), flags: 0 };
  });
}

function encodingRows(format: Format): Row[] {
  return [
    comparison(format, "feq", true, (result) => result === 0),
    comparison(format, "flt", false, (result) => result < 0),
    comparison(format, "fle", false, (result) => result <= 0),
    extreme(format, "fmin", -1),
    extreme(format, "fmax", 1),
    signInjection(format, "fsgnj", (_a, b) => b),
    signInjection(format, "fsgnjn", (_a, b) => ~b),
    signInjection(format, "fsgnjx", (a, b) => a ^ b),
    classification(format),
  ];
}

/** An integer kind: bits and whether it has a sign. */
const INTEGERS = [
  { name: "w", bits: 32, signed: true },
  { name: "wu", bits: 32, signed: false },
  { name: "l", bits: 64, signed: true },
  { name: "lu", bits: 64, signed: false },
] as const;

function integerRows(format: Format): Row[] {
  return INTEGERS.flatMap(({ name, bits, signed }): Row[] => {
    const lowest = signed ? -(1n << BigInt(bits - 1)) : 0n;
    const highest = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
    const read = signed ? BigInt.asIntN : BigInt.asUintN;
    return [
      {
        name: `fcvt_${name}_${format.suffix}`,
        operands: [format],
        rounds: true,
        run: ([a], rm) => {
          const { value, flags } = toInteger(decode(format, unbox(format, a!)), lowest, highest, rm);
          return { value: BigInt.asUintN(64, BigInt.asIntN(bits, value)), flags };
        },
      },
      {
        name: `fcvt_${format.suffix}_${name}`,
        operands: ["x"],
        rounds: true,
        run: ([x], rm) => boxed(format, round(format, whole(read(bits, x!)), rm)),
      },
    ];
  });
}

/** FCVT between formats; exact when it widens. */
function conversion(to: Format, from: Format): Row {
  return {
    name: `fcvt_${to.suffix}_${from.suffix}`,
    operands: [from],
    rounds: true,
    run: ([a], rm) => boxed(to, convert(to, decode(from, unbox(from, a!)), rm)),
  };
}

const UNBOUNDED = 1n << 1100n;

/** FROUND and FROUNDNX. */
function rounding(format: Format, name: string, exact: boolean): Row {
  return {
    name: `${name}_${format.suffix}`,
    operands: [format],
    rounds: true,
    run: ([a], rm) => {
      const bits = unbox(format, a!);
      const datum = decode(format, bits);
      if (datum.kind === "nan") return { value: box(format, canonicalNaN(format)), flags: isSignaling(datum) ? NV : 0 };
      if (datum.kind === "infinite") return { value: box(format, bits), flags: 0 };
      const { value, flags } = toInteger(datum, -UNBOUNDED, UNBOUNDED, rm);
      // Zero has the operand's sign.
      const zero = bits & (1n << BigInt(format.width - 1));
      const rounded = value === 0n ? zero : round(format, whole(value), RNE).bits;
      return { value: box(format, rounded), flags: exact ? flags : 0 };
    },
  };
}

/** FMINM and FMAXM: as FMIN and FMAX, but a NaN wins. */
function extremeOrNaN(format: Format, name: string, side: number): Row {
  const numbers = extreme(format, name, side);
  return plain(format, name, 2, (bits) => {
    const data = bits.map((each) => decode(format, each));
    if (data.every(({ kind }) => kind !== "nan"))
      return numbers.run(
        bits.map((each) => box(format, each)),
        RNE,
      );
    return { value: box(format, canonicalNaN(format)), flags: data.some(isSignaling) ? NV : 0 };
  });
}

const MODULAR: Row = plain(DOUBLE, "fcvtmod_w", 1, ([a]) => {
  const datum = decode(DOUBLE, a!);
  const { flags } = toInteger(datum, -(2n ** 31n), 2n ** 31n - 1n, RTZ);
  if (datum.kind !== "finite") return { value: 0n, flags };
  const { value } = toInteger(datum, -UNBOUNDED, UNBOUNDED, RTZ);
  return { value: BigInt.asUintN(64, BigInt.asIntN(32, value)), flags };
});

function additionalRows(format: Format): Row[] {
  return [
    extremeOrNaN(format, "fminm", -1),
    extremeOrNaN(format, "fmaxm", 1),
    rounding(format, "fround", false),
    rounding(format, "froundnx", true),
    comparison(format, "fltq", true, (result) => result < 0),
    comparison(format, "fleq", true, (result) => result <= 0),
  ];
}

const FORMATS = [HALF, SINGLE, DOUBLE];

/** Every instruction but FLI. */
export const ROWS: readonly Row[] = [
  ...FORMATS.flatMap((format) => [
    ...arithmeticRows(format),
    ...encodingRows(format),
    ...integerRows(format),
    ...additionalRows(format),
  ]),
  ...FORMATS.flatMap((to) => FORMATS.filter((from) => from !== to).map((from) => conversion(to, from))),
  MODULAR,
];
