// Minimal sets by delta debugging: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", the
// algorithm ddmin. Subsets of one round are tried together.

/** Whether the failure is there with these pieces; asked for several subsets at a time. */
export type Fails<T> = (pieces: readonly T[]) => Promise<boolean>;

/**
 * A subset with which it fails, and none of whose pieces can be left out. `pieces` as a whole must fail.
 */
export async function minimize<T>(pieces: readonly T[], fails: Fails<T>): Promise<readonly T[]> {
  let current = pieces;
  let parts = 2;
  while (current.length > 1) {
    const chunks = split(current, Math.min(parts, current.length));
    const one = await firstFailing(chunks, fails);
    if (one !== undefined) {
      current = one;
      parts = 2;
      continue;
    }
    // With two parts the complements are the parts.
    const complements = chunks.length === 2 ? [] : chunks.map((chunk) => without(current, chunk));
    const rest = await firstFailing(complements, fails);
    if (rest !== undefined) {
      current = rest;
      parts = Math.max(chunks.length - 1, 2);
    } else if (chunks.length === current.length) return current;
    else parts = chunks.length * 2;
  }
  return current;
}

/** The first in order, whichever comes back first: the result does not depend on the host. */
async function firstFailing<T>(subsets: readonly (readonly T[])[], fails: Fails<T>): Promise<readonly T[] | undefined> {
  const results = await Promise.all(subsets.map(fails));
  return subsets[results.indexOf(true)];
}

function split<T>(pieces: readonly T[], parts: number): readonly (readonly T[])[] {
  return Array.from({ length: parts }, (_, part) => {
    return pieces.slice(Math.floor((part * pieces.length) / parts), Math.floor(((part + 1) * pieces.length) / parts));
  });
}

function without<T>(pieces: readonly T[], gone: readonly T[]): readonly T[] {
  const set = new Set(gone);
  return pieces.filter((piece) => !set.has(piece));
}
