// Bytes that look random and follow from a seed: SplitMix32-style mixing, the same on every host.

export interface RandomBytes {
  /** All that decides what comes next. */
  state: number;
  take(count: number): Uint8Array;
}

/** Equal seeds give equal bytes. */
export function makeRandomBytes(seed: number): RandomBytes {
  return {
    state: seed | 0,
    take(count: number): Uint8Array {
      const bytes = new Uint8Array(count);
      for (let at = 0; at < count; at += 1) {
        this.state = (this.state + 0x9e3779b9) | 0;
        let mixed = this.state ^ (this.state >>> 16);
        mixed = Math.imul(mixed, 0x21f0aaad);
        mixed ^= mixed >>> 15;
        mixed = Math.imul(mixed, 0x735a2d97);
        bytes[at] = mixed ^ (mixed >>> 15);
      }
      return bytes;
    },
  };
}
