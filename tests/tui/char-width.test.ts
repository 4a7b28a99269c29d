import { expect, test } from "vitest";
import { charWidth, textWidth } from "../../src/tui/char-width.js";

test.each([
  ["a", 1],
  ["é", 1],
  ["│", 1],
  ["你", 2],
  ["한", 2],
  ["Ａ", 2],
  ["😀", 2],
  ["🚀", 2],
  ["\u0301", 0],
  ["\u200b", 0],
  ["\u202e", 0],
])("%s takes %i columns", (char, width) => {
  expect(charWidth(char.codePointAt(0) ?? 0)).toBe(width);
  // A second time from what was remembered.
  expect(charWidth(char.codePointAt(0) ?? 0)).toBe(width);
});

test("a text is as wide as its characters", () => {
  expect(textWidth("e\u0301 你😀")).toBe(6);
});
