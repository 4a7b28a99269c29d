// A device tree that the user brings.
import { expect, test } from "vitest";
import { boot } from "../../src/machine/boot.js";
import {
  cells,
  cellsOf,
  type Node,
  nodeAt,
  readDeviceTree,
  reservationsOf,
  stringsOf,
  text,
  writeDeviceTree,
} from "../../src/machine/fdt.js";
import { boardOptions } from "./board-options.js";

const LOOP = Uint8Array.of(0x6f, 0, 0, 0);
/** One range of 4 KiB at 0x80000000 is reserved, then the end. */
const RESERVED = cells("", 0, 0x8000_0000, 0, 0x1000, 0, 0, 0, 0).value;

function node(name: string, properties: Node["properties"], children: readonly Node[] = []): Node {
  return { name, properties, children };
}

const CHOSEN = node("chosen", [text("stdout-path", "/serial"), text("bootargs", "old")], [node("vm@0", [])]);
const MINE = node("", [text("model", "mine")], [CHOSEN, node("serial", [])]);

/** The tree that lies in RAM when the user brought `blob`. */
function handedOver(blob: Uint8Array, changes: Parameters<typeof boardOptions>[0] = {}) {
  const { segments, deviceTreeAddress } = boot(boardOptions({ kernel: LOOP, deviceTree: blob, ...changes }));
  const segment = segments.find(({ name }) => name === "the device tree");
  if (segment === undefined) throw new Error("no device tree");
  expect(segment.address).toBe(deviceTreeAddress);
  return segment.bytes;
}

test("is handed over as it is when there is nothing to tell the kernel", () => {
  const blob = writeDeviceTree(MINE, RESERVED);
  expect(handedOver(blob)).toEqual(blob);
});

test("gets the command line and the initrd in /chosen, and keeps everything else", () => {
  const blob = writeDeviceTree(MINE, RESERVED);
  const patched = handedOver(blob, { bootargs: "quiet", initrd: new Uint8Array(0x1234) });
  const chosen = nodeAt(readDeviceTree(patched), "/chosen");
  if (chosen === undefined) throw new Error("no /chosen");
  expect(stringsOf(chosen, "bootargs")).toEqual(["quiet"]);
  expect(stringsOf(chosen, "stdout-path")).toEqual(["/serial"]);
  expect(cellsOf(chosen, "linux,initrd-start")).toEqual([0, 0x8400_0000]);
  expect(cellsOf(chosen, "linux,initrd-end")).toEqual([0, 0x8400_1234]);
  expect(chosen.children.map(({ name }) => name)).toEqual(["vm@0"]);
  expect(nodeAt(readDeviceTree(patched), "/serial")).toEqual(node("serial", []));
  expect(reservationsOf(patched)).toEqual(RESERVED);
});

test("gets a /chosen when it has none", () => {
  const patched = handedOver(writeDeviceTree(node("", [])), { bootargs: "quiet" });
  expect(stringsOf(nodeAt(readDeviceTree(patched), "/chosen") ?? node("", []), "bootargs")).toEqual(["quiet"]);
});
