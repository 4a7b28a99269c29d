import { expect, test } from "vitest";
import {
  cells,
  cellsOf,
  DeviceTreeError,
  flag,
  type Node,
  nodeAt,
  readDeviceTree,
  stringsOf,
  text,
  wide,
  writeDeviceTree,
} from "../../src/machine/fdt.js";

const TREE: Node = {
  name: "",
  properties: [cells("#address-cells", 2), text("compatible", "one", "two")],
  children: [
    {
      name: "soc",
      properties: [flag("ranges"), wide("reg", 0x1_8000_0000, 2 ** 40), text("odd", "abcd")],
      children: [{ name: "leaf@1", properties: [cells("#address-cells", 0xffff_ffff)], children: [] }],
    },
    { name: "empty", properties: [], children: [] },
  ],
};

test("a tree written and read back is the same tree", () => {
  expect(readDeviceTree(writeDeviceTree(TREE))).toEqual(TREE);
});

test("the header tells version 17, the total size, and blocks that lie inside", () => {
  const blob = writeDeviceTree(TREE);
  const view = new DataView(blob.buffer);
  const [magic, total, structure, strings, reservation, version, compatible, , stringBytes, structureBytes] =
    Array.from({ length: 10 }, (_, index) => view.getUint32(4 * index)) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  expect([magic, total, version, compatible]).toEqual([0xd00dfeed, blob.length, 17, 16]);
  expect(reservation % 8).toBe(0);
  expect([...blob.subarray(reservation, reservation + 16)]).toEqual(new Array(16).fill(0));
  expect(structure + structureBytes).toBe(strings);
  expect(strings + stringBytes).toBe(total);
  expect(view.getUint32(structure + structureBytes - 4)).toBe(9);
});

test("a name used twice stands once in the strings block", () => {
  const blob = writeDeviceTree(TREE);
  const strings = new DataView(blob.buffer).getUint32(12);
  const names = new TextDecoder().decode(blob.subarray(strings)).split("\0");
  expect(names.filter((name) => name === "#address-cells")).toHaveLength(1);
});

test("nodes are found by path, cells and strings by name", () => {
  const soc = nodeAt(TREE, "/soc") as Node;
  expect(cellsOf(soc, "reg")).toEqual([1, 0x8000_0000, 256, 0]);
  expect(stringsOf(TREE, "compatible")).toEqual(["one", "two"]);
  expect(nodeAt(TREE, "/soc/leaf@1")?.name).toBe("leaf@1");
  expect(nodeAt(TREE, "/soc/none")).toBeUndefined();
});

test("what is no device tree is refused with a reason", () => {
  const blob = writeDeviceTree(TREE);
  expect(() => readDeviceTree(new Uint8Array(8))).toThrow("the first word is not 0xd00dfeed");
  expect(() => readDeviceTree(blob.slice(0, 70))).toThrow(DeviceTreeError);
});
