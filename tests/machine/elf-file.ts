// Builds small ELF files, field by field (System V ABI, chapters 4 and 5).

export interface TestSegment {
  readonly virtual: bigint;
  readonly physical: number;
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly flags?: number;
  readonly type?: number;
}

export interface TestSymbol {
  readonly name: string;
  readonly address: bigint;
  readonly size?: bigint;
  /** STT_FUNC 2, STT_SECTION 3, STT_NOTYPE 0. */
  readonly kind?: number;
  /** Section index; 0 is undefined. */
  readonly section?: number;
}

export interface TestElf {
  readonly entry: bigint;
  readonly segments: readonly TestSegment[];
  readonly symbols?: readonly TestSymbol[];
}

export function elfFile({ entry, segments, symbols = [] }: TestElf): Uint8Array {
  const programHeaders = 64;
  const names = `\0${symbols.map(({ name }) => `${name}\0`).join("")}`;
  const symbolsAt = programHeaders + 56 * segments.length;
  const stringsAt = symbolsAt + 24 * symbols.length;
  const sectionsAt = (stringsAt + names.length + 7) & ~7;
  let end = sectionsAt + 3 * 64;
  const offsets = segments.map(({ bytes }) => {
    const offset = end;
    end += bytes.length;
    return offset;
  });
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, entry, true);
  view.setBigUint64(32, BigInt(programHeaders), true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, segments.length],
    [58, 64],
    [60, 3],
    [62, 0],
  ] as const) {
    view.setUint16(at, value, true);
  }
  segments.forEach(({ virtual, physical, bytes, size, flags = 5, type = 1 }, index) => {
    const at = programHeaders + 56 * index;
    view.setUint32(at, type, true);
    view.setUint32(at + 4, flags, true);
    view.setBigUint64(at + 8, BigInt(offsets[index] as number), true);
    view.setBigUint64(at + 16, virtual, true);
    view.setBigUint64(at + 24, BigInt(physical), true);
    view.setBigUint64(at + 32, BigInt(bytes.length), true);
    view.setBigUint64(at + 40, BigInt(size), true);
    file.set(bytes, offsets[index] as number);
  });
  let name = 1;
  symbols.forEach((symbol, index) => {
    const at = symbolsAt + 24 * index;
    view.setUint32(at, name, true);
    view.setUint8(at + 4, 0x10 | (symbol.kind ?? 0));
    view.setUint16(at + 6, symbol.section ?? 1, true);
    view.setBigUint64(at + 8, symbol.address, true);
    view.setBigUint64(at + 16, symbol.size ?? 0n, true);
    name += symbol.name.length + 1;
  });
  file.set(new TextEncoder().encode(names), stringsAt);
  const section = (index: number, type: number, offset: number, size: number, link: number) => {
    const at = sectionsAt + 64 * index;
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 24, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setUint32(at + 40, link, true);
  };
  section(1, 2, symbolsAt, 24 * symbols.length, 2);
  section(2, 3, stringsAt, names.length, 0);
  return file;
}
