import { expect, test } from "vitest";
import { makeBacklog } from "../../src/tui/backlog.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (part: Uint8Array) => new TextDecoder().decode(part);

test("bytes come out in the order in which they went in, in the portions asked for", () => {
  const backlog = makeBacklog(100);
  backlog.push(bytes("hello "));
  backlog.push(bytes("world"));
  expect(text(backlog.take(4).bytes)).toBe("hell");
  expect(text(backlog.take(100).bytes)).toBe("o world");
  expect(backlog.bytes).toBe(0);
  expect(backlog.dropped).toBe(0);
});

test("beyond its capacity it drops the oldest bytes up to the start of a line, and says that there is a gap", () => {
  const backlog = makeBacklog(100);
  for (let line = 0; line < 30; line++) backlog.push(bytes(`line ${String(line).padStart(2, "0")}\n`));
  expect(backlog.bytes).toBeLessThanOrEqual(100);
  const { bytes: kept, gap } = backlog.take(100);
  expect(gap).toBe(true);
  expect(text(kept)).toMatch(/^(line \d\d\n)+$/);
  expect(text(kept).endsWith("line 29\n")).toBe(true);
  expect(backlog.dropped + kept.length).toBe(30 * 8);
  expect(backlog.take(1).gap).toBe(false);
});

test("one chunk larger than the capacity leaves its newest bytes", () => {
  const backlog = makeBacklog(100);
  backlog.push(bytes(`${"x".repeat(10_000)}end`));
  expect(backlog.bytes).toBe(50);
  expect(text(backlog.take(50).bytes).endsWith("end")).toBe(true);
});
