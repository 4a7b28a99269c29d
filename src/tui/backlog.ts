// Bytes that a console printed and that are not parsed yet. A guest that prints faster than a terminal can show loses
// its oldest bytes here, so that memory stays bounded and the newest output is what is seen.

export interface Backlog {
  readonly bytes: number;
  /** Bytes dropped ever. */
  readonly dropped: number;
  push(bytes: Uint8Array): void;
  /** Takes at most `limit` bytes from the front; `gap` says that bytes before them were dropped. */
  take(limit: number): { readonly bytes: Uint8Array; readonly gap: boolean };
}

const LINE_FEED = 10;

/** Holds at most `capacity` bytes. */
export function makeBacklog(capacity: number): Backlog {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let dropped = 0;
  let gap = false;

  /** Drops the oldest bytes down to half the capacity, and on to the start of a line where one is near. */
  const drop = (): void => {
    const all = join(chunks, held);
    const from = all.length - (capacity >> 1);
    const lineEnd = all.indexOf(LINE_FEED, from);
    const start = lineEnd >= 0 && lineEnd - from < 4096 ? lineEnd + 1 : from;
    dropped += start;
    gap = true;
    chunks = [all.slice(start)];
    held = all.length - start;
  };

  return {
    get bytes() {
      return held;
    },
    get dropped() {
      return dropped;
    },
    push: (bytes) => {
      if (bytes.length === 0) return;
      chunks.push(bytes);
      held += bytes.length;
      if (held > capacity) drop();
    },
    take: (limit) => {
      const all = join(chunks, held);
      const cut = Math.min(limit, held);
      const rest = all.subarray(cut);
      chunks = rest.length === 0 ? [] : [rest];
      held = rest.length;
      const hadGap = gap;
      gap = false;
      return { bytes: all.subarray(0, cut), gap: hadGap };
    },
  };
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
