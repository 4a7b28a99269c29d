import { expect, test } from "vitest";
import { makeKeyReader } from "../../src/tui/keys.js";

const CTRL_A = 1;

/** Reads `chunks` and tells what arrived where: text for the guest, the rest in angle brackets. */
function read(chunks: readonly string[], options: { readonly ui?: boolean; readonly flush?: boolean } = {}): string {
  let log = "";
  const reader = makeKeyReader(CTRL_A, {
    takesKeys: () => options.ui === true,
    guest: (bytes) => {
      log += new TextDecoder().decode(bytes);
    },
    paste: (edge) => {
      log += `<paste ${edge}>`;
    },
    key: (name) => {
      log += `<key ${name}>`;
    },
    command: (name) => {
      log += `<command ${name}>`;
    },
    prefixed: () => {},
  });
  for (const chunk of chunks) reader.feed(Buffer.from(chunk));
  if (options.flush !== false) reader.flush();
  return log;
}

test("keys go to the guest byte for byte: text, UTF-8, control chords, arrows, function keys", () => {
  const typed = "ls é你😀\r\x03\x1a\x1b[A\x1bOB\x1b[15~\x1b[1;5C\x7f\x00";
  expect(read([typed])).toBe(typed);
});

test("a character whose bytes arrive apart reaches the guest unchanged", () => {
  const bytes = Buffer.from("你");
  const arrived: number[] = [];
  const reader = makeKeyReader(CTRL_A, {
    takesKeys: () => false,
    guest: (part) => arrived.push(...part),
    paste: () => {},
    key: () => {},
    command: () => {},
    prefixed: () => {},
  });
  for (const byte of bytes) reader.feed(Uint8Array.of(byte));
  expect(arrived).toEqual([...bytes]);
});

test("the key after the prefix is a command and does not reach the guest", () => {
  expect(read(["a\x01zb"])).toBe("a<command z>b");
  expect(read(["\x01", "n"])).toBe("<command n>");
  expect(read(["\x01\x1b[5~x"])).toBe("<command pageup>x");
  expect(read(["\x01\x1b", "[A"])).toBe("<command up>");
});

test("the prefix pressed twice sends it to the guest once", () => {
  expect(read(["a\x01\x01b"])).toBe("a\x01b");
});

test("a pasted prefix goes to the guest and is no command", () => {
  expect(read(["\x1b[200~x\x01q\x1b[201~y"])).toBe("<paste start>x\x01q<paste end>y");
});

test("the marks of a paste are found when they arrive in pieces", () => {
  const text = "\x1b[200~x\x01q\x1b[201~y";
  for (let cut = 1; cut < text.length; cut++) {
    expect(read([text.slice(0, cut), text.slice(cut)])).toBe("<paste start>x\x01q<paste end>y");
  }
});

test("Escape alone waits for the rest of a sequence, and is the Escape key when none comes", () => {
  expect(read(["\x1b"], { flush: false })).toBe("");
  expect(read(["\x1b"])).toBe("\x1b");
  expect(read(["\x1b"], { ui: true })).toBe("<key escape>");
});

test("keys for the UI itself are named, in both cursor key modes", () => {
  const keys = "<key up><key up><key pagedown><key home><key q>";
  expect(read(["\x1b[A\x1bOA\x1b[6~\x1b[1~q"], { ui: true })).toBe(keys);
  expect(read(["\x1b[", "A"], { ui: true })).toBe("<key up>");
  expect(read(["\x1b[31;5~"], { ui: true })).toBe("<key unknown>");
});

test("what is pasted while the UI takes the keys is dropped", () => {
  expect(read(["\x1b[200~yes\x1b[201~n"], { ui: true })).toBe("<paste start><paste end><key n>");
});

test("the prefix works while the UI takes the keys", () => {
  expect(read(["\x01n"], { ui: true })).toBe("<command n>");
});
