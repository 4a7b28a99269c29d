// A growing byte buffer with LEB128 numbers (WebAssembly core specification, "Values").

export class Bytes {
  #data = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#data[this.#length++] = value;
    return this;
  }

  append(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#data.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Unsigned, up to 32 bits. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest >= 128) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** Signed, up to 64 bits. */
  signed(value: bigint): this {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 127n);
      rest >>= 7n;
      if ((rest === 0n && (low & 64) === 0) || (rest === -1n && (low & 64) !== 0)) return this.byte(low);
      this.byte(low | 128);
    }
  }

  name(text: string): this {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
    return this;
  }

  /** What was written so far, not copied. */
  view(): Uint8Array {
    return this.#data.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#data.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#data.length, this.#length + count));
    grown.set(this.view());
    this.#data = grown;
  }
}
