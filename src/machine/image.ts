// Images that a board can start: ELF executables at their own addresses, or flat bytes at an address given.
import { type Elf, ImageError, isElf, readElf, type Segment, type SymbolTable } from "./elf.js";

export interface Image {
  /** Supervisor physical address of the first instruction. */
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** Only ELF files have symbols. */
  readonly symbols: SymbolTable | undefined;
}

/**
 * @param flatAddress Where flat bytes go; their first byte is the entry.
 * @throws ImageError when the file is empty, or an ELF that cannot be used.
 */
export function readImage(bytes: Uint8Array, flatAddress: number): Image {
  if (bytes.length === 0) throw new ImageError("the file is empty");
  if (isElf(bytes)) {
    const { entry, segments, symbols }: Elf = readElf(bytes);
    return { entry, segments, symbols };
  }
  return { entry: flatAddress, segments: [{ address: flatAddress, bytes, size: bytes.length }], symbols: undefined };
}
