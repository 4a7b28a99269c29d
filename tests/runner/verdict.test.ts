import { expect, test } from "vitest";
import type { Placed } from "../../src/runner/expectation.js";
import type { SessionEnd } from "../../src/runner/session.js";
import { counterOf, judgeRun } from "../../src/runner/verdict.js";
import type { Outcome } from "../../src/runner/view.js";
import type { Expectation } from "../../src/scenario/scenario.js";
import { machineView, vmView } from "./views.js";

const VIEW = machineView();
const ended = (outcome: Outcome, code = 0): SessionEnd => ({ outcome, code, detail: "because" });
const place = (...list: Expectation[]): Placed[] =>
  list.map((expectation, index) => ({ index, where: `s.yaml:${index + 1}:1`, expectation }));
const counter = (name: string, min: number | null, max: number | null): Expectation => {
  return { kind: "counter", path: "", counter: name, min, max };
};
const outcome = (expected: "shutdown" | "deadlock" | "limit"): Expectation => {
  return { kind: "outcome", path: "", outcome: expected };
};
const prompt: Expectation = {
  kind: "console",
  path: "",
  console: "alpha",
  match: "\\$ $",
  send: null,
  within: { guestNs: null, instructions: null },
};

test("without expectations the outcome is how the run ended", () => {
  expect(judgeRun(ended("shutdown"), [], new Map(), VIEW)).toMatchObject({ outcome: "shutdown", exitCode: 0 });
  expect(judgeRun(ended("limit"), [], new Map(), VIEW)).toMatchObject({ outcome: "limit", exitCode: 3 });
  expect(judgeRun(ended("guest-failed", 7), [], new Map(), VIEW)).toMatchObject({ exitCode: 7 });
  expect(judgeRun(ended("guest-failed", 256), [], new Map(), VIEW)).toMatchObject({ exitCode: 1 });
});

test("a counter out of bounds fails the run and says its value", () => {
  const cause = "alpha.exits.load_guest_page_fault";
  const verdict = judgeRun(ended("expectations-met"), place(counter(cause, null, 800)), new Map(), VIEW);
  expect(verdict).toMatchObject({ outcome: "expectation-failed", exitCode: 1 });
  expect(verdict.detail).toBe(`s.yaml:1:1: counter ${cause} is 812, expected at most 800`);
  expect(judgeRun(ended("shutdown"), place(counter(cause, 813, null)), new Map(), VIEW).exitCode).toBe(1);
  expect(judgeRun(ended("shutdown"), place(counter(cause, 812, 812)), new Map(), VIEW).outcome).toBe(
    "expectations-met",
  );
});

test("a shutdown before a console matched is a failed expectation, a hang stays a hang", () => {
  expect(judgeRun(ended("shutdown"), place(prompt), new Map(), VIEW)).toMatchObject({
    outcome: "expectation-failed",
    detail: "s.yaml:1:1: console alpha: no match for /\\$ $/ before the run ended: shutdown",
  });
  for (const hang of ["deadlock", "trap-loop", "limit"] as const) {
    expect(judgeRun(ended(hang), place(prompt), new Map(), VIEW)).toMatchObject({ outcome: hang, exitCode: 3 });
  }
});

test("an outcome that was expected is no failure, whatever it is", () => {
  expect(judgeRun(ended("deadlock"), place(outcome("deadlock")), new Map(), VIEW)).toMatchObject({
    outcome: "expectations-met",
    exitCode: 0,
  });
});

test("another outcome than the expected one fails the run", () => {
  expect(judgeRun(ended("shutdown"), place(outcome("limit")), new Map(), VIEW)).toMatchObject({
    outcome: "expectation-failed",
    detail: "s.yaml:1:1: expected outcome limit, not shutdown: because",
  });
});

test("an expected outcome does not hide a console that did not match", () => {
  const verdict = judgeRun(ended("limit"), place(prompt, outcome("limit")), new Map(), VIEW);
  expect(verdict.outcome).toBe("expectation-failed");
});

test("a run that the user ended is interrupted with the exit code that was asked for", () => {
  expect(judgeRun(ended("interrupted", 143), place(prompt), new Map(), VIEW)).toMatchObject({
    outcome: "interrupted",
    exitCode: 143,
  });
});

test("a VM is expected by its state", () => {
  const vm = (state: "running" | "idle" | null): Expectation => ({ kind: "vm", path: "", vm: "alpha", state });
  expect(judgeRun(ended("shutdown"), place(vm("running")), new Map(), VIEW).exitCode).toBe(0);
  expect(judgeRun(ended("shutdown"), place(vm("idle")), new Map(), VIEW).exitCode).toBe(1);
  const waiting = machineView({ vms: [vmView({ state: "waiting" })] });
  expect(judgeRun(ended("shutdown"), place(vm(null)), new Map(), waiting).detail).toMatch(/VM alpha never ran/);
});

test("a counter's path leads through VMs and harts; a cause that never occurred is 0", () => {
  expect(counterOf(VIEW, "alpha.exits.load_guest_page_fault")).toBe(812);
  expect(counterOf(VIEW, "alpha.exits.virtual_instruction")).toBe(0);
  expect(counterOf(VIEW, "alpha.instructions")).toBe(1000);
  expect(counterOf(VIEW, "hart0.traps.m.illegal_instruction")).toBe(2);
  expect(counterOf(VIEW, "hart0.traps.hs.breakpoint")).toBe(0);
  expect(counterOf(VIEW, "hart0.instret")).toBe(5000);
  expect(counterOf(VIEW, "gamma.exits.breakpoint")).toBeNull();
  expect(counterOf(VIEW, "alpha.exist.breakpoint")).toBeNull();
  expect(counterOf(VIEW, "hart7.instret")).toBeNull();
  expect(counterOf(VIEW, "alpha.name")).toBeNull();
});
