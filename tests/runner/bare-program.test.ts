import { expect, test } from "vitest";
import { runBareProgram } from "../../src/runner/bare-program.js";
import type { StopReason } from "../../src/runner/machine-port.js";
import { type FakeGuest, makeFakeMachine } from "./fake-machine.js";

const TOHOST = 0x8000_1000;

function run(at: { [step: number]: (guest: FakeGuest) => StopReason | undefined }, steps = 1_000_000) {
  const machine = makeFakeMachine({ at }, () => undefined);
  let printed = "";
  const write = (bytes: Uint8Array) => {
    printed += new TextDecoder().decode(bytes);
  };
  const ended = runBareProgram(machine, { tohost: TOHOST, fromhost: null }, { steps }, write);
  return ended.then((result) => ({ result, machine, printed }));
}

const report = (value: bigint) => (guest: FakeGuest) => {
  guest.ram.store(TOHOST, value);
  return undefined;
};

test("a program that writes 1 to tohost passes", async () => {
  expect((await run({ 70000: report(1n) })).result).toEqual({ kind: "pass" });
});

test("a program that writes an odd number to tohost fails with its half", async () => {
  expect((await run({ 70000: report(15n) })).result).toEqual({ kind: "fail", code: 7 });
});

test("a program prints and goes on", async () => {
  const { result, printed } = await run({ 10: report(0x0101_0000_0000_0068n), 9000: report(1n) });
  expect(printed).toBe("h");
  expect(result).toEqual({ kind: "pass" });
});

test("a program that never reports times out after exactly its limit", async () => {
  const { result, machine } = await run({}, 12_345);
  expect(result).toEqual({ kind: "timeout" });
  expect(machine.steps).toBe(12_345);
});

test("the test finisher's code ends a program", async () => {
  expect((await run({ 10: () => ({ kind: "finish", code: 3 }) })).result).toEqual({ kind: "fail", code: 3 });
  expect((await run({ 10: () => ({ kind: "finish", code: 0 }) })).result).toEqual({ kind: "pass" });
});

test("a deadlock ends a program, unless it reported in the same breath", async () => {
  expect((await run({ 10: () => ({ kind: "deadlock" }) })).result).toMatchObject({
    kind: "stopped",
    reason: "deadlock",
  });
  const both = (guest: FakeGuest): StopReason => {
    guest.ram.store(TOHOST, 1n);
    return { kind: "deadlock" };
  };
  expect((await run({ 10: both })).result).toEqual({ kind: "pass" });
});

test("a program that resets the machine for ever times out", async () => {
  const { result } = await run({ 100: () => ({ kind: "reset" }) }, 10_000);
  expect(result).toEqual({ kind: "timeout" });
});
