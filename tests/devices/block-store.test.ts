import { expect, test } from "vitest";
import { makeMemoryStore } from "../../src/devices/block-store.js";

function pattern(bytes: number, from = 0): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (index * 7 + from) & 0xff);
}

function read(store: ReturnType<typeof makeMemoryStore>, sector: number, sectors: number): Uint8Array {
  const into = new Uint8Array(sectors * 512).fill(0xee);
  store.read(sector, into);
  return into;
}

test("a read across clusters gives the image", () => {
  const image = pattern(512 * 40);
  expect(read(makeMemoryStore(image), 3, 30)).toEqual(image.slice(3 * 512, 33 * 512));
});

test("a write is read back, beside what it left alone, and the image is not changed", () => {
  const image = pattern(512 * 40);
  const before = image.slice();
  const store = makeMemoryStore(image);
  store.write(7, pattern(512 * 10, 3));
  const expected = before.slice();
  expected.set(pattern(512 * 10, 3), 7 * 512);
  expect(read(store, 0, 40)).toEqual(expected);
  expect(image).toEqual(before);
});

test("the last sector of an odd image is filled up with zeros", () => {
  const store = makeMemoryStore(pattern(513));
  expect(store.sectors).toBe(2);
  const expected = new Uint8Array(1024);
  expected.set(pattern(513));
  expect(read(store, 0, 2)).toEqual(expected);
});

test("what was written survives save and restore over the same image; later writes are gone", () => {
  const image = pattern(512 * 16);
  const store = makeMemoryStore(image);
  store.write(2, pattern(512, 99));
  const saved = JSON.parse(JSON.stringify(store.save()));
  const expected = read(store, 0, 16);
  const other = makeMemoryStore(image);
  other.write(9, pattern(512, 55));
  other.restore(saved);
  expect(read(other, 0, 16)).toEqual(expected);
  expect(other.save()).toEqual(saved);
});
