// Proof that a word has one meaning: no two rows match it, unless one says that it refines the other.
import { encodingBits } from "./encoding.js";
import type { InstructionRow } from "./instruction-row.js";
import { isReserved } from "./reserved.js";

/** Words that two rows may share at most, as a power of two: reserved points are looked for one by one. */
const ENUMERABLE = 16;

/** Throws a TypeError that names two rows and a word that both match, if there are any. */
export function assertDisjoint(rows: readonly InstructionRow[]): void {
  const encodings = rows.map((row) => ({ row, ...encodingBits(row.encoding) }));
  for (const [index, a] of encodings.entries()) {
    for (const b of encodings.slice(index + 1)) {
      const mask = a.mask & b.mask;
      if (a.length !== b.length || ((a.match ^ b.match) & mask) !== 0) continue;
      if (a.row.refines === b.row.name || b.row.refines === a.row.name) continue;
      const width = a.length === 2 ? 0xffff : -1;
      const word = sharedWord(
        a.match | b.match,
        ~(a.mask | b.mask) & width,
        (w) => !isReserved(a.row, w) && !isReserved(b.row, w),
      );
      if (word !== undefined) {
        const text = (word >>> 0).toString(16);
        throw new TypeError(
          `${a.row.name} and ${b.row.name} both match 0x${text}; one must reserve it or refine the other`,
        );
      }
    }
  }
}

/** A word made of `fixed` and any of the bits in `free` that passes the test. */
function sharedWord(fixed: number, free: number, test: (word: number) => boolean): number | undefined {
  const places = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((free >>> bit) & 1) === 1);
  if (places.length > ENUMERABLE) return fixed;
  for (let value = 0; value < 2 ** places.length; value++) {
    const word = places.reduce((bits, place, index) => bits | (((value >>> index) & 1) << place), fixed);
    if (test(word)) return word;
  }
  return undefined;
}
