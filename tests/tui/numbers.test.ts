import { expect, test } from "vitest";
import { guestTime, percent, shortCount, shortRate } from "../../src/tui/numbers.js";

test.each([
  [0, "0"],
  [9999, "9999"],
  [12_345, "12.3k"],
  [999_960, "1000k"],
  [812e6, "812M"],
  [4.06e9, "4.1G"],
  [2e12, "2.0T"],
])("%d is shown as %s", (count, text) => {
  expect(shortCount(count)).toBe(text);
});

test("slow rates have a decimal, none is an empty text", () => {
  expect(shortRate(0)).toBe("");
  expect(shortRate(2.5)).toBe("2.5/s");
  expect(shortRate(186.4)).toBe("186/s");
});

test("guest time has milliseconds, and minutes from one minute on", () => {
  expect(guestTime(4_061_728_390)).toBe("4.061 s");
  expect(guestTime(187_512_000_000)).toBe("3:07.512");
});

test("a small share is not shown as none", () => {
  expect(percent(1, 1000)).toBe("<1%");
  expect(percent(0, 1000)).toBe("0%");
  expect(percent(0, 0)).toBe("-");
});
