import fc from "fast-check";
import { expect, test } from "vitest";
import { textWidth } from "../../src/tui/char-width.js";
import { fitSpans, fitText, printable, span } from "../../src/tui/spans.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR sequences start with one.
const withoutSgr = (text: string) => text.replace(/\x1b\[[0-9;]*m/g, "");

test("a line is filled with spaces or cut with an ellipsis", () => {
  expect(fitText("abc", 5)).toBe("abc  ");
  expect(fitText("abcdef", 6)).toBe("abcdef");
  expect(fitText("abcdefg", 6)).toBe("abcde…");
  expect(fitText("你好你好", 6)).toBe("你好… ");
});

test("looks become SGR attributes; without colour only those that are no colours", () => {
  const spans = [span("a", "strong", "bad"), span("b")];
  expect(fitSpans(spans, 2, true)).toBe("\x1b[1;31ma\x1b[0mb");
  expect(fitSpans(spans, 2, false)).toBe("\x1b[1ma\x1b[0mb");
});

test("control characters in a name cannot reach the terminal", () => {
  expect(printable("evil\x1b[2J\x9b1m\u202e\n")).toBe("evil·[2J·1m··");
  expect(fitSpans([span("x\x1b]0;t\x07")], 10, true)).toBe("x·]0;t·   ");
});

test("whatever the texts, a line has exactly the columns asked for", () => {
  const texts = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 4 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), (parts, width) => {
      const line = fitSpans(
        parts.map((part) => span(part, "accent")),
        width,
        true,
      );
      expect(textWidth(withoutSgr(line))).toBe(width);
    }),
  );
});
