// What `-d int,guest_errors,unimp` logs, line by line.
import { expect, test } from "vitest";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { makeMachine } from "../../src/machine/machine.js";
import { makeLogLines } from "../../src/runner/guest-log.js";
import { LOG_ITEMS, type LogItem } from "../../src/scenario/qemu/log-items.js";
import { boardOptions } from "../machine/board-options.js";
import { HART_WASM, PROFILE } from "../machine/program-machine.js";

const ALL = Object.keys(LOG_ITEMS) as LogItem[];

/** Runs a program in M-mode; a trap goes to the next instruction, which must be one of 4 bytes. */
function logged(source: string, items: readonly LogItem[] = ALL) {
  const lines = makeLogLines(items);
  const handler = "csrrs t6, mepc, zero\n addi t6, t6, 4\n csrrw zero, mepc, t6\n mret";
  const whole = `j start\n ${handler}\nstart:\n auipc t6, 0\n addi t6, t6, -16\n csrrw zero, mtvec, t6\n ${source}\nidle: wfi\n j idle`;
  const machine = makeMachine({
    hartWasm: HART_WASM,
    profile: PROFILE,
    board: boardOptions({ kernel: assembleProgram(whole, 0x8000_0000).bytes, memory: 0x100_0000 }),
    instructionsPerTick: 100,
    onConsole() {},
    ...(items.length === 0 ? {} : { log: lines.log }),
  });
  machine.run(1000);
  return { machine, lines: new TextDecoder().decode(lines.take()).split("\n").slice(0, -1) };
}

test("a trap is logged with its hart, cause, epc and tval, and a device access that nothing answers before it", () => {
  const { lines } = logged("lui t0, 32\n lw t1, 4(t0)");
  expect(lines).toEqual([
    "Invalid read at addr 0x20004, size 4, region '(null)', reason: rejected",
    "riscv_cpu_do_interrupt: hart:0, async:0, cause:0000000000000005, epc:0x0000000080000024, tval:0x0000000000020004, desc=fault_load",
  ]);
});

test("an interrupt is asynchronous, and its cause is without the interrupt bit", () => {
  const { lines } = logged(
    "addi t0, zero, 8\n csrrs zero, mie, t0\n csrrs zero, mstatus, t0\n lui t0, 0x2000\n addi t1, zero, 1\n sw t1, 0(t0)\n sw zero, 0(t0)",
    ["int"],
  );
  expect(lines[0]).toMatch(
    /^riscv_cpu_do_interrupt: hart:0, async:1, cause:0{15}3, epc:0x[0-9a-f]{16}, tval:0x0{16}, desc=m_software$/,
  );
});

test("devices remark what no driver should do, and what the board does not have", () => {
  const { lines } = logged(`
    lui t0, 0xc000
    lui t1, 1
    add t1, t0, t1
    sw zero, 0(t1)
    lw zero, 16(t1)
    lui t1, 0x200
    add t1, t0, t1
    sw zero, 8(t1)
    lui t0, 0x2000
    sw zero, 256(t0)
    lui t0, 0x101
    lw zero, 20(t0)
    lui t0, 0x100
    sw t0, 0(t0)
  `);
  expect(lines).toEqual([
    "sifive_plic_write: invalid pending write: 0x1000",
    "sifive_plic_read: Invalid register read 0x1010",
    "sifive_plic_write: Invalid context write 0x200008",
    "aclint-swi: invalid write: 00000100",
    "goldfish_rtc_read: offset 0x14 is UNIMP.",
    "sifive_test_write: write: addr=0x0 val=0x0000000000100000",
  ]);
});

test("only the items that were asked for are logged", () => {
  const program = "lui t0, 32\n lw t1, 0(t0)\n lui t0, 0x101\n lw zero, 20(t0)";
  expect(logged(program, ["guest_errors"]).lines).toHaveLength(1);
  expect(logged(program, ["unimp"]).lines).toEqual(["goldfish_rtc_read: offset 0x14 is UNIMP."]);
  expect(logged(program, ["int"]).lines).toHaveLength(1);
});

test("a run that is logged computes what one does that is not", () => {
  const program = "ecall\n lui t0, 32\n lw t1, 0(t0)\n ecall";
  const [with_, without] = [logged(program), logged(program, [])];
  expect(with_.lines.length).toBeGreaterThan(3);
  expect(with_.machine.harts()).toEqual(without.machine.harts());
  expect(with_.machine.steps).toBe(without.machine.steps);
});
