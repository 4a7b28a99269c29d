// Bytes that wait in order, without a bound: what a host typed faster than the guest reads.

export interface ByteQueue {
  readonly length: number;
  push(bytes: Uint8Array): void;
  /** The oldest byte; undefined when there is none. */
  shift(): number | undefined;
  clear(): void;
  toArray(): number[];
}

/** Taken bytes are given back to the allocator once so many have piled up. */
const COMPACT_AT = 4096;

export function makeByteQueue(): ByteQueue {
  let bytes: number[] = [];
  let head = 0;

  return {
    get length(): number {
      return bytes.length - head;
    },
    push(more: Uint8Array): void {
      for (const byte of more) bytes.push(byte);
    },
    shift(): number | undefined {
      if (head === bytes.length) return undefined;
      const byte = bytes[head];
      head += 1;
      if (head >= COMPACT_AT) {
        bytes = bytes.slice(head);
        head = 0;
      }
      return byte;
    },
    clear(): void {
      bytes = [];
      head = 0;
    },
    toArray(): number[] {
      return bytes.slice(head);
    },
  };
}
