// A machine's state as bytes: linear memory without its zero pages, the devices, the run loop. What was decoded and
// translated is left out, because it follows from the rest; TLBs are kept, because a guest may lean on a stale entry.
import type { DeviceState, Saved } from "../bus/device.js";
import { numberOf, numbersOf, recordOf, StateError } from "../devices/state.js";
import type { LinearMemory } from "../engine/linear-memory.js";
import type { RunLoop } from "../engine/run-loop.js";
import { X_SINK } from "../layout/hart.js";
import * as layout from "../layout/machine.js";
import * as record from "../layout/records.js";

const PAGE = 4096;
const WORDS_OF_PAGE = PAGE / 4;
/** Bytes of the length that stands before the state's text. */
const LENGTH_BYTES = 4;

/** The parts whose states make a machine's. */
export interface SnapshotParts {
  readonly linear: LinearMemory;
  readonly loop: Pick<RunLoop, "save" | "restore">;
  readonly board: Saved;
}

/** Between slices only. The same state gives the same bytes. */
export function saveMachine({ linear, loop, board }: SnapshotParts): Uint8Array {
  // What was written to x0 depends on the engine, and nobody reads it.
  for (const base of linear.harts) linear.view.setBigUint64(base + X_SINK, 0n, true);
  const words = wordsOf(linear);
  const { from, to } = recordArea(linear.view);
  const pages: number[] = [];
  for (let page = 0; page < words.length / WORDS_OF_PAGE; page += 1) {
    const inRecords = page * PAGE >= from && page * PAGE < to;
    if (!inRecords && !isZero(words, page)) pages.push(page);
  }
  const state = { loop: loop.save(), board: board.save(), code: codePages(linear), pages: runsOf(pages) };
  const text = new TextEncoder().encode(JSON.stringify(state));
  const saved = new Uint8Array(LENGTH_BYTES + text.length + pages.length * PAGE);
  new DataView(saved.buffer).setUint32(0, text.length, true);
  saved.set(text, LENGTH_BYTES);
  for (const [index, page] of pages.entries()) {
    saved.set(linear.bytes.subarray(page * PAGE, (page + 1) * PAGE), LENGTH_BYTES + text.length + index * PAGE);
  }
  return saved;
}

/**
 * Into a machine that was built from the same options; translated code must be forgotten with it.
 * @throws StateError when the bytes are no state of such a machine; it is in no use any more then.
 */
export function restoreMachine({ linear, loop, board }: SnapshotParts, saved: Uint8Array): void {
  const { state, pages } = parse(saved);
  const runs = numbersOf(state, "pages");
  const kept = runs.reduce((sum, value, index) => sum + (index % 2 === 1 ? value : 0), 0);
  if (pages.length !== kept * PAGE) throw new StateError(`saved state: ${kept} pages must follow`);
  // Devices drive their lines while they are restored; memory says afterwards what the harts had seen of that.
  board.restore(recordOf(state, "board"));
  const words = wordsOf(linear);
  const end = words.length / WORDS_OF_PAGE;
  let [next, from] = [0, 0];
  const clearTo = (page: number) => {
    // Pages that were never touched cost the host nothing; looking at them keeps it so.
    for (; next < page; next += 1) {
      if (!isZero(words, next)) words.fill(0, next * WORDS_OF_PAGE, (next + 1) * WORDS_OF_PAGE);
    }
  };
  for (let index = 0; index < runs.length; index += 2) {
    const [first = 0, count = 0] = runs.slice(index, index + 2);
    if (first < next || first + count > end) throw new StateError("saved state: pages must be of this machine");
    clearTo(first);
    linear.bytes.set(pages.subarray(from, from + count * PAGE), first * PAGE);
    next = first + count;
    from += count * PAGE;
  }
  clearTo(end);
  placeCodePages(linear, numbersOf(state, "code"));
  const { steps, turn, left } = readLoop(recordOf(state, "loop"));
  loop.restore({ steps, turn, left });
}

function parse(saved: Uint8Array): { readonly state: DeviceState; readonly pages: Uint8Array } {
  const view = new DataView(saved.buffer, saved.byteOffset, saved.byteLength);
  const length = saved.length < LENGTH_BYTES ? Number.POSITIVE_INFINITY : view.getUint32(0, true);
  if (LENGTH_BYTES + length > saved.length) throw new StateError("saved state: cut short");
  const text = new TextDecoder().decode(saved.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const state: unknown = JSON.parse(text);
  return { state: recordOf({ state } as DeviceState, "state"), pages: saved.subarray(LENGTH_BYTES + length) };
}

function readLoop(loop: DeviceState): ReturnType<RunLoop["save"]> {
  return { steps: numberOf(loop, "steps"), turn: numberOf(loop, "turn"), left: numberOf(loop, "left") };
}

/** First page and count of each run of neighbours, one after the other. */
function runsOf(pages: readonly number[]): readonly number[] {
  const runs: number[] = [];
  for (const page of pages) {
    const last = runs.length - 2;
    if (last >= 0 && runs[last]! + runs[last + 1]! === page) runs[last + 1]! += 1;
    else runs.push(page, 1);
  }
  return runs;
}

/** What stands in the pages that have records: the address of each and whether anything there was decoded. */
function codePages({ view }: LinearMemory): readonly number[] {
  return recordPages(view).flatMap((page) => [
    view.getUint32(page + record.PAGE_HOST, true),
    view.getUint32(page + record.PAGE_DECODED, true),
  ]);
}

/** The same pages with nothing decoded; stores to one that was go the slow way still, so that TLBs stay as they were. */
function placeCodePages({ view }: LinearMemory, saved: readonly number[]): void {
  const pages = recordPages(view);
  if (saved.length !== 2 * pages.length) throw new StateError(`saved state: code must be ${pages.length} pages`);
  const guard = record.PAGE_GUARD + record.RECORD_HANDLER;
  for (const [index, page] of pages.entries()) {
    view.setUint16(page + guard, record.HANDLER_NEXT_PAGE, true);
    view.setUint32(page + record.PAGE_HOST, saved[2 * index]!, true);
    view.setUint32(page + record.PAGE_DECODED, saved[2 * index + 1]!, true);
  }
}

/** Where the pool of record pages lies; pages around it are whole. */
function recordArea(view: DataView): { readonly from: number; readonly to: number } {
  const from = view.getUint32(layout.RECORD_POOL, true);
  return { from, to: from + view.getUint32(layout.RECORD_POOL_COUNT, true) * record.RECORD_PAGE_BYTES };
}

/** Record pages that were handed out. */
function recordPages(view: DataView): readonly number[] {
  const { from } = recordArea(view);
  const count = Math.min(view.getUint32(layout.RECORD_POOL_NEXT, true), view.getUint32(layout.RECORD_POOL_COUNT, true));
  return Array.from({ length: count }, (_, index) => from + index * record.RECORD_PAGE_BYTES);
}

function wordsOf({ memory }: LinearMemory): Int32Array {
  return new Int32Array(memory.buffer);
}

function isZero(words: Int32Array, page: number): boolean {
  const end = (page + 1) * WORDS_OF_PAGE;
  for (let at = page * WORDS_OF_PAGE; at < end; at += 1) if (words[at] !== 0) return false;
  return true;
}
