// Operands that find mistakes: ends of ranges, NaN boxes, addresses that are mapped, nearly mapped and not at all.
import { DATA, HOLE } from "./arena.js";
import type { Random } from "./random.js";

/** x registers that begin as addresses: sp and some that compressed instructions reach are among them. */
export const ADDRESS_REGISTERS: readonly number[] = [2, 8, 10, 13, 15, 22, 25];

const PAGE = 0x1000n;
const ARENA = BigInt(DATA) - 2n * PAGE;
const RAM = 0x8000_0000n;

const INTEGERS: readonly bigint[] = [
  ...[0n, 1n, -1n, 2n, -2n, 7n, 31n, 32n, 63n, 64n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn],
  ...[0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n, -0x8000_0000n, -0x8000_0001n, 0x5555_5555_5555_5555n],
  ...[(1n << 63n) - 1n, 1n << 63n, (1n << 63n) + 1n, (1n << 62n) - 1n],
];

const SINGLES: readonly number[] = [
  ...[0x0000_0000, 0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0x7f80_0001],
  ...[0xffc1_2345, 0x0000_0001, 0x807f_ffff, 0x0080_0000, 0x7f7f_ffff, 0xff7f_ffff, 0x3f00_0000, 0x4f00_0000],
  ...[0xcf00_0000, 0x4f80_0000, 0x5f00_0000, 0x5f80_0000, 0x3fc0_0000, 0x4b80_0001, 0x3eaa_aaab, 0x0080_0001],
];

const DOUBLES: readonly bigint[] = [
  ...[
    0n,
    1n << 63n,
    0x3ff0n << 48n,
    0xbff0n << 48n,
    0x7ff0n << 48n,
    0xfff0n << 48n,
    0x7ff8n << 48n,
    0x7ff0_0000_0000_0001n,
  ],
  ...[
    0xfff8_1234_5678_9abcn,
    1n,
    0x800f_ffff_ffff_ffffn,
    0x0010n << 48n,
    0x7fef_ffff_ffff_ffffn,
    0xffef_ffff_ffff_ffffn,
  ],
  ...[0x3fe0n << 48n, 0x41e0n << 48n, 0xc1e0n << 48n, 0x41f0n << 48n, 0x43e0n << 48n, 0x43f0n << 48n, 0x3ff8n << 48n],
  ...[0x4340_0000_0000_0001n, 0x3fd5_5555_5555_5555n, 0x0010_0000_0000_0001n, 0x36a0n << 48n, 0x47ef_ffff_f000_0000n],
];

/** Where the data can be found, by the arena's places and its superpages. */
const DATA_PLACES: readonly bigint[] = [
  ...Array.from({ length: 10 }, (_, place) => ARENA + BigInt(place + 2) * PAGE),
  ...[ARENA + 0x20_2000n, 0xc040_2000n, 0x40_2000n, 0xffff_ffff_c040_2000n, 0x80_8040_2000n, 0x1_0000_8040_2000n],
];

/** Nothing is mapped, or nothing can be. */
const BAD_PLACES: readonly bigint[] = [
  ...[
    0n,
    ARENA + 0xf000n,
    ARENA + 0x20_f000n,
    BigInt(HOLE),
    0x40_8040_2000n,
    0x8000_0000_8040_2000n,
    (1n << 41n) + RAM,
  ],
  ...[-0x1000n, 0xffff_ffc0_0000_0000n, 0x7f_ffff_f000n, 0x180_0040_2000n, -8n],
];

/** Nothing is there, physically. */
const HOLES: readonly bigint[] = [BigInt(HOLE), 0x40_8040_2000n, 0x8000_0000_8040_2000n, 0xffff_ffff_ffff_f000n];

/** Offsets into a page: aligned, nearly, and across its end. */
const OFFSETS: readonly bigint[] = [
  0n,
  8n,
  16n,
  64n,
  0x100n,
  0x7f8n,
  0xff0n,
  0xff8n,
  0xffcn,
  0xffen,
  0xfffn,
  1n,
  2n,
  4n,
  0xffdn,
];

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

export function drawInteger(random: Random): bigint {
  if (random.chance(60)) return unsigned(random.pick(INTEGERS));
  return random.chance(50) ? random.long() : unsigned(BigInt.asIntN(32, random.long()) >> BigInt(random.below(32)));
}

/** A single in a NaN box or (in few cases) out of it, a double, or any bits. */
export function drawFloat(random: Random): bigint {
  if (random.chance(45)) return random.pick(DOUBLES);
  if (random.chance(65)) {
    const single = random.chance(80) ? random.pick(SINGLES) : random.word();
    return BigInt(single) | (random.chance(92) ? 0xffff_ffff_0000_0000n : BigInt(random.word()) << 32n);
  }
  // Exponents near the middle, so that sums and products are not all infinite.
  if (random.chance(70)) return (random.long() & ~(0x7ffn << 52n)) | (BigInt(0x3e0 + random.below(64)) << 52n);
  return random.long();
}

/** `physical`: for modes without translation, where pages that only page tables know would be memory of no one. */
export function drawAddress(random: Random, physical: boolean): bigint {
  const mapped = physical ? DATA_PLACES.slice(0, 2) : random.chance(60) ? DATA_PLACES.slice(0, 4) : DATA_PLACES;
  const place = random.chance(94) ? random.pick(mapped) : random.pick(physical ? HOLES : BAD_PLACES);
  const offset = random.chance(60) ? BigInt(8 * random.below(512)) : random.pick(OFFSETS);
  return unsigned(place + offset);
}

/** Where fetches fault: jumps go there to come back by the trap. */
export function drawBadTarget(random: Random): bigint {
  return unsigned(random.pick([...HOLES, ...BAD_PLACES.slice(2)]) & ~1n);
}
