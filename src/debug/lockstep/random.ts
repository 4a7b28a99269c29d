// Random numbers that a seed decides: splitmix in 32-bit halves.

export interface Random {
  /** 0 to 2**32 - 1. */
  word(): number;
  /** 0 to `limit` - 1. */
  below(limit: number): number;
  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** 64 bits. */
  long(): bigint;
}

/** The sequence of a seed; `stream` tells sequences of one seed apart. */
export function makeRandom(seed: number, stream = 0): Random {
  let state = mix((seed ^ Math.imul(stream + 1, 0x9e3779b1)) | 0) ^ mix(stream);
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) >>> 0;
  };
  const below = (limit: number) => Math.floor((word() / 2 ** 32) * limit);
  return {
    word,
    below,
    chance: (percent) => below(10_000) < percent * 100,
    pick: (from) => from[below(from.length)]!,
    long: () => (BigInt(word()) << 32n) | BigInt(word()),
  };
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
