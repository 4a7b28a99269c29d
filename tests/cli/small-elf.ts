// Writes a small ELF64 executable for RISC-V: one segment at 0x80000000, symbols where the test says.

const BASE = 0x8000_0000n;
const [HEADER, PROGRAM_HEADER, SECTION_HEADER, SYMBOL] = [64, 56, 64, 24];
/** Bytes of the segment: the program at its start, mailboxes and data behind. */
export const SEGMENT_BYTES = 0x3000;

/**
 * @param words The program, from 0x80000000 on.
 * @param symbols Names and addresses.
 */
export function smallElf(words: readonly number[], symbols: { readonly [name: string]: number }): Uint8Array {
  const names = ["", ...Object.keys(symbols)];
  const strings = new TextEncoder().encode(`${names.join("\0")}\0`);
  const code = HEADER + PROGRAM_HEADER;
  const table = code + SEGMENT_BYTES;
  const stringsAt = table + SYMBOL * names.length;
  const sections = Math.ceil((stringsAt + strings.length) / 8) * 8;
  const bytes = new Uint8Array(sections + 3 * SECTION_HEADER);
  const view = new DataView(bytes.buffer);
  const put = (at: number, size: 1 | 2 | 4 | 8, value: number | bigint) => {
    if (size === 1) view.setUint8(at, Number(value));
    else if (size === 2) view.setUint16(at, Number(value), true);
    else if (size === 4) view.setUint32(at, Number(value), true);
    else view.setBigUint64(at, BigInt(value), true);
  };

  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  put(16, 2, 2);
  put(18, 2, 243);
  put(20, 4, 1);
  put(24, 8, BASE);
  put(32, 8, HEADER);
  put(40, 8, sections);
  put(52, 2, HEADER);
  put(54, 2, PROGRAM_HEADER);
  put(56, 2, 1);
  put(58, 2, SECTION_HEADER);
  put(60, 2, 3);
  put(62, 2, 2);

  put(HEADER, 4, 1);
  put(HEADER + 4, 4, 7);
  put(HEADER + 8, 8, code);
  put(HEADER + 16, 8, BASE);
  put(HEADER + 24, 8, BASE);
  put(HEADER + 32, 8, SEGMENT_BYTES);
  put(HEADER + 40, 8, SEGMENT_BYTES);
  for (const [index, word] of words.entries()) put(code + 4 * index, 4, word >>> 0);

  let name = 1;
  Object.entries(symbols).forEach(([text, address], index) => {
    const at = table + SYMBOL * (index + 1);
    put(at, 4, name);
    put(at + 4, 1, 0x11);
    put(at + 6, 2, 1);
    put(at + 8, 8, BigInt(address));
    name += text.length + 1;
  });
  bytes.set(strings, stringsAt);
  const section = (index: number, type: number, offset: number, size: number, link: number) => {
    const at = sections + index * SECTION_HEADER;
    put(at + 4, 4, type);
    put(at + 24, 8, offset);
    put(at + 32, 8, size);
    put(at + 40, 4, link);
  };
  section(1, 2, table, SYMBOL * names.length, 2);
  section(2, 3, stringsAt, strings.length, 0);
  return bytes;
}
