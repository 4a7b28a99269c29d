// The regions of one page. What gets hot is translated bit by bit, and when the bits have outgrown what was translated as
// one, all of it as one again, so that functions of a page call each other without leaving. What the page holds is what
// its records were decoded from; when they were dropped, so are its regions.
import type { Decoder } from "../isa/decode.js";
import * as record from "../layout/records.js";
import type { Region } from "./region/block.js";
import { discover, MAX_INSTRUCTIONS } from "./region/blocks.js";

/** Bytes from one record to the next, by byte of the page. */
const STEP = record.RECORD_BYTES / 2;

export interface SlotPool {
  take(): number;
  giveBack(slot: number): void;
}

export interface PageRegions {
  /** An instruction is hot, by its offset in the page. */
  request(offset: number): void;
  /** Gives up what is outdated, and returns regions to be translated into their slots: records lead to them from now on. */
  update(): readonly { readonly region: Region; readonly slot: number }[];
  readonly slots: readonly number[];
  /** Guest instructions in the regions. */
  readonly instructions: number;
}

/** Regions of the page whose records begin at `page`. */
export function makePageRegions(
  memory: WebAssembly.Memory,
  page: number,
  decoder: Decoder,
  pool: SlotPool,
): PageRegions {
  const view = new DataView(memory.buffer);
  let requests: number[] = [];
  let starts = new Set<number>();
  let slots: number[] = [];
  let instructions = 0;
  /** Of these, in the region that was translated as one. */
  let asOne = 0;
  let version = 0;

  const handlerAt = (offset: number) => page + offset * STEP + record.RECORD_HANDLER;
  const wordAt = (offset: number) => page + record.PAGE_REGIONS + 2 * offset;
  const executed = (offset: number) => view.getUint16(handlerAt(offset), true) !== record.HANDLER_UNDECODED;
  const entered = (offset: number) => view.getUint16(handlerAt(offset), true) >= record.HANDLER_REGION;

  function forget(): void {
    for (const slot of slots) pool.giveBack(slot);
    slots = [];
    instructions = 0;
    asOne = 0;
  }

  /** The records are to be interpreted again, and counted anew: what the next region leaves out may get hot by itself. */
  function retract(): void {
    for (let offset = 0; offset < 4096; offset += 2) {
      view.setUint16(handlerAt(offset), view.getUint16(handlerAt(offset), true) & (record.HANDLER_REGION - 1), true);
      view.setUint32(wordAt(offset), 0, true);
    }
    forget();
  }

  /** Lets the records of a region's entries lead to it; those between are never hot by what is left to the interpreter. */
  function publish({ blocks, entries }: Region, slot: number): void {
    slots.push(slot);
    for (const { index, offset, instructions: inside } of blocks) {
      instructions += inside.length;
      for (const instruction of inside) {
        if (!entered(instruction.offset)) view.setUint32(wordAt(instruction.offset), record.HEAT_COVERED, true);
      }
      const handler = view.getUint16(handlerAt(offset), true);
      if (!entries.has(index) || handler >= record.HANDLER_REGION) continue;
      view.setUint16(handlerAt(offset), handler | record.HANDLER_REGION, true);
      view.setUint32(wordAt(offset), slot | (index << record.REGION_BLOCK_SHIFT), true);
    }
  }

  return {
    request: (offset) => requests.push(offset),
    update() {
      const decoded = view.getUint32(page + record.PAGE_DECODED, true);
      if (decoded !== version) {
        // The slots only: the records lead nowhere any more.
        forget();
        version = decoded;
        starts = new Set();
      }
      const wanted = requests.filter((offset) => decoded !== 0 && !entered(offset));
      requests = [];
      if (wanted.length === 0) return [];
      const bytes = new DataView(memory.buffer, view.getUint32(page + record.PAGE_HOST, true), 4096);
      const made: { readonly region: Region; readonly slot: number }[] = [];
      const make = (from: readonly number[]) => {
        const region = discover(bytes, from, decoder, { executed, entersAnother: entered });
        if (region === null) return;
        const slot = pool.take();
        publish(region, slot);
        made.push({ region, slot });
      };
      for (const offset of wanted) starts.add(offset);
      if (2 * asOne <= instructions && instructions < MAX_INSTRUCTIONS) {
        retract();
        make([...starts]);
        asOne = instructions;
      }
      for (const offset of starts) if (!entered(offset)) make([offset]);
      return made;
    },
    get slots() {
      return slots;
    },
    get instructions() {
      return instructions;
    },
  };
}
