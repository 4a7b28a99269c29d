import { expect, test } from "vitest";
import { disk } from "./board-options.js";
import { programMachine } from "./program-machine.js";

/** Ends the run with exit code a0. */
const EXIT = `
exit:
    slli a0, a0, 16
    li t0, 0x3333
    or a0, a0, t0
    li t0, 0x100000
    sw a0, 0(t0)
stop:
    j stop
`;

const STEPS = 100_000;

test("a program ends the run through the test finisher with its code", () => {
  expect(programMachine(`li a0, 42\n${EXIT}`).run(STEPS)).toEqual({ kind: "finish", code: 42 });
});

test("harts start with their id, the device tree and the fw_dynamic block in a0, a1 and a2", () => {
  const machine = programMachine(`
    mv s0, a0
    lw t0, 0(a1)
    li t1, 0xedfe0dd0
    slli t1, t1, 32
    srli t1, t1, 32
    slli t0, t0, 32
    srli t0, t0, 32
    li a0, 1
    bne t0, t1, exit
    ld t0, 0(a2)
    li t1, 0x4942534f
    li a0, 2
    bne t0, t1, exit
    mv a0, s0
    ${EXIT}`);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 0 });
});

test("a store to the page that runs is done once and the program goes on behind it", () => {
  const machine = programMachine(`
    la t0, word
    li t1, 7
    sd t1, 0(t0)
    amoadd.d t2, t1, (t0)
    ld a0, 0(t0)
    add a0, a0, t2
    ${EXIT}
    .align 3
word:
    .dword 0`);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 21 });
});

test("an instruction written over is fetched anew after fence.i", () => {
  const machine = programMachine(`
    la t0, patch
    la t1, other
    lw t1, 0(t1)
    li s0, 2
again:
patch:
    li a0, 1
    sw t1, 0(t0)
    fence.i
    addi s0, s0, -1
    bnez s0, again
    ${EXIT}
other:
    addi a0, zero, 9`);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 9 });
});

test("a disk read into the page that runs replaces its instructions", () => {
  const image = new Uint8Array(512);
  // addi a0, zero, 5; j back to what follows: the sector holds the routine from its start on.
  new DataView(image.buffer).setUint32(0, 0x00500513, true);
  new DataView(image.buffer).setUint32(4, 0x00008067, true);
  const machine = programMachine(
    `
    call_once:
    jal routine
    li s1, 0x10001000
    li t0, 15
    sw t0, 0x70(s1)
    li t0, 8
    sw t0, 0x38(s1)
    la t0, descriptors
    sw t0, 0x80(s1)
    la t1, available
    sw t1, 0x90(s1)
    la t1, used
    sw t1, 0xa0(s1)
    li t1, 1
    sw t1, 0x44(s1)
    la t1, header
    sd t1, 0(t0)
    la t1, routine
    sd t1, 16(t0)
    la t1, status
    sd t1, 32(t0)
    sw zero, 0x50(s1)
    jal routine
    ${EXIT}
    .align 4
routine:
    li a0, 1
    ret
    .zero 504
    .align 4
descriptors:
    .dword 0
    .word 16
    .half 1
    .half 1
    .dword 0
    .word 512
    .half 3
    .half 2
    .dword 0
    .word 1
    .half 2
    .half 0
    .zero 96
header:
    .dword 0
    .dword 0
available:
    .half 0
    .half 1
    .zero 20
    .align 4
used:
    .zero 80
status:
    .word 0`,
    { devices: [disk("d0", 0, image)] },
  );
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 5 });
});

test("typed input interrupts a waiting hart through UART and PLIC", () => {
  const machine = programMachine(`
    la t0, handler
    csrw mtvec, t0
    li t0, 0xc000000
    li t1, 1
    sw t1, 40(t0)
    li t2, 0xc002000
    li t1, 1024
    sw t1, 0(t2)
    li s0, 0x10000000
    li t1, 1
    sb t1, 1(s0)
    li t1, 0x800
    csrw mie, t1
    csrsi mstatus, 8
wait:
    wfi
    j wait
    .align 2
handler:
    li t0, 0xc200004
    lw a0, 0(t0)
    lbu a1, 0(s0)
    sb a1, 0(s0)
    ${EXIT}`);
  expect(machine.run(STEPS)).toEqual({ kind: "deadlock" });
  machine.input("uart0", new TextEncoder().encode("k"));
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 10 });
  expect(machine.printed()).toBe("k");
});

test("a waiting hart is woken by the RTC's alarm at its guest time", () => {
  const machine = programMachine(
    `
    li t0, 0xc000000
    li t1, 1
    sw t1, 44(t0)
    li t2, 0xc002000
    li t1, 2048
    sw t1, 0(t2)
    li s0, 0x101000
    li t1, 1
    sw t1, 0x10(s0)
    sw zero, 0x0c(s0)
    li t1, 5000000
    sw t1, 0x08(s0)
    li t1, 0x800
    csrw mie, t1
    wfi
    li t0, 0xc200004
    lw a0, 0(t0)
    ${EXIT}`,
  );
  expect(machine.run(10_000_000)).toEqual({ kind: "finish", code: 11 });
  expect(machine.guestNs).toBeGreaterThanOrEqual(5_000_000);
  expect(machine.guestNs).toBeLessThan(5_100_000);
});

test.each([
  ["lb t1, 0(t0)", 0xc00_0000, 5],
  ["ld t1, 0(t0)", 0xc00_0000, 5],
  ["sd t1, 0(t0)", 0x200_0000, 7],
  ["lb t1, 0(t0)", 0x1000_0008, 5],
  ["sb t1, 0(t0)", 0x10_0000, 7],
  ["lw t1, 0(t0)", 0x0f00_0000, 5],
])("%s at %i takes an access fault of cause %i", (instruction, address, cause) => {
  const machine = programMachine(`
    la t0, handler
    csrw mtvec, t0
    li t0, ${address}
    ${instruction}
    li a0, 0
    j exit
    .align 2
handler:
    csrr a0, mcause
    ${EXIT}`);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: cause });
});

test("mtime and mtimecmp take 64 bits at once", () => {
  const machine = programMachine(`
    li t0, 0x2004000
    li t1, 0x123456789abcdef
    sd t1, 0(t0)
    ld t2, 0(t0)
    li a0, 1
    bne t1, t2, exit
    lwu t2, 4(t0)
    li t1, 0x1234567
    li a0, 2
    bne t1, t2, exit
    li t0, 0x200bff8
    li t1, 0x500000000
    sd t1, 0(t0)
    ld t2, 0(t0)
    sub t2, t2, t1
    li t1, 100
    li a0, 3
    bgeu t2, t1, exit
    li a0, 0
    ${EXIT}`);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 0 });
});

test("a reset starts the program anew with RAM as it was loaded", () => {
  const machine = programMachine(`
    la t0, word
    lw a0, 0(t0)
    addi a0, a0, 1
    sw a0, 0(t0)
    ${EXIT}
    .align 2
word:
    .word 0`);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 1 });
  machine.reset();
  expect(machine.steps).toBe(0);
  expect(machine.run(STEPS)).toEqual({ kind: "finish", code: 1 });
});
