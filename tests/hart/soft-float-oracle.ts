// IEEE 754 from first principles, to test against: operands are exact rationals, every operation is done exactly and
// rounded once. It shares nothing with src/hart/float. RISC-V manual: "F" and "D" Extensions.

export const RNE = 0;
export const RTZ = 1;
export const RDN = 2;
export const RUP = 3;
export const RMM = 4;

export const NV = 16;
export const DZ = 8;
export const OF = 4;
export const UF = 2;
export const NX = 1;

/** A binary interchange format. */
export interface Format {
  readonly suffix: "h" | "s" | "d";
  readonly width: number;
  readonly fractionBits: number;
  /** Exponent of the smallest normal number. */
  readonly smallest: number;
}

export const HALF: Format = { suffix: "h", width: 16, fractionBits: 10, smallest: -14 };
export const SINGLE: Format = { suffix: "s", width: 32, fractionBits: 23, smallest: -126 };
export const DOUBLE: Format = { suffix: "d", width: 64, fractionBits: 52, smallest: -1022 };

/** A datum. A finite one is (-1)^negative * numerator / denominator; zero has numerator 0. */
export type Datum =
  | { readonly kind: "nan"; readonly signaling: boolean }
  | { readonly kind: "infinite"; readonly negative: boolean }
  | Finite;

interface Finite {
  readonly kind: "finite";
  readonly negative: boolean;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A result's encoding in its own width, and the flags it raises. */
export interface Rounded {
  readonly bits: bigint;
  readonly flags: number;
}

const NAN: Datum = { kind: "nan", signaling: false };

function infinityBits({ width, fractionBits }: Format): bigint {
  return (1n << BigInt(width - 1)) - (1n << BigInt(fractionBits));
}

function signBit({ width }: Format, negative: boolean): bigint {
  return negative ? 1n << BigInt(width - 1) : 0n;
}

/** The canonical NaN's encoding. */
export function canonicalNaN(format: Format): bigint {
  return infinityBits(format) | (1n << BigInt(format.fractionBits - 1));
}

/** Reads an encoding. */
export function decode(format: Format, bits: bigint): Datum {
  const negative = (bits & signBit(format, true)) !== 0n;
  const magnitude = bits & (signBit(format, true) - 1n);
  const infinity = infinityBits(format);
  if (magnitude > infinity)
    return { kind: "nan", signaling: (magnitude & (1n << BigInt(format.fractionBits - 1))) === 0n };
  if (magnitude === infinity) return { kind: "infinite", negative };
  const hidden = 1n << BigInt(format.fractionBits);
  const field = Number(magnitude / hidden);
  const significand = (magnitude % hidden) + (field === 0 ? 0n : hidden);
  const scale = format.smallest + Math.max(field, 1) - 1 - format.fractionBits;
  return { kind: "finite", negative, ...ratio(significand, scale) };
}

/** integer * 2^scale as a ratio. */
function ratio(integer: bigint, scale: number): { numerator: bigint; denominator: bigint } {
  const power = 1n << BigInt(Math.abs(scale));
  return scale < 0 ? { numerator: integer, denominator: power } : { numerator: integer * power, denominator: 1n };
}

/** A whole number as a datum. */
export function whole(value: bigint): Finite {
  return { kind: "finite", negative: value < 0n, numerator: value < 0n ? -value : value, denominator: 1n };
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28;
}

/** The exponent e with 2^e <= numerator / denominator < 2^(e + 1). */
function exponentOf(numerator: bigint, denominator: bigint): number {
  const guess = bitLength(numerator) - bitLength(denominator);
  const reached = guess < 0 ? numerator << BigInt(-guess) >= denominator : numerator >= denominator << BigInt(guess);
  return reached ? guess : guess - 1;
}

/** numerator / denominator in units of 2^scale, rounded to a whole number of them. */
function roundToUnits(value: Finite, scale: number, rm: number): { units: bigint; exact: boolean } {
  const { numerator, denominator } = ratio(value.numerator, -scale);
  const divisor = denominator * value.denominator;
  const units = numerator / divisor;
  const rest = numerator % divisor;
  const above = 2n * rest > divisor;
  const tie = 2n * rest === divisor;
  const up = [
    above || (tie && units % 2n === 1n),
    false,
    rest > 0n && value.negative,
    rest > 0n && !value.negative,
    above || tie,
  ];
  return { units: up[rm]! ? units + 1n : units, exact: rest === 0n };
}

/** A finite number in a format, rounded once. */
export function round(format: Format, value: Finite, rm: number): Rounded {
  const sign = signBit(format, value.negative);
  if (value.numerator === 0n) return { bits: sign, flags: 0 };
  const exponent = exponentOf(value.numerator, value.denominator);
  const scale = Math.max(exponent, format.smallest) - format.fractionBits;
  const { units, exact } = roundToUnits(value, scale, rm);
  // Consecutive encodings are consecutive magnitudes: units of the smallest scale count from zero.
  const magnitude =
    units + BigInt(scale - (format.smallest - format.fractionBits)) * (1n << BigInt(format.fractionBits));
  const infinity = infinityBits(format);
  if (magnitude >= infinity) {
    const outwards = rm === RNE || rm === RMM || rm === (value.negative ? RDN : RUP);
    return { bits: sign | (outwards ? infinity : infinity - 1n), flags: OF | NX };
  }
  // Tiny after rounding: below the smallest normal number when rounded as if the exponent had no bounds.
  const unbounded = roundToUnits(value, exponent - format.fractionBits, rm).units;
  const tiny =
    exponent < format.smallest - 1 || (exponent < format.smallest && bitLength(unbounded) <= format.fractionBits + 1);
  return { bits: sign | magnitude, flags: exact ? 0 : tiny ? UF | NX : NX };
}

function notANumber(format: Format, flags: number): Rounded {
  return { bits: canonicalNaN(format), flags };
}

function infinite(format: Format, negative: boolean, flags = 0): Rounded {
  return { bits: signBit(format, negative) | infinityBits(format), flags };
}

/** The canonical NaN when an operand is NaN; invalid when one of them is signaling. */
function propagate(format: Format, operands: readonly Datum[]): Rounded | undefined {
  if (!operands.some(({ kind }) => kind === "nan")) return undefined;
  return notANumber(format, operands.some((datum) => datum.kind === "nan" && datum.signaling) ? NV : 0);
}

/** The exact sum of finite numbers; a zero sum of unlike signs is negative only in RDN. */
function exactSum(a: Finite, b: Finite, rm: number): Finite {
  const left = a.numerator * b.denominator * (a.negative ? -1n : 1n);
  const right = b.numerator * a.denominator * (b.negative ? -1n : 1n);
  const sum = left + right;
  const zeroIsNegative = a.negative === b.negative ? a.negative : rm === RDN;
  const negative = sum === 0n ? zeroIsNegative : sum < 0n;
  return { kind: "finite", negative, numerator: sum < 0n ? -sum : sum, denominator: a.denominator * b.denominator };
}

export function negate(datum: Datum): Datum {
  return datum.kind === "nan" ? NAN_OF[datum.signaling ? 1 : 0]! : { ...datum, negative: !datum.negative };
}
const NAN_OF: readonly Datum[] = [NAN, { kind: "nan", signaling: true }];

/** a + b. */
export function add(format: Format, a: Datum, b: Datum, rm: number): Rounded {
  if (a.kind === "nan" || b.kind === "nan") return propagate(format, [a, b])!;
  if (a.kind === "infinite") {
    return b.kind === "infinite" && a.negative !== b.negative ? notANumber(format, NV) : infinite(format, a.negative);
  }
  if (b.kind === "infinite") return infinite(format, b.negative);
  return round(format, exactSum(a, b, rm), rm);
}

function exactProduct(a: Finite, b: Finite): Finite {
  const negative = a.negative !== b.negative;
  return { kind: "finite", negative, numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** The product before rounding; undefined for zero times infinity. */
function product(a: Exclude<Datum, { kind: "nan" }>, b: Exclude<Datum, { kind: "nan" }>): Datum | undefined {
  const negative = a.negative !== b.negative;
  if (a.kind === "finite" && b.kind === "finite") return exactProduct(a, b);
  if ((a.kind === "finite" && a.numerator === 0n) || (b.kind === "finite" && b.numerator === 0n)) return undefined;
  return { kind: "infinite", negative };
}

/** a * b. */
export function multiply(format: Format, a: Datum, b: Datum, rm: number): Rounded {
  if (a.kind === "nan" || b.kind === "nan") return propagate(format, [a, b])!;
  const exact = product(a, b);
  if (exact?.kind === "finite") return round(format, exact, rm);
  return exact?.kind === "infinite" ? infinite(format, exact.negative) : notANumber(format, NV);
}

/** a * b + c, rounded once. Zero times infinity is invalid even when c is a quiet NaN. */
export function fuse(format: Format, a: Datum, b: Datum, c: Datum, rm: number): Rounded {
  if (a.kind === "nan" || b.kind === "nan") return propagate(format, [a, b, c])!;
  const exact = product(a, b);
  if (exact === undefined) return notANumber(format, NV);
  return add(format, exact, c, rm);
}

/** a / b. */
export function divide(format: Format, a: Datum, b: Datum, rm: number): Rounded {
  if (a.kind === "nan" || b.kind === "nan") return propagate(format, [a, b])!;
  const negative = a.negative !== b.negative;
  if (a.kind === "infinite") return b.kind === "infinite" ? notANumber(format, NV) : infinite(format, negative);
  if (b.kind === "infinite") return round(format, { ...whole(0n), negative }, rm);
  if (b.numerator === 0n) return a.numerator === 0n ? notANumber(format, NV) : infinite(format, negative, DZ);
  const numerator = a.numerator * b.denominator;
  return round(format, { kind: "finite", negative, numerator, denominator: a.denominator * b.numerator }, rm);
}

/** The largest whole number whose square is at most `value` (Newton's method from above). */
function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** The square root of a. */
export function squareRoot(format: Format, a: Datum, rm: number): Rounded {
  if (a.kind === "nan") return propagate(format, [a])!;
  if (a.kind === "finite" && a.numerator === 0n) return round(format, a, rm);
  if (a.negative) return notANumber(format, NV);
  if (a.kind === "infinite") return infinite(format, false);
  // Denominators are powers of two; an even power with 80 bits to spare below the result's last place.
  const places = BigInt(bitLength(a.denominator) - 1 + 2 * (80 + format.fractionBits));
  const scale = places % 2n === 0n ? places : places + 1n;
  const radicand = (a.numerator << scale) / a.denominator;
  const root = integerRoot(radicand);
  // An irrational root stands for every number between two neighbours this close: half a place above the lower.
  const numerator = 2n * root + (root * root === radicand ? 0n : 1n);
  return round(format, { kind: "finite", negative: false, numerator, denominator: 1n << (scale / 2n + 1n) }, rm);
}

/** A datum in another format. */
export function convert(format: Format, a: Datum, rm: number): Rounded {
  if (a.kind === "nan") return propagate(format, [a])!;
  return a.kind === "infinite" ? infinite(format, a.negative) : round(format, a, rm);
}

/** A datum as a whole number from `lowest` to `highest`; what does not fit is invalid and gives the nearer end. */
export function toInteger(a: Datum, lowest: bigint, highest: bigint, rm: number): { value: bigint; flags: number } {
  if (a.kind === "nan") return { value: highest, flags: NV };
  if (a.kind === "infinite") return { value: a.negative ? lowest : highest, flags: NV };
  const { units, exact } = roundToUnits(a, 0, rm);
  const value = a.negative ? -units : units;
  if (value < lowest) return { value: lowest, flags: NV };
  if (value > highest) return { value: highest, flags: NV };
  return { value, flags: exact ? 0 : NX };
}

/** -1, 0 or 1 as a is less than, equal to or greater than b; undefined when one is NaN. */
export function order(a: Datum, b: Datum): number | undefined {
  if (a.kind === "nan" || b.kind === "nan") return undefined;
  const rank = (datum: Datum) => (datum.kind === "infinite" ? (datum.negative ? -1 : 1) : 0);
  if (rank(a) !== rank(b) || a.kind === "infinite" || b.kind === "infinite") return Math.sign(rank(a) - rank(b));
  const left = a.numerator * b.denominator * (a.negative ? -1n : 1n);
  const right = b.numerator * a.denominator * (b.negative ? -1n : 1n);
  return left < right ? -1 : left > right ? 1 : 0;
}
