import { expect, it } from "vitest";
import { makeEscapeKeys } from "../../src/cli/qemu/escape-keys.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const shown = (keys: readonly (Uint8Array | string)[]) => {
  return keys.map((key) => (typeof key === "string" ? key : `"${new TextDecoder().decode(key)}"`));
};

it("keys go to the guest, those behind Ctrl-A to the emulator", () => {
  const keys = makeEscapeKeys();
  expect(shown(keys(bytes("ls\r\x01cq\x01x")))).toEqual(['"ls\r"', "switch", '"q"', "quit"]);
});

it("Ctrl-A twice is one Ctrl-A for the guest", () => {
  expect(shown(makeEscapeKeys()(bytes("a\x01\x01b")))).toEqual(['"a\x01b"']);
});

it("an escape key at the end of a read is remembered", () => {
  const keys = makeEscapeKeys();
  expect(keys(bytes("\x01"))).toEqual([]);
  expect(keys(bytes("x"))).toEqual(["quit"]);
});

it("a key that means nothing behind Ctrl-A is dropped", () => {
  expect(shown(makeEscapeKeys()(bytes("a\x01zb")))).toEqual(['"ab"']);
});
