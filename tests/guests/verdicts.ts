// What payloads that try out promises say about each.

/** The verdict of each promise: OK, FAILED or left out. */
export function verdicts(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(?:\[\w+\] )?([\w-]+): (OK|FAILED|left out)$/gm)].map((m) => [m[1], m[2]]),
  );
}
