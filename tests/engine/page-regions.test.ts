// When a page's instructions are translated together, and when their slots are given back.
import { beforeEach, expect, test } from "vitest";
import { makePageRegions, type PageRegions } from "../../src/engine/page-regions.js";
import { MAX_INSTRUCTIONS } from "../../src/engine/region/blocks.js";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { decode } from "../../src/isa/decode.js";
import * as record from "../../src/layout/records.js";

/** The page's records at 65536, its bytes at 0. */
const PAGE = 65536;
const STEP = record.RECORD_BYTES / 2;
const memory = new WebAssembly.Memory({ initial: 3, maximum: 3, shared: true });
const view = new DataView(memory.buffer);
let taken: Set<number>;
let page: PageRegions;

const handler = (offset: number) => view.getUint16(PAGE + offset * STEP + record.RECORD_HANDLER, true);
const word = (offset: number) => view.getUint32(PAGE + record.PAGE_REGIONS + 2 * offset, true);
const entered = (offset: number) => (handler(offset) & record.HANDLER_REGION) !== 0;

/** Puts functions of some instructions, each ended by a trap, at every 64 instructions; all were executed. */
function decodePage(lengths: readonly number[], version: number): void {
  new Uint8Array(memory.buffer).fill(0);
  for (const [index, length] of lengths.entries()) {
    const source = `${"addi a0, a0, 1\n".repeat(length - 1)}ecall`;
    new Uint8Array(memory.buffer).set(assembleProgram(source, 0).bytes, 256 * index);
  }
  for (let offset = 0; offset < 4096; offset += 4)
    view.setUint16(PAGE + offset * STEP + record.RECORD_HANDLER, 7, true);
  view.setUint32(PAGE + record.PAGE_DECODED, version, true);
}

function hot(...offsets: readonly number[]): readonly number[] {
  for (const offset of offsets) page.request(offset);
  return page.update().map(({ region }) => region.blocks.flatMap(({ instructions }) => instructions).length);
}

beforeEach(() => {
  decodePage([10, 4, 4, 4], 1);
  taken = new Set();
  page = makePageRegions(memory, PAGE, decode, {
    take() {
      const slot = [0, 1, 2, 3, 4, 5, 6, 7].find((candidate) => !taken.has(candidate))!;
      taken.add(slot);
      return slot;
    },
    giveBack: (slot) => taken.delete(slot),
  });
});

test("instructions that are hot at the same time make one region", () => {
  expect(hot(0, 256)).toEqual([14]);
  expect([entered(0), entered(256), entered(512)]).toEqual([true, true, false]);
  expect(page.slots).toEqual([0]);
  expect(page.instructions).toBe(14);
});

test("what follows is translated by itself, until that is as much as was translated as one", () => {
  expect(hot(0)).toEqual([10]);
  expect(hot(256)).toEqual([4]);
  expect(hot(512)).toEqual([4]);
  expect(page.slots).toEqual([0, 1, 2]);
  // 8 of 18 are not enough; 12 of 22 are.
  expect(hot(768)).toEqual([4]);
  decodePageMore();
  expect(hot(1024)).toEqual([26]);
  expect([...taken]).toEqual(page.slots);
  expect(page.slots).toHaveLength(1);
});

/** A fifth function, without another version. */
function decodePageMore(): void {
  new Uint8Array(memory.buffer).set(
    assembleProgram("addi a0, a0, 1\naddi a0, a0, 1\naddi a0, a0, 1\necall", 0).bytes,
    1024,
  );
}

test("records of a region lead to it, those between count nothing by near jumps", () => {
  hot(0);
  expect(word(0) & record.REGION_SLOT_MASK).toBe(page.slots[0]);
  expect(word(4)).toBe(record.HEAT_COVERED);
  expect(word(256)).toBe(0);
  expect(handler(0) & (record.HANDLER_REGION - 1)).toBe(7);
});

test("a page that was written gives its slots back, and nothing that was asked for before is translated", () => {
  hot(0, 256);
  page.request(512);
  decodePage([10, 4, 4, 4], 0);
  expect(page.update()).toEqual([]);
  expect(page.slots).toEqual([]);
  expect(taken.size).toBe(0);
  decodePage([5], 2);
  expect(hot(0)).toEqual([5]);
});

test("a page that was written and decoded again since is a new one: nothing of before is translated or kept", () => {
  hot(0, 256);
  decodePage([5, 6, 7], 2);
  expect(hot(0)).toEqual([5]);
  expect([page.slots.length, taken.size, page.instructions]).toEqual([1, 1, 5]);
  expect([entered(0), entered(256)]).toEqual([true, false]);
});

test("a page too long for one region is made of several", () => {
  decodePage([], 3);
  new Uint8Array(memory.buffer).set(assembleProgram("addi a0, a0, 1\n".repeat(1000), 0).bytes);
  expect(hot(0, 2000)).toEqual([MAX_INSTRUCTIONS, MAX_INSTRUCTIONS]);
  expect(entered(2000)).toBe(true);
});
