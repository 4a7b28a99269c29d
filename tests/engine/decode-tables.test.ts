// Hart code decodes by tables, the translator and the disassembler by closures; both are derived from the rows, and must
// make the same records of the same words.
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeEngine } from "../../src/engine/engine.js";
import { makeHandlers } from "../../src/engine/handlers.js";
import { makeLinearMemory } from "../../src/engine/linear-memory.js";
import { makeDecoder } from "../../src/isa/decode.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { RECORD_BYTES } from "../../src/layout/records.js";
import { wordOf } from "../isa/random-words.js";
import { HART_WASM } from "../machine/program-machine.js";
import { makeRecordDecoder } from "./record-decoder.js";

const linear = makeLinearMemory(1, 0x1_0000);
const decode = makeEngine(linear.memory, HART_WASM, INSTRUCTIONS, {
  mmioRead: () => 0,
  mmioWrite: () => {},
}).hart.decode;
const expected = makeRecordDecoder(linear.memory, makeDecoder(INSTRUCTIONS), makeHandlers(INSTRUCTIONS));

/** What a decoder makes of a word at a place of its page. */
function recordOf(by: typeof expected, word: number, offset: number): readonly number[] {
  const record = linear.bytes.subarray(linear.ramHost, linear.ramHost + RECORD_BYTES);
  record.fill(0);
  by(linear.ramHost, word, offset);
  return [...record];
}

function same(word: number, offset: number): void {
  expect(recordOf(decode, word, offset), `0x${(word >>> 0).toString(16)}`).toEqual(recordOf(expected, word, offset));
}

const offsets = fc.integer({ min: 0, max: 2047 }).map((half) => 2 * half);

test.each(INSTRUCTIONS.map((row) => [row.name, row] as const))("%s becomes the same record", (_, row) => {
  fc.assert(fc.property(wordOf(row), offsets, same), { numRuns: 20 });
});

test("any word becomes the same record", () => {
  fc.assert(fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), offsets, same), { numRuns: 20_000 });
});

test("any compressed word becomes the same record", () => {
  for (let word = 0; word < 0x1_0000; word++) if ((word & 3) !== 3) same(word, 0x800);
});
