// Lays out the machine's linear memory: hart blocks, TLB arrays, page table of code, record pages, boot ROM, RAM.
import { DECODE_BYTES } from "../layout/decode.js";
import { HART_BYTES, ID } from "../layout/hart.js";
import * as machine from "../layout/machine.js";
import { RECORD_PAGE_BYTES } from "../layout/records.js";
import { CONTEXT_BYTES, CONTEXT_COUNT } from "../layout/tlb.js";
import { MAXIMUM_PAGES } from "./wasm/module-writer.js";

const WASM_PAGE = 65536;
/** Code pages that may be decoded at a time; more make the oldest give way. */
const RECORD_PAGES = 2048;

/** The memory with views, and where the parts that TypeScript touches stand. */
export interface LinearMemory {
  readonly memory: WebAssembly.Memory;
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly ramHost: number;
  readonly ramBytes: number;
  readonly romHost: number;
  /** Base address of each hart's block. */
  readonly harts: readonly number[];
}

/** The machine does not fit into 4 GiB of linear memory. */
export class MemoryLimitError extends Error {
  override readonly name = "MemoryLimitError";
}

/** Makes a zeroed memory for `harts` harts and `ramBytes` bytes of RAM (a multiple of 4096). */
export function makeLinearMemory(harts: number, ramBytes: number): LinearMemory {
  let next: number = machine.DYNAMIC;
  const take = (bytes: number): number => {
    const at = next;
    next += Math.ceil(bytes / 4096) * 4096;
    return at;
  };
  const decodeAt = take(DECODE_BYTES);
  const hartsAt = take(harts * HART_BYTES);
  const tlbAt = take(harts * CONTEXT_COUNT * CONTEXT_BYTES);
  const pages = Math.ceil((next + RECORD_PAGES * RECORD_PAGE_BYTES + ramBytes) / 4096) + 4096;
  const pageTableAt = take(4 * pages);
  const pageFlagsAt = take(pages);
  const recordsAt = take(RECORD_PAGES * RECORD_PAGE_BYTES);
  const romHost = take(Number(machine.ROM_BYTES));
  const ramHost = take(ramBytes);
  const wasmPages = Math.ceil(next / WASM_PAGE);
  if (wasmPages > MAXIMUM_PAGES) {
    throw new MemoryLimitError(`${harts} harts with ${ramBytes} bytes of RAM need more than 4 GiB of linear memory`);
  }
  const memory = new WebAssembly.Memory({ initial: wasmPages, maximum: MAXIMUM_PAGES, shared: true });
  const view = new DataView(memory.buffer);
  view.setUint32(machine.HART_COUNT, harts, true);
  view.setUint32(machine.HARTS, hartsAt, true);
  view.setUint32(machine.TLB_ARRAYS, tlbAt, true);
  view.setUint32(machine.PAGE_TABLE, pageTableAt, true);
  view.setUint32(machine.PAGE_FLAGS, pageFlagsAt, true);
  view.setUint32(machine.RECORD_POOL, recordsAt, true);
  view.setUint32(machine.RECORD_POOL_COUNT, RECORD_PAGES, true);
  view.setUint32(machine.DECODE_TABLES, decodeAt, true);
  view.setUint32(machine.ROM_HOST, romHost, true);
  view.setUint32(machine.RAM_HOST, ramHost, true);
  view.setBigUint64(machine.RAM_BYTES, BigInt(ramBytes), true);
  const bases = Array.from({ length: harts }, (_, index) => hartsAt + index * HART_BYTES);
  for (const [index, base] of bases.entries()) view.setUint32(base + ID, index, true);
  return { memory, view, bytes: new Uint8Array(memory.buffer), ramHost, ramBytes, romHost, harts: bases };
}
