import { expect, test } from "vitest";
import { machineSpans } from "../../src/tui/machine-spans.js";
import { hartView, makeFakeRun } from "./fake-run.js";

const base = makeFakeRun([]).view;
const line = (harts: (typeof base)["harts"], width = 200) =>
  machineSpans({ ...base, harts }, width)
    .map(({ text }) => text)
    .join("");

test("a hart is shown with its mode and the VM that it runs or serves", () => {
  const shown = line([
    hartView(0, { vm: "alpha" }),
    hartView(1, { mode: "HS", vm: "beta" }),
    hartView(2, { mode: "M" }),
  ]);
  expect(shown).toContain("· hart 0 VS alpha · hart 1 HS beta · hart 2 M ");
});

test("a hart that waits names a VM only when the VM itself waits", () => {
  const waiting = { waiting: true, vm: "alpha" } as const;
  const shown = line([
    hartView(0, waiting),
    hartView(1, { ...waiting, mode: "HS" }),
    hartView(2, { ...waiting, mode: "M" }),
  ]);
  expect(shown).toMatch(/· hart 0 WFI alpha · hart 1 WFI · hart 2 WFI $/);
});

test("names of VMs go first where the line is too long", () => {
  const harts = [hartView(0, { vm: "alpha" })];
  const whole = line(harts);
  expect(line(harts, whole.length)).toBe(whole);
  expect(line(harts, whole.length - 1)).toBe(whole.replace("alpha ", ""));
});
