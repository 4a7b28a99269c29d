import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ImageError, readElf } from "../../src/machine/elf.js";
import { readImage } from "../../src/machine/image.js";
import { elfFile } from "./elf-file.js";

const CODE = Uint8Array.of(0x6f, 0, 0, 0);

function kernel(symbols: Parameters<typeof elfFile>[0]["symbols"] = []) {
  const segment = { virtual: 0x8020_0000n, physical: 0x8020_0000, bytes: CODE, size: 4096 };
  return elfFile({ entry: 0x8020_0000n, segments: [segment], symbols });
}

test("a segment has its physical address, its bytes and its size in memory", () => {
  const { segments, entry } = readElf(kernel());
  expect(entry).toBe(0x8020_0000);
  expect(segments).toEqual([{ address: 0x8020_0000, bytes: CODE, size: 4096 }]);
});

test("the entry of a kernel linked high is translated by the segment it lies in", () => {
  const high = { virtual: 0xffff_ffff_8000_0000n, physical: 0x8020_0000, bytes: CODE, size: 4 };
  expect(readElf(elfFile({ entry: 0xffff_ffff_8000_0002n, segments: [high] })).entry).toBe(0x8020_0002);
});

test("segments that are not loaded or have no memory are left out", () => {
  const note = { virtual: 0n, physical: 0, bytes: CODE, size: 4, type: 4 };
  const empty = { virtual: 0n, physical: 0x9000_0000, bytes: new Uint8Array(0), size: 0 };
  const code = { virtual: 0n, physical: 0x8000_0000, bytes: CODE, size: 4 };
  expect(readElf(elfFile({ entry: 0n, segments: [note, empty, code] })).segments).toHaveLength(1);
});

test("symbols are found by name and by address", () => {
  const { symbols } = readElf(
    kernel([
      { name: "main", address: 0x8020_0010n, size: 0x20n, kind: 2 },
      { name: "after", address: 0x8020_0040n },
      { name: "$x", address: 0x8020_0018n },
      { name: ".L12", address: 0x8020_001cn },
      { name: "elsewhere", address: 0x8020_0014n, section: 0 },
    ]),
  );
  expect(symbols.find("main")).toEqual({ name: "main", address: 0x8020_0010n, size: 0x20n });
  expect(symbols.find("elsewhere")).toBeUndefined();
  expect(symbols.at(0x8020_0010n)).toEqual({ name: "main", offset: 0n });
  expect(symbols.at(0x8020_002fn)).toEqual({ name: "main", offset: 0x1fn });
  expect(symbols.at(0x8020_0030n)).toBeUndefined();
  expect(symbols.at(0x8020_0044n)).toEqual({ name: "after", offset: 4n });
  expect(symbols.at(0x8020_000fn)).toBeUndefined();
});

test("a constant without a section is found by name, and no address belongs to it", () => {
  const { symbols } = readElf(kernel([{ name: "STACK_BYTES", address: 0x4000n, section: 0xfff1 }]));
  expect(symbols.find("STACK_BYTES")?.address).toBe(0x4000n);
  expect(symbols.at(0x4000n)).toBeUndefined();
});

test("a file built by the distribution's linker is read: the prebuilt firmware", () => {
  const file = new Uint8Array(readFileSync(new URL("../../guests/prebuilt/firmware.elf", import.meta.url)));
  const { entry, segments, symbols } = readElf(file);
  expect(entry).toBe(0x8000_0000);
  expect(symbols.find("_start")?.address).toBe(0x8000_0000n);
  expect(segments[0]?.address).toBe(0x8000_0000);
});

function changed(at: number, value: number): Uint8Array {
  const file = kernel();
  file[at] = value;
  return file;
}

test.each([
  ["a 32-bit ELF", changed(4, 1)],
  ["a big-endian ELF", changed(5, 2)],
  ["machine 62", changed(18, 62)],
  ["type 1", changed(16, 1)],
  ["cut off", kernel().slice(0, 40)],
  ["cut off", kernel().slice(0, 100)],
  ["without loadable segments", elfFile({ entry: 0n, segments: [] })],
  ["not an ELF", new Uint8Array(100)],
])("a file that is %s is refused and says so", (reason, file) => {
  expect(() => readElf(file)).toThrow(ImageError);
  expect(() => readElf(file)).toThrow(reason);
});

test("a segment with more bytes in the file than in memory is refused", () => {
  const segment = { virtual: 0n, physical: 0x8000_0000, bytes: CODE, size: 2 };
  expect(() => readElf(elfFile({ entry: 0n, segments: [segment] }))).toThrow(
    "more bytes in the file (4) than in memory (2)",
  );
});

test("an ELF cut anywhere is refused or read, never anything else", () => {
  const file = kernel([{ name: "main", address: 0x8020_0010n }]);
  for (let length = 4; length < file.length; length += 1) {
    try {
      readElf(file.slice(0, length));
    } catch (error) {
      expect(error).toBeInstanceOf(ImageError);
    }
  }
});

test("a flat image lies at the address given and starts there", () => {
  expect(readImage(CODE, 0x8020_0000)).toEqual({
    entry: 0x8020_0000,
    segments: [{ address: 0x8020_0000, bytes: CODE, size: 4 }],
    symbols: undefined,
  });
});

test("an empty image is refused", () => {
  expect(() => readImage(new Uint8Array(0), 0)).toThrow("the file is empty");
});
