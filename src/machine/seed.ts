// Bytes that follow from a scenario's seed: SplitMix32-style mixing, the same on every host.

/** Bytes that look random; equal seeds give equal bytes. */
export function seedBytes(seed: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let state = seed | 0;
  for (let at = 0; at < count; at += 1) {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    bytes[at] = mixed ^ (mixed >>> 15);
  }
  return bytes;
}
