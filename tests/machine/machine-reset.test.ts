import { expect, test } from "vitest";
import { programMachine } from "./program-machine.js";

/** Counts its starts in RAM, prints the count, asks for a reboot. */
const COUNT_STARTS = `
    la t0, counter
    ld t1, (t0)
    addi t1, t1, 1
    sd t1, (t0)
    li t2, 0x80800000
    ld t3, (t2)
    sd t1, (t2)
    add t1, t1, t3
    addi t1, t1, '0'
    li t4, 0x10000000
    sb t1, (t4)
    li t4, 0x100000
    li t5, 0x7777
    sw t5, (t4)
    j .
    .align 3
counter:
    .dword 0`;

test("a reset starts the program anew in RAM as it was at power-on, every time", () => {
  const machine = programMachine(COUNT_STARTS);
  for (let start = 1; start <= 4; start++) {
    expect(machine.run(10_000)).toEqual({ kind: "reset" });
    // Neither the program's own data nor RAM beyond it remembers the run before.
    expect(machine.printed()).toBe("1".repeat(start));
    machine.reset();
  }
});

test("a reset puts back the clock, the counters and the harts' registers", () => {
  const fresh = programMachine(COUNT_STARTS);
  const machine = programMachine(COUNT_STARTS);
  machine.run(10_000);
  machine.reset();
  expect([machine.steps, machine.guestNs, machine.harts(), machine.vms()]).toEqual([0, 0, fresh.harts(), fresh.vms()]);
  machine.run(20);
  fresh.run(20);
  expect(machine.harts()).toEqual(fresh.harts());
});

test("code of the run before is not executed after a reset", () => {
  // Prints 1, changes the instruction that said so, and prints 2.
  const machine = programMachine(`
    la t0, patch
    li t4, 0x10000000
    li a1, 2
again:
patch:
    li a0, '1'
    sb a0, (t4)
    li t1, 0x03200513
    sw t1, (t0)
    addi a1, a1, -1
    bnez a1, again
    li t4, 0x100000
    li t5, 0x7777
    sw t5, (t4)
    j .`);
  machine.run(10_000);
  machine.reset();
  machine.run(10_000);
  expect(machine.printed()).toBe("1212");
});
