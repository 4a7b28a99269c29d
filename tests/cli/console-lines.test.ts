import { expect, test } from "vitest";
import { makeConsoleLines } from "../../src/cli/console-lines.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

test("a line is printed with its console's name once it has ended", () => {
  const lines = makeConsoleLines("alpha");
  expect(lines.push(utf8("boo"))).toBe("");
  expect(lines.push(utf8("ting\r\n$ "))).toBe("[alpha] booting\n");
  expect(lines.flush()).toBe("[alpha] $ \n");
  expect(lines.flush()).toBe("");
});

test("a character that comes in two pieces stays whole", () => {
  const lines = makeConsoleLines("a");
  const bytes = utf8("é\n");
  expect(lines.push(bytes.subarray(0, 1)) + lines.push(bytes.subarray(1))).toBe("[a] é\n");
});

test("colours and erased prompts are left out", () => {
  const lines = makeConsoleLines("a");
  expect(lines.push(utf8("\x1b[1;32mok\x1b[0m\n"))).toBe("[a] ok\n");
  expect(lines.push(utf8("hartbed> li\r\x1b[K[hypervisor] vm beta has shut down\n"))).toBe(
    "[a] [hypervisor] vm beta has shut down\n",
  );
});

test("control bytes and bytes that are no UTF-8 are printed safely", () => {
  const lines = makeConsoleLines("a");
  expect(lines.push(Uint8Array.of(0x1b, 0x63, 0, 9, 0x80, 10))).toBe("[a] \\x1bc\\x00\t\ufffd\n");
});

test("a line without an end is split at 4096 characters", () => {
  const lines = makeConsoleLines("a");
  const out = lines.push(utf8("x".repeat(5000)));
  expect(out).toBe(`[a] ${"x".repeat(4096)}\n`);
  expect(lines.flush()).toBe(`[a] ${"x".repeat(904)}\n`);
});

test("a line that ends after the limit is split too, and not inside a surrogate pair", () => {
  const out = makeConsoleLines("a").push(utf8(`${"x".repeat(4095)}\u{1f600}y\n`));
  expect(out).toBe(`[a] ${"x".repeat(4095)}\n[a] \u{1f600}y\n`);
});
