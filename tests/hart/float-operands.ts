// Operands worth testing: the corners of each format, and seeded random encodings that cancel, tie, overflow and
// underflow far more often than uniform ones.
import { box } from "./float-model.js";
import { DOUBLE, type Format, HALF, SINGLE } from "./soft-float-oracle.js";

/** Registers with zeros, ones, subnormals, neighbours of powers of two, extremes, infinities and NaNs of both signs. */
export function corners(kind: Format | "x"): bigint[] {
  if (kind === "x") {
    const magnitudes = [0, 1, 24, 25, 31, 32, 53, 54, 62, 63].flatMap((bit) => {
      const power = 1n << BigInt(bit);
      return [power - 1n, power, power + 1n];
    });
    return magnitudes.flatMap((value) => [BigInt.asUintN(64, value), BigInt.asUintN(64, -value)]);
  }
  const one = (1n << BigInt(kind.width - 2)) - (1n << BigInt(kind.fractionBits));
  const hidden = 1n << BigInt(kind.fractionBits);
  const infinity = (1n << BigInt(kind.width - 1)) - hidden;
  const numbers = [0n, 1n, hidden - 1n, hidden, hidden + 1n, one - 1n, one, one + 1n, one + hidden / 2n];
  const large = [one + BigInt(kind.fractionBits + 1) * hidden, infinity - hidden, infinity - 1n, infinity];
  const nans = [infinity + 1n, infinity + hidden / 2n, infinity + hidden / 2n + 1n];
  const sign = 1n << BigInt(kind.width - 1);
  const encodings = [...numbers, ...large, ...nans].flatMap((bits) => [bits, bits | sign]);
  // The last is a half or a single that is not boxed, or a half that is boxed as a single.
  const unboxed = kind === DOUBLE ? [] : [one, ...(kind === HALF ? [box(SINGLE, one)] : [])];
  return [...encodings.map((bits) => box(kind, bits)), ...unboxed];
}

/** A seeded source of random operands. */
export interface Operands {
  /** A whole number from 0 to limit - 1. */
  below(limit: number): number;
  /** A register for each of an instruction's operands. */
  next(kinds: readonly (Format | "x")[]): bigint[];
}

/** Starts a sequence; equal seeds give equal operands. */
export function seededOperands(seed: number): Operands {
  let state = seed;
  // Mulberry32.
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => word() % limit;
  const dword = () => (BigInt(word()) << 32n) | BigInt(word());

  /** A fraction with few runs of ones and zeros, or any. */
  const fraction = (bits: number) => {
    const mask = (1n << BigInt(bits)) - 1n;
    const run = () => ((1n << BigInt(below(bits + 1))) - 1n) << BigInt(below(bits));
    const shapes = [
      () => dword(),
      () => run(),
      () => run() ^ run(),
      () => ~run(),
      () => 1n << BigInt(below(bits)),
      () => 0n,
    ];
    return shapes[below(shapes.length)]!() & mask;
  };

  const register = (kind: Format | "x", near: number) => {
    if (kind === "x") return BigInt.asUintN(64, (dword() >> BigInt(below(64))) * (below(2) === 0 ? 1n : -1n));
    const fields = 2 ** (kind.width - 1 - kind.fractionBits);
    const bias = fields / 2 - 1;
    const spread = below(4) === 0 ? fields : 2 * kind.fractionBits + 8;
    const field = Math.min(Math.max(bias + near + below(spread) - (spread >> 1), 0), fields - 1);
    const negative = BigInt(below(2)) << BigInt(kind.width - 1);
    return box(kind, negative | (BigInt(field) << BigInt(kind.fractionBits)) | fraction(kind.fractionBits));
  };

  return {
    below,
    next(kinds) {
      const format = kinds.find((kind) => kind !== "x") ?? DOUBLE;
      // Some operand sets lie about the ends of the exponents, so that results fall off them.
      const near = [0, format.smallest, format.smallest >> 1, -format.smallest, -format.smallest >> 1][below(5)]!;
      if (below(3) !== 0) return kinds.map((kind) => register(kind, near));
      const set = kinds.map((kind) => register(kind, near));
      const all = corners(kinds[0]!);
      set[below(set.length)] = all[below(all.length)]!;
      return set;
    },
  };
}
