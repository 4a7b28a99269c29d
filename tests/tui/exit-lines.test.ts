import { expect, test } from "vitest";
import type { VmExit } from "../../src/runner/view.js";
import { exitLines } from "../../src/tui/exit-lines.js";
import { makeFakeRun, vmExit, vmView } from "./fake-run.js";

const base = makeFakeRun([]).view;

const plain = (lines: ReturnType<typeof exitLines>) =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );

/** The lines of a focused VM with these exits. */
function linesOf(lastExits: readonly VmExit[], height = 10): readonly string[] {
  const vm = vmView("alpha", { lastExits });
  return plain(exitLines({ ...base, vms: [vm, vmView("beta", { lastExits: [vmExit()] })] }, vm, height));
}

test("an exit shows cause, symbol, guest physical address and instruction", () => {
  const [title, line] = linesOf([vmExit()], 10);
  expect(title).toContain("alpha");
  expect(line).toBe("load guest-page fault  plic_claim+0x10     0x0c201004   lw a0, 4(a5)");
});

test("without a symbol the pc is shown, and without a guest physical address what stval says", () => {
  const exit = vmExit({ cause: "wfi", symbol: null, guestPhysical: null, stval: "0x10500073", instruction: "wfi" });
  const [, line] = linesOf([exit], 10);
  expect(line).toBe("WFI                    0x80001234          0x10500073   wfi");
});

test("the same exit in a row stands once with its number", () => {
  const lines = linesOf([vmExit(), vmExit(), vmExit({ pc: "0x1" })], 10);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/ ×2$/);
});

test("the newest exits are those that fit", () => {
  const lastExits = Array.from({ length: 20 }, (_, index) => vmExit({ symbol: `f${index}`, pc: `0x${index}` }));
  const lines = linesOf(lastExits, 4);
  expect(lines.slice(1).map((line) => /f\d+/.exec(line)?.[0])).toEqual(["f17", "f18", "f19"]);
});

test("a console without a VM shows the exits of all, named and in the order in which they were taken", () => {
  const alpha = vmView("alpha", { lastExits: [vmExit({ step: 1 }), vmExit({ step: 5 })] });
  const beta = vmView("beta", { lastExits: [vmExit({ step: 3 })] });
  const lines = plain(exitLines({ ...base, vms: [alpha, beta] }, undefined, 10));
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["Last", "alpha", "beta", "alpha"]);
});

test("before the first exit it says so", () => {
  expect(linesOf([])).toEqual(["Last VM exits of alpha", "none yet"]);
});
