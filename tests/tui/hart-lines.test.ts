import { expect, test } from "vitest";
import { hartTable } from "../../src/tui/hart-lines.js";
import { hartView, makeFakeRun } from "./fake-run.js";

const base = makeFakeRun([]).view;
const traps = {
  m: { ecall_from_hs: 12, machine_timer_interrupt: 300 },
  hs: { supervisor_external_interrupt: 40, instruction_page_fault: 1 },
  vs: {},
};
const harts = [hartView(0, { traps }), hartView(1, { traps: { m: { ecall_from_hs: 1 }, hs: {}, vs: {} } })];

const plain = (lines: ReturnType<typeof hartTable>) =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .replace(/\s+/g, " "),
  );

test("each cause that was taken has a row with a column per hart, the most frequent first", () => {
  expect(plain(hartTable({ ...base, harts }, 10)).slice(1)).toEqual([
    "M M timer interrupt 300 0",
    "HS S external interrupt 40 0",
    "M ecall from HS 12 1",
    "HS fetch page fault 1 0",
  ]);
});

test("it keeps to the rows there are", () => {
  expect(hartTable({ ...base, harts }, 3)).toHaveLength(3);
});

test("a machine that took no trap says so", () => {
  expect(plain(hartTable(base, 5))[1]).toBe("none yet");
});
