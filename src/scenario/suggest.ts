// "Did you mean": the nearest name by edits (insert, delete, replace, swap neighbours).

/** The only one of `names` that `word` begins, or the nearest; null when none is near enough to be meant. */
export function nearest(word: string, names: Iterable<string>): string | null {
  if (word.length < 2) return null;
  const all = [...names];
  const longer = all.filter((name) => name.startsWith(word));
  if (longer.length === 1) return longer[0] ?? null;
  const bound = Math.max(1, Math.ceil(word.length / 3));
  let best: string | null = null;
  let bestEdits = bound + 1;
  for (const name of all) {
    const edits = distance(word.toLowerCase(), name.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [name, edits];
  }
  return best;
}

/** `did you mean harts?`, or undefined when nothing is near. */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const name = nearest(word, names);
  return name === null ? undefined : `did you mean ${name}?`;
}

/** Optimal string alignment distance. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replace = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let edits = Math.min(replace, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
