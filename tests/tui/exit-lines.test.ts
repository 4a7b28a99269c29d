import { expect, test } from "vitest";
import { exitLines } from "../../src/tui/exit-lines.js";
import { vmExit, vmView } from "./fake-run.js";

const plain = (lines: ReturnType<typeof exitLines>) =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );

test("an exit shows cause, symbol, guest physical address and instruction", () => {
  const [title, line] = plain(exitLines(vmView("alpha", { lastExits: [vmExit()] }), 10));
  expect(title).toContain("alpha");
  expect(line).toBe("load guest-page fault  plic_claim+0x10     0x0c201004   lw a0, 4(a5)");
});

test("without a symbol the pc is shown, and without a guest physical address what stval says", () => {
  const exit = vmExit({ cause: "wfi", symbol: null, guestPhysical: null, stval: "0x10500073", instruction: "wfi" });
  const [, line] = plain(exitLines(vmView("alpha", { lastExits: [exit] }), 10));
  expect(line).toBe("WFI                    0x80001234          0x10500073   wfi");
});

test("the same exit in a row stands once with its number", () => {
  const lines = plain(exitLines(vmView("alpha", { lastExits: [vmExit(), vmExit(), vmExit({ pc: "0x1" })] }), 10));
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/ ×2$/);
});

test("the newest exits are those that fit", () => {
  const lastExits = Array.from({ length: 20 }, (_, index) => vmExit({ symbol: `f${index}`, pc: `0x${index}` }));
  const lines = plain(exitLines(vmView("alpha", { lastExits }), 4));
  expect(lines.slice(1).map((line) => /f\d+/.exec(line)?.[0])).toEqual(["f17", "f18", "f19"]);
});

test("a console without a VM says so", () => {
  expect(plain(exitLines(undefined, 4))[1]).toBe("no VM behind this console");
});
