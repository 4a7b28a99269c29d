// ELF64 executables for RISC-V, little-endian (System V ABI, chapters 4 and 5): what to load where, and the symbols.

/** Bytes of one loadable segment, and zeros after them. Addresses are supervisor physical. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Size in memory; beyond `bytes` it is zero. */
  readonly size: number;
  /** It begins with the file's own headers, as linkers have it when no script says otherwise. */
  readonly headers?: boolean;
}

export interface ElfSymbol {
  readonly name: string;
  /** Value as linked: a virtual address. */
  readonly address: bigint;
  /** Size in bytes; 0 when the file does not say. */
  readonly size: bigint;
}

/** The symbol that an address belongs to, and how many bytes after its start. */
export interface SymbolPlace {
  readonly name: string;
  readonly offset: bigint;
}

export interface SymbolTable {
  find(name: string): ElfSymbol | undefined;
  at(address: bigint): SymbolPlace | undefined;
}

export interface Elf {
  /** Supervisor physical address of the first instruction. */
  readonly entry: number;
  readonly segments: readonly Segment[];
  readonly symbols: SymbolTable;
}

/** The bytes cannot be used as an image; the message says why and leaves the file's name to the caller. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

const MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const DATA_LITTLE_ENDIAN = 1;
const TYPE_EXECUTABLE = 2;
const TYPE_SHARED = 3;
const MACHINE_RISCV = 243;
const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;
const PT_LOAD = 1;
const PF_X = 1;
const SHT_SYMTAB = 2;
const SHN_UNDEF = 0;
const SHN_ABS = 0xfff1;
const STT_FUNC = 2;
const STT_SECTION = 3;
const STT_FILE = 4;

export function isElf(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === MAGIC;
}

/** @throws ImageError when it is no executable for RISC-V with 64 bits, or cut off. */
export function readElf(bytes: Uint8Array): Elf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isElf(bytes)) throw new ImageError("not an ELF file: it does not begin with 7f 45 4c 46");
  if (bytes.length < HEADER_BYTES) throw new ImageError(`cut off: ${bytes.length} bytes, an ELF header takes 64`);
  if (view.getUint8(4) !== CLASS_64) throw new ImageError("a 32-bit ELF; expected 64 bits (rv64)");
  if (view.getUint8(5) !== DATA_LITTLE_ENDIAN) throw new ImageError("a big-endian ELF; expected little-endian");
  const machine = view.getUint16(18, true);
  if (machine !== MACHINE_RISCV) throw new ImageError(`an ELF for machine ${machine}; expected 243 (RISC-V)`);
  const type = view.getUint16(16, true);
  if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
    throw new ImageError(`an ELF of type ${type}; expected 2 (executable): was it linked?`);
  }
  const headers = programHeaders(view);
  const segments = headers.map(({ physical, file, offset, memory }) => ({
    address: physical,
    bytes: bytes.subarray(offset, offset + file),
    size: memory,
    ...(offset === 0 ? { headers: true } : {}),
  }));
  if (segments.length === 0) throw new ImageError("an ELF without loadable segments");
  return { entry: entryOf(number64(view, 24), headers), segments, symbols: readSymbols(bytes, view) };
}

interface ProgramHeader {
  readonly flags: number;
  readonly offset: number;
  readonly virtual: bigint;
  readonly physical: number;
  readonly file: number;
  readonly memory: number;
}

function programHeaders(view: DataView): readonly ProgramHeader[] {
  const table = Number(number64(view, 32));
  const count = view.getUint16(56, true);
  const stride = view.getUint16(54, true);
  if (count > 0 && stride < PROGRAM_HEADER_BYTES)
    throw new ImageError(`program headers of ${stride} bytes; expected 56`);
  if (count > 0 && table + count * stride > view.byteLength)
    throw new ImageError("cut off: program headers beyond the end");
  const headers: ProgramHeader[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = table + index * stride;
    const memory = Number(number64(view, at + 40));
    if (view.getUint32(at, true) !== PT_LOAD || memory === 0) continue;
    const offset = Number(number64(view, at + 8));
    const file = Number(number64(view, at + 32));
    if (offset + file > view.byteLength) {
      throw new ImageError(`cut off: segment ${index} ends at byte ${offset + file} of ${view.byteLength}`);
    }
    if (file > memory)
      throw new ImageError(`segment ${index} has more bytes in the file (${file}) than in memory (${memory})`);
    headers.push({
      flags: view.getUint32(at + 4, true),
      offset,
      virtual: number64(view, at + 16),
      physical: Number(number64(view, at + 24)),
      file,
      memory,
    });
  }
  return headers;
}

/** The entry is a virtual address; it moves with its segment where that is loaded elsewhere. */
function entryOf(entry: bigint, headers: readonly ProgramHeader[]): number {
  const home = headers.find(
    ({ flags, virtual, file }) => (flags & PF_X) !== 0 && entry >= virtual && entry < virtual + BigInt(file),
  );
  return home === undefined ? Number(entry) : home.physical + Number(entry - home.virtual);
}

function readSymbols(bytes: Uint8Array, view: DataView): SymbolTable {
  const table = Number(number64(view, 40));
  const count = view.getUint16(60, true);
  const stride = view.getUint16(58, true);
  if (table === 0 || stride < SECTION_HEADER_BYTES || table + count * stride > view.byteLength)
    return symbolTable([], []);
  const symbols: ElfSymbol[] = [];
  const functions: ElfSymbol[] = [];
  for (let section = 0; section < count; section += 1) {
    const at = table + section * stride;
    if (view.getUint32(at + 4, true) !== SHT_SYMTAB) continue;
    const link = view.getUint32(at + 40, true);
    if (link >= count) continue;
    const names = Number(number64(view, table + link * stride + 24));
    const from = Number(number64(view, at + 24));
    const to = Math.min(from + Number(number64(view, at + 32)), view.byteLength);
    for (let entry = from; entry + SYMBOL_BYTES <= to; entry += SYMBOL_BYTES) {
      const kind = view.getUint8(entry + 4) & 15;
      const home = view.getUint16(entry + 6, true);
      const name = stringAt(bytes, names + view.getUint32(entry, true));
      if (home === SHN_UNDEF || kind === STT_SECTION || kind === STT_FILE || isMapping(name)) continue;
      const symbol = { name, address: number64(view, entry + 8), size: number64(view, entry + 16) };
      symbols.push(symbol);
      if (kind === STT_FUNC || home !== SHN_ABS) functions.push(symbol);
    }
  }
  return symbolTable(symbols, functions);
}

/** Mapping symbols ($x, $d) and assembler-local labels name nothing that a reader knows. */
function isMapping(name: string): boolean {
  return name === "" || name.startsWith("$") || name.startsWith(".L");
}

/** @param places Symbols that addresses may belong to. */
function symbolTable(symbols: readonly ElfSymbol[], places: readonly ElfSymbol[]): SymbolTable {
  const byName = new Map(symbols.map((symbol) => [symbol.name, symbol]));
  // Of several at one address the last wins below: sized ones, which name functions and objects.
  const sorted = [...places].sort((a, b) => order(a.address, b.address) || order(a.size, b.size));

  return {
    find(name: string): ElfSymbol | undefined {
      return byName.get(name);
    },
    at(address: bigint): SymbolPlace | undefined {
      let from = 0;
      let to = sorted.length;
      while (from < to) {
        const middle = (from + to) >> 1;
        if ((sorted[middle] as ElfSymbol).address <= address) from = middle + 1;
        else to = middle;
      }
      const symbol = sorted[from - 1];
      if (symbol === undefined) return undefined;
      const offset = address - symbol.address;
      if (symbol.size > 0n && offset >= symbol.size) return undefined;
      return { name: symbol.name, offset };
    },
  };
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function number64(view: DataView, at: number): bigint {
  return view.getBigUint64(at, true);
}

function stringAt(bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0, at);
  return end < 0 ? "" : new TextDecoder().decode(bytes.subarray(at, end));
}
