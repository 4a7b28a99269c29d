// Sizes, durations, counts and the other values with a notation of their own.
import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

const SIZE = "expected a size such as 64MiB, 4MiB to 3GiB in multiples of 2MiB";
const DURATION = "expected a duration such as 5s, 200ms or 10us";
const COUNT = "expected a number of instructions such as 1_000_000 or 20e9, at least 1";

describe("sizes", () => {
  it.each([
    ["64MiB", 64 * 1024 ** 2],
    ["1GiB", 1024 ** 3],
    ["1.5GiB", 1536 * 1024 ** 2],
    ["65536KiB", 64 * 1024 ** 2],
    ["64 MiB", 64 * 1024 ** 2],
    ["67108864", 64 * 1024 ** 2],
    ["67_108_864", 64 * 1024 ** 2],
    ["0x4000000", 64 * 1024 ** 2],
  ])("%s is %d bytes", (text, bytes) => {
    expect(scenarioOf(`${LEAST}machine: {memory: ${text}}\n`).machine.memory).toBe(bytes);
  });

  it.each([
    ["16MB", '"16MB"', " (did you mean 16MiB?)"],
    ["16m", '"16m"', " (did you mean 16MiB?)"],
    ["16 megs", '"16 megs"', ""],
    ["4GiB", '"4GiB"', ""],
    ["5MiB", '"5MiB"', ""],
    ["1.5", "1.5", ""],
    ["[1]", "a list", ""],
  ])("%s is refused", (text, found, hint) => {
    const message = `s.yaml:4:19: machine.memory: ${found}; ${SIZE}${hint}`;
    expect(problemsOf(`${LEAST}machine: {memory: ${text}}\n`)).toEqual([message]);
  });
});

describe("durations", () => {
  it.each([
    ["5s", 5e9],
    ["200ms", 2e8],
    ["10us", 1e4],
    ["1.5 ms", 1.5e6],
    ["2min", 120e9],
    ["100ns", 100],
  ])("%s is %d ns", (text, ns) => {
    expect(scenarioOf(`${LEAST}limits: {guest: ${text}}\n`).limits.guestNs).toBe(ns);
  });

  it.each([
    ["5", "5", " (did you mean 5s?)"],
    ["5 parsecs", '"5 parsecs"', ""],
    ["0s", '"0s"', ""],
    ["0.5ns", '"0.5ns"', ""],
  ])("%s is refused", (text, found, hint) => {
    expect(problemsOf(`${LEAST}limits: {guest: ${text}}\n`)).toEqual([
      `s.yaml:4:17: limits.guest: ${found}; ${DURATION}${hint}`,
    ]);
  });
});

describe("counts", () => {
  it.each([
    ["20e9", 20e9],
    ["1_000_000", 1e6],
    ["12345", 12345],
  ])("%s is %d", (text, value) => {
    expect(scenarioOf(`${LEAST}limits: {instructions: ${text}}\n`).limits.instructions).toBe(value);
  });

  it.each([
    ["many", '"many"'],
    ["1.5", "1.5"],
    ["0", "0"],
    ["99999999999999999999", "0x56bc75e2d630fffff"],
  ])("%s is refused", (text, found) => {
    expect(problemsOf(`${LEAST}limits: {instructions: ${text}}\n`)).toEqual([
      `s.yaml:4:24: limits.instructions: ${found}; ${COUNT}`,
    ]);
  });
});

describe("dates", () => {
  it("is milliseconds since 1970", () => {
    expect(scenarioOf(`${LEAST}clock: {rtc: 2001-09-09T01:46:40Z}\n`).clock.rtcMs).toBe(1e12);
  });

  it.each(["2024-02-30T00:00:00Z", "yesterday", "2024-01-01T00:00:00+01:00"])("%s is refused", (text) => {
    expect(problemsOf(`${LEAST}clock: {rtc: ${text}}\n`)).toEqual([
      `s.yaml:4:14: clock.rtc: "${text}"; expected a date and time in UTC such as 2024-01-01T00:00:00Z`,
    ]);
  });
});

describe("regular expressions", () => {
  it("is refused with the engine's reason", () => {
    expect(problemsOf(`${LEAST}expect:\n  - {console: uart0, match: '(\\$ $'}\n`)).toEqual([
      's.yaml:5:29: expect[0].match: "(\\\\$ $"; expected a regular expression (Unterminated group)',
    ]);
  });
});

describe("keys of the terminal UI", () => {
  it("refuses a prefix that a terminal cannot tell from Tab", () => {
    expect(problemsOf(`${LEAST}ui: {prefix: ctrl-i}\n`)).toEqual([
      's.yaml:4:14: ui.prefix: "ctrl-i"; expected a control key such as ctrl-a or ctrl-], none that is Tab, Enter or Backspace',
    ]);
  });
});
