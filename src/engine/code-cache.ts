// Translated regions: hot instructions are collected while a slice runs and translated together after it, one module
// for all. A region lives in a slot of the table that the interpreter calls through; its page's records lead to it.

import { CONDITIONS, KINDS } from "../isa/csr-row.js";
import type { Decoder } from "../isa/decode.js";
import { CSR_ROW_BYTES, CSR_ROW_CONDITION, CSR_ROW_KIND, CSR_ROW_MASK, CSR_ROWS } from "../layout/machine.js";
import * as record from "../layout/records.js";
import { calledHelpers } from "./handlers.js";
import { importHelpers } from "./helper-imports.js";
import { REGION_SIGNATURE } from "./interpreter.js";
import { discover, type Region } from "./region/blocks.js";
import { TRANSLATOR_HELPERS, translateRegion } from "./region/translator.js";
import { FunctionWriter } from "./wasm/function-writer.js";
import { ModuleWriter, type Signature } from "./wasm/module-writer.js";

/** Slots after which everything is dropped and translated anew as it gets hot. */
const SLOT_LIMIT = 20_000;

export interface CodeCache {
  /** The table of regions, for the interpreter. */
  readonly table: WebAssembly.Table;
  /** The record at `address` is hot; its page's records begin at `page`. */
  request(address: number, page: number): void;
  /** Regions translated since the machine was made. */
  readonly made: number;
  /** How many requests wait. */
  readonly waiting: number;
  /** Translates what was requested. */
  translate(): void;
  /** Everything was forgotten with the records. */
  clear(): void;
}

export interface CodeCacheParts {
  readonly memory: WebAssembly.Memory;
  readonly decoder: Decoder;
  readonly hart: WebAssembly.Exports;
  readonly signatures: ReadonlyMap<string, Signature>;
  /** Record pages that may hold regions: where the pool begins, and how many were handed out. */
  pool(): { readonly address: number; readonly pages: number };
}

const PLAIN = KINDS.indexOf("plain");
const UNCONDITIONAL = CONDITIONS.indexOf("none");

interface Request {
  readonly offset: number;
  readonly page: number;
}

export function makeCodeCache(parts: CodeCacheParts): CodeCache {
  const { memory, decoder, hart, signatures } = parts;
  const view = new DataView(memory.buffer);
  const table = new WebAssembly.Table({ initial: 0, element: "anyfunc" });
  let requests: Request[] = [];
  let used = 0;
  let made = 0;

  function plainCsrMask(number: number): bigint | null {
    const row = CSR_ROWS + number * CSR_ROW_BYTES;
    const plain =
      view.getUint8(row + CSR_ROW_KIND) === PLAIN && view.getUint8(row + CSR_ROW_CONDITION) === UNCONDITIONAL;
    return plain ? view.getBigUint64(row + CSR_ROW_MASK, true) : null;
  }

  function drop(): void {
    const { address, pages } = parts.pool();
    for (let page = address; page < address + pages * record.RECORD_PAGE_BYTES; page += record.RECORD_PAGE_BYTES) {
      for (let at = page; at < page + record.PAGE_RECORDS_BYTES; at += record.RECORD_BYTES) {
        const handler = view.getUint16(at + record.RECORD_HANDLER, true);
        if (handler < record.HANDLER_REGION) continue;
        view.setUint16(at + record.RECORD_HANDLER, handler & (record.HANDLER_REGION - 1), true);
        view.setUint32(page + record.PAGE_REGIONS + (at - page) / 4, 0, true);
      }
    }
    forget();
  }

  function forget(): void {
    for (let slot = 0; slot < used; slot++) table.set(slot, null);
    used = 0;
    requests = [];
  }

  /** Lets the records of a region's entries lead to it. */
  function publish(region: Region, page: number, slot: number): void {
    for (const block of region.entries) {
      const at = page + region.blocks[block]!.offset * (record.RECORD_BYTES / 2);
      const handler = view.getUint16(at + record.RECORD_HANDLER, true);
      if (handler >= record.HANDLER_REGION) continue;
      view.setUint16(at + record.RECORD_HANDLER, handler | record.HANDLER_REGION, true);
      view.setUint32(page + record.PAGE_REGIONS + (at - page) / 4, slot | (block << record.REGION_BLOCK_SHIFT), true);
    }
  }

  return {
    table,
    get made() {
      return made;
    },
    get waiting() {
      return requests.length;
    },
    request(address, page) {
      requests.push({ offset: (address - page) / (record.RECORD_BYTES / 2), page });
    },
    translate() {
      const found: { readonly region: Region; readonly page: number }[] = [];
      for (const { offset, page } of requests) {
        const handler = view.getUint16(page + offset * (record.RECORD_BYTES / 2) + record.RECORD_HANDLER, true);
        if (handler >= record.HANDLER_REGION || view.getUint32(page + record.PAGE_DECODED, true) === 0) continue;
        const bytes = new DataView(memory.buffer, view.getUint32(page + record.PAGE_HOST, true), 4096);
        const region = discover(bytes, offset, decoder);
        if (region === null) continue;
        publish(region, page, used + found.length);
        found.push({ region, page });
      }
      requests = [];
      if (found.length === 0) return;
      const module = new ModuleWriter();
      const helper = importHelpers(module, helpersOf(found.map(({ region }) => region)), signatures);
      for (const [index, { region }] of found.entries()) {
        const code = new FunctionWriter(REGION_SIGNATURE.parameters, REGION_SIGNATURE.results);
        translateRegion(code, helper, region, plainCsrMask);
        module.add(code, `r${index}`);
      }
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env: { memory }, hart });
      if (used + found.length > table.length) table.grow(Math.max(1024, found.length));
      made += found.length;
      for (const index of found.keys()) table.set(used++, exports[`r${index}`]);
      if (used > SLOT_LIMIT) drop();
    },
    clear: forget,
  };
}

/** Functions of hart.wasm that the regions' instructions call. */
function helpersOf(regions: readonly Region[]): ReadonlySet<string> {
  const rows = new Set(
    regions.flatMap(({ blocks }) => blocks.flatMap(({ instructions }) => instructions.map(({ row }) => row))),
  );
  return new Set([...TRANSLATOR_HELPERS, ...[...rows].flatMap(({ meaning }) => calledHelpers(meaning))]);
}
