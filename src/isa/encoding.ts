// A row's encoding text as numbers.

export interface EncodingBits {
  /** Bits that the encoding fixes (signed 32 bits). */
  readonly mask: number;
  /** Their values. */
  readonly match: number;
  /** Bytes. */
  readonly length: 2 | 4;
}

/** Parses `0`, `1` and `.` from the most significant bit down; throws a SyntaxError unless there are 16 or 32. */
export function encodingBits(encoding: string): EncodingBits {
  const text = encoding.replaceAll(" ", "");
  if (!/^(?:[01.]{16}|[01.]{32})$/.test(text)) {
    throw new SyntaxError(`encoding ${encoding}: expected 16 or 32 of 0, 1 and . (has ${text.length})`);
  }
  return {
    mask: Number.parseInt(text.replaceAll("0", "1").replaceAll(".", "0"), 2) | 0,
    match: Number.parseInt(text.replaceAll(".", "0"), 2) | 0,
    length: text.length === 16 ? 2 : 4,
  };
}
