import { describe, expect, it } from "vitest";
import { onOff, parseProperties, sizeOf } from "../../src/scenario/qemu/properties.js";

describe("key=value,key=value", () => {
  it.each([
    [
      "file=a.img,if=none",
      [
        ["file", "a.img"],
        ["if", "none"],
      ],
    ],
    ["file=a,,b.img", [["file", "a,b.img"]]],
    [
      "virt,aclint=off",
      [
        ["type", "virt"],
        ["aclint", "off"],
      ],
    ],
    ["type=virt", [["type", "virt"]]],
    [
      "socket,server,nowait",
      [
        ["type", "socket"],
        ["server", "on"],
        ["wait", "off"],
      ],
    ],
    ["", []],
  ])("%s", (text, entries) => {
    expect([...parseProperties(text, "type")]).toEqual(entries);
  });
});

it.each([
  ["on", true],
  ["true", true],
  ["yes", true],
  ["off", false],
  ["FALSE", false],
  ["maybe", null],
])("%s is %s", (word, value) => {
  expect(onOff(word)).toBe(value);
});

it.each([
  ["128", 128 * 2 ** 20],
  ["128M", 128 * 2 ** 20],
  ["1G", 2 ** 30],
  ["1.5g", 1.5 * 2 ** 30],
  ["64k", 65536],
  ["lots", null],
])("a size of %s is %s bytes", (text, bytes) => {
  expect(sizeOf(text, 2 ** 20)).toBe(bytes);
});
