// A machine that stops when a hart comes to an address, at the engine's speed.
import { expect, test } from "vitest";
import { programMachine } from "./program-machine.js";

/** Counts to 100 000 in a loop at 0x80000008, which gets hot, and then goes on at 0x80000010. */
const COUNT = `
  lui t0, 24
  addi t0, t0, 1696
loop:
  addi t0, t0, -1
  bnez t0, loop
  addi a0, zero, 7
  wfi
`;
/** Instructions of the boot ROM before the program. */
const ROM = 6;

function stopped(address: bigint, steps: number) {
  const machine = programMachine(COUNT);
  machine.breakAt(address);
  const stop = machine.run(steps);
  return { machine, stop };
}

test("stops before the instruction, after as many steps as lead there, however hot the loop before it is", () => {
  const { machine, stop } = stopped(0x8000_0010n, 1_000_000);
  expect(stop).toEqual({ kind: "breakpoint", hart: 0 });
  expect(machine.inspect.pc(0)).toBe(0x8000_0010n);
  expect(machine.inspect.x(0, 10)).toBe(0n);
  expect(machine.steps).toBe(ROM + 2 + 2 * 100_000);
});

test("stops at a page's first instruction that is reached by falling into it", () => {
  const filler = Array.from({ length: 1023 }, () => "addi a0, a0, 1").join("\n");
  const machine = programMachine(`${filler}\n addi a1, zero, 1\n addi a1, zero, 2\n wfi`);
  machine.breakAt(0x8000_1000n);
  expect(machine.run(10_000)).toEqual({ kind: "breakpoint", hart: 0 });
  expect(machine.inspect.x(0, 11)).toBe(1n);
  expect(machine.steps).toBe(ROM + 1024);
});

test("other addresses of the page run as they do without a breakpoint", () => {
  const plain = programMachine(COUNT);
  plain.run(300_000);
  const { machine, stop } = stopped(0x8000_0800n, 300_000);
  expect(stop).toEqual({ kind: "deadlock" });
  expect(machine.steps).toBe(plain.steps);
  expect(machine.harts()).toEqual(plain.harts());
});

test("of several harts the one that comes there is named", () => {
  const machine = programMachine("csrrs t0, mhartid, zero\n beqz t0, idle\n addi a0, zero, 1\nidle: wfi\n j idle", {
    harts: 3,
  });
  machine.breakAt(0x8000_0008n);
  expect(machine.run(1_000_000)).toEqual({ kind: "breakpoint", hart: 1 });
});
