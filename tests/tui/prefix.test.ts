import { expect, test } from "vitest";
import { parsePrefix } from "../../src/tui/prefix.js";

test.each([
  ["ctrl-a", 1, "Ctrl-A"],
  ["C-x", 24, "Ctrl-X"],
  ["^]", 29, "Ctrl-]"],
  ["CTRL-B", 2, "Ctrl-B"],
])("%s is the control key with byte %i", (text, byte, title) => {
  expect(parsePrefix(text)).toEqual({ byte, title });
});

test.each(["", "a", "alt-a", "ctrl-1", "ctrl-ab"])("%j is refused with what was expected", (text) => {
  expect(() => parsePrefix(text)).toThrow(/expected a control key such as ctrl-a/);
});

test.each(["ctrl-i", "C-m", "^J"])("%s is refused because a terminal sends the same for another key", (text) => {
  expect(() => parsePrefix(text)).toThrow(/same byte for (Tab|Enter)/);
});
