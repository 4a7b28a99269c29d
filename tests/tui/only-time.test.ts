import { expect, test } from "vitest";
import type { MachineView } from "../../src/runner/view.js";
import { onlyTimePassed } from "../../src/tui/only-time.js";
import { hartView, makeFakeRun, vmView } from "./fake-run.js";

const base: MachineView = { ...makeFakeRun([]).view, harts: [hartView(0)], vms: [vmView("alpha")] };
const later = { ...base, steps: 5_000_000, guestNs: 5_000_000, mips: 0.1 };

test("steps, guest time and speed are time that passes", () => {
  expect(onlyTimePassed(base, later)).toBe(true);
});

test.each<[string, Partial<MachineView>]>([
  ["a hart that retires", { harts: [hartView(0, { instret: 1 })] }],
  [
    "a hart that traps without retiring",
    { harts: [hartView(0, { traps: { m: { ecall_from_m: 1 }, hs: {}, vs: {} } })] },
  ],
  ["a hart that begins to wait", { harts: [hartView(0, { waiting: true })] }],
  ["a hart more", { harts: [hartView(0), hartView(1)] }],
  ["a VM that retires", { vms: [vmView("alpha", { instructions: 1 })] }],
  ["a VM that exits", { vms: [vmView("alpha", { exits: { wfi: 1 } })] }],
  ["an interrupt taken by a VM", { vms: [vmView("alpha", { injected: { timer: 1 } })] }],
  ["a VM that comes to rest", { vms: [vmView("alpha", { state: "idle" })] }],
  ["a machine that is paused", { state: "paused" }],
  ["the end of the run", { outcome: "shutdown" }],
])("%s is more than time", (_, change) => {
  expect(onlyTimePassed(base, { ...later, ...change })).toBe(false);
});
