// Translated regions: hot instructions are collected while a slice runs and translated together after it, one module
// for all. A region lives in a slot of the table that the interpreter calls through; its page's records lead to it.
import { CONDITIONS, KINDS } from "../isa/csr-row.js";
import type { Decoder } from "../isa/decode.js";
import { CSR_ROW_BYTES, CSR_ROW_CONDITION, CSR_ROW_KIND, CSR_ROW_MASK, CSR_ROWS } from "../layout/machine.js";
import * as record from "../layout/records.js";
import { calledHelpers } from "./handlers.js";
import { importHelpers } from "./helper-imports.js";
import { REGION_SIGNATURE } from "./interpreter.js";
import { makePageRegions, type PageRegions } from "./page-regions.js";
import type { Region } from "./region/block.js";
import { TRANSLATOR_HELPERS, translateRegion } from "./region/translator.js";
import { FunctionWriter } from "./wasm/function-writer.js";
import { ModuleWriter, type Signature } from "./wasm/module-writer.js";

export interface CodeCache {
  /** The table of regions, for the interpreter. */
  readonly table: WebAssembly.Table;
  /** The record at `address` is hot; its page's records begin at `page`. */
  request(address: number, page: number): void;
  /** Regions translated since the machine was made. */
  readonly made: number;
  /** Regions that records lead to now, and the guest instructions in them. */
  readonly live: { readonly regions: number; readonly instructions: number };
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
}

const PLAIN = KINDS.indexOf("plain");
const UNCONDITIONAL = CONDITIONS.indexOf("none");

export function makeCodeCache(parts: CodeCacheParts): CodeCache {
  const { memory, decoder, hart, signatures } = parts;
  const view = new DataView(memory.buffer);
  const table = new WebAssembly.Table({ initial: 0, element: "anyfunc" });
  const pages = new Map<number, PageRegions>();
  const free: number[] = [];
  let waiting = 0;
  let made = 0;

  function plainCsrMask(number: number): bigint | null {
    const row = CSR_ROWS + number * CSR_ROW_BYTES;
    const plain =
      view.getUint8(row + CSR_ROW_KIND) === PLAIN && view.getUint8(row + CSR_ROW_CONDITION) === UNCONDITIONAL;
    return plain ? view.getBigUint64(row + CSR_ROW_MASK, true) : null;
  }

  const slots = {
    take(): number {
      if (free.length === 0) {
        const first = table.grow(1024);
        for (let slot = first + 1023; slot >= first; slot--) free.push(slot);
      }
      return free.pop()!;
    },
    /** The host may let go of the region's code once no slot holds a function of its module. */
    giveBack(slot: number): void {
      table.set(slot, null);
      free.push(slot);
    },
  };

  function instantiate(regions: readonly { readonly region: Region; readonly slot: number }[]): void {
    const module = new ModuleWriter();
    const helper = importHelpers(module, helpersOf(regions.map(({ region }) => region)), signatures);
    for (const [index, { region }] of regions.entries()) {
      const code = new FunctionWriter(REGION_SIGNATURE.parameters, REGION_SIGNATURE.results);
      translateRegion(code, helper, region, plainCsrMask);
      module.add(code, `r${index}`);
    }
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env: { memory }, hart });
    for (const [index, { slot }] of regions.entries()) table.set(slot, exports[`r${index}`]);
    made += regions.length;
  }

  return {
    table,
    get made() {
      return made;
    },
    get live() {
      const live = { regions: 0, instructions: 0 };
      for (const page of pages.values()) {
        live.regions += page.slots.length;
        live.instructions += page.instructions;
      }
      return live;
    },
    get waiting() {
      return waiting;
    },
    request(address, page) {
      let regions = pages.get(page);
      if (regions === undefined) {
        regions = makePageRegions(memory, page, decoder, slots);
        pages.set(page, regions);
      }
      regions.request((address - page) / (record.RECORD_BYTES / 2));
      waiting++;
    },
    translate() {
      waiting = 0;
      const made = [...pages].flatMap(([address, page]) => {
        const regions = page.update();
        if (page.slots.length === 0) pages.delete(address);
        return regions;
      });
      if (made.length > 0) instantiate(made);
    },
    clear() {
      for (const page of pages.values()) for (const slot of page.slots) slots.giveBack(slot);
      pages.clear();
      waiting = 0;
    },
  };
}

/** Functions of hart.wasm that the regions' instructions call. */
function helpersOf(regions: readonly Region[]): ReadonlySet<string> {
  const rows = new Set(
    regions.flatMap(({ blocks }) => blocks.flatMap(({ instructions }) => instructions.map(({ row }) => row))),
  );
  return new Set([...TRANSLATOR_HELPERS, ...[...rows].flatMap(({ meaning }) => calledHelpers(meaning))]);
}
