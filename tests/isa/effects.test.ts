// Control flow, memory, registers of both files, and which function of hart code each instruction calls with what.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../src/isa/assemble.js";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { loadImmediate } from "../../src/isa/load-immediate.js";
import { type Machine, makeMachine, step } from "./evaluate.js";

const PC = 0x8000_0000n;

/** Runs `text` at PC with registers preset by number. */
function run(text: string, x: { readonly [number: number]: bigint } = {}, result = 0n): Machine {
  const machine = makeMachine();
  machine.pc = PC;
  for (const [number, value] of Object.entries(x)) machine.x[Number(number)] = BigInt.asUintN(64, value);
  step(machine, assemble(text, { pc: Number(PC) }), result);
  return machine;
}

describe("control flow", () => {
  test.each([
    ["beq", 5n, 5n, true],
    ["beq", 5n, 6n, false],
    ["bne", 5n, 6n, true],
    ["bne", 5n, 5n, false],
    ["blt", -1n, 0n, true],
    ["blt", 0n, 0n, false],
    ["bge", 0n, 0n, true],
    ["bge", -1n, 0n, false],
    ["bltu", 0n, -1n, true],
    ["bltu", -1n, 0n, false],
    ["bgeu", -1n, 0n, true],
    ["bgeu", 0n, -1n, false],
  ])("%s of %d and %d: taken %s", (name, a, b, taken) => {
    expect(run(`${name} a0, a1, .-16`, { 10: a, 11: b }).pc).toBe(taken ? PC - 16n : PC + 4n);
  });

  test("c.beqz and c.bnez compare with zero", () => {
    expect(run("c.beqz s0, .+8").pc).toBe(PC + 8n);
    expect(run("c.bnez s0, .+8").pc).toBe(PC + 2n);
    expect(run("c.bnez s0, .-8", { 8: 1n }).pc).toBe(PC - 8n);
  });

  test("jal and jalr link the next instruction, and compressed ones two bytes on", () => {
    expect(run("jal ra, .+8")).toMatchObject({ pc: PC + 8n });
    expect(run("jal ra, .+8").x[1]).toBe(PC + 4n);
    expect(run("c.jalr a0", { 10: 0x1000n }).x[1]).toBe(PC + 2n);
    expect(run("c.jr a0", { 10: 0x1000n })).toMatchObject({ pc: 0x1000n });
    expect(run("c.j .+4").x[1]).toBe(0n);
  });

  test("jalr clears bit 0 of its target and reads rs1 before it writes rd", () => {
    const machine = run("jalr a0, 2(a0)", { 10: 0x1001n });
    expect(machine.pc).toBe(0x1002n);
    expect(machine.x[10]).toBe(PC + 4n);
  });
});

describe("memory", () => {
  test.each([
    ["lb", 0xffff_ffff_ffff_ff81n],
    ["lbu", 0x81n],
    ["lh", 0xffff_ffff_ffff_8281n],
    ["lhu", 0x8281n],
    ["lw", 0xffff_ffff_8483_8281n],
    ["lwu", 0x8483_8281n],
    ["ld", 0x8887_8685_8483_8281n],
  ])("%s extends what it loads", (name, expected) => {
    const machine = makeMachine();
    for (let i = 0; i < 8; i++) machine.memory.set(0xff8n + BigInt(i), 0x81 + i);
    machine.x[11] = 0x1000n;
    step(machine, assemble(`${name} a0, -8(a1)`));
    expect(machine.x[10]).toBe(expected);
  });

  test.each([
    ["sb", 1],
    ["sh", 2],
    ["sw", 4],
    ["sd", 8],
  ])("%s stores the low %d bytes of rs2", (name, bytes) => {
    const { memory } = run(`${name} a0, 4(a1)`, { 10: 0x8877_6655_4433_2211n, 11: 0x1000n });
    expect([...memory]).toEqual(
      [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88].slice(0, bytes).map((byte, i) => [0x1004n + BigInt(i), byte]),
    );
  });

  test("compressed accesses reach through sp and the popular registers", () => {
    expect(run("c.sdsp a0, 504(sp)", { 10: 0x7fn, 2: 0x1000n }).memory.get(0x11f8n)).toBe(0x7f);
    expect(run("c.sw s1, 124(a5)", { 9: 0x7fn, 15: 0x1000n }).memory.get(0x107cn)).toBe(0x7f);
    expect(run("c.addi4spn s0, sp, 1020", { 2: 0x1000n }).x[8]).toBe(0x13fcn);
    expect(run("c.addi16sp sp, -512", { 2: 0x1000n }).x[2]).toBe(0xe00n);
  });
});

describe("floating-point registers", () => {
  /** f10 after `text` with f11 and f12 set. */
  function f10(text: string, f11: bigint, f12 = 0n): bigint {
    const machine = makeMachine();
    machine.f[11] = f11;
    machine.f[12] = f12;
    machine.x[11] = f11;
    step(machine, assemble(text));
    return machine.f[10]!;
  }

  test("flw and fmv.w.x box a single, and fsw stores the low half whatever is above", () => {
    expect(f10("fmv.w.x fa0, a1", 0x1234_5678_3f80_0000n)).toBe(0xffff_ffff_3f80_0000n);
    const machine = makeMachine();
    machine.f[11] = 0x1234_5678_3f80_0001n;
    step(machine, assemble("fsw fa1, 0(zero)"));
    step(machine, assemble("flw fa0, 0(zero)"));
    expect(machine.f[10]).toBe(0xffff_ffff_3f80_0001n);
    expect(machine.memory.size).toBe(4);
  });

  test("fld, fsd, fmv.x.d and fmv.d.x move all 64 bits", () => {
    const machine = makeMachine();
    machine.x[11] = 0x8877_6655_4433_2211n;
    step(machine, assemble("fmv.d.x fa1, a1"));
    step(machine, assemble("fsd fa1, 8(zero)"));
    step(machine, assemble("fld fa0, 8(zero)"));
    step(machine, assemble("fmv.x.d a0, fa0"));
    expect(machine.x[10]).toBe(0x8877_6655_4433_2211n);
  });

  test("fmv.x.w sign-extends the low half", () => {
    const machine = makeMachine();
    machine.f[11] = 0x0000_0000_8000_0000n;
    step(machine, assemble("fmv.x.w a0, fa1"));
    expect(machine.x[10]).toBe(0xffff_ffff_8000_0000n);
  });

  test("fsgnj.d, fsgnjn.d and fsgnjx.d take, invert and combine the sign", () => {
    const one = 0x3ff0_0000_0000_0000n;
    const minusTwo = 0xc000_0000_0000_0000n;
    expect(f10("fsgnj.d fa0, fa1, fa2", one, minusTwo)).toBe(0xbff0_0000_0000_0000n);
    expect(f10("fsgnjn.d fa0, fa1, fa2", one, minusTwo)).toBe(one);
    expect(f10("fsgnjx.d fa0, fa1, fa2", minusTwo, minusTwo)).toBe(0x4000_0000_0000_0000n);
  });
});

describe("calls of hart code", () => {
  const A0 = 0x11n;
  const A1 = 0x22n;
  const F1 = 0x33n;
  const F2 = 0x44n;
  const F3 = 0x55n;

  test.each<readonly [text: string, helper: string, args: readonly (bigint | "raw")[]]>([
    ["lr.w.aq a2, (a0)", "loadReserved", [A0, 4n]],
    ["lr.d a2, (a0)", "loadReserved", [A0, 8n]],
    ["sc.w a2, a1, (a0)", "storeConditional", [A0, A1, 4n]],
    ["amoswap.d a2, a1, (a0)", "amoSwap", [A0, A1, 8n]],
    ["amoadd.w a2, a1, (a0)", "amoAdd", [A0, A1, 4n]],
    ["amoxor.w a2, a1, (a0)", "amoXor", [A0, A1, 4n]],
    ["amoand.w a2, a1, (a0)", "amoAnd", [A0, A1, 4n]],
    ["amoor.w a2, a1, (a0)", "amoOr", [A0, A1, 4n]],
    ["amomin.w a2, a1, (a0)", "amoMin", [A0, A1, 4n]],
    ["amomax.w a2, a1, (a0)", "amoMax", [A0, A1, 4n]],
    ["amominu.w a2, a1, (a0)", "amoMinu", [A0, A1, 4n]],
    ["amomaxu.d a2, a1, (a0)", "amoMaxu", [A0, A1, 8n]],
    ["csrrw a2, hgatp, a0", "csrReadWrite", ["raw", A0]],
    ["csrrs a2, hgatp, a0", "csrReadSet", ["raw", A0]],
    ["csrrc a2, hgatp, a0", "csrReadClear", ["raw", A0]],
    ["csrrwi a2, hgatp, 31", "csrReadWrite", ["raw", 31n]],
    ["csrrsi a2, hgatp, 31", "csrReadSet", ["raw", 31n]],
    ["csrrci a2, hgatp, 31", "csrReadClear", ["raw", 31n]],
    ["hlv.b a2, (a0)", "hypervisorLoad", ["raw", A0, 1n, 1n, 0n]],
    ["hlv.bu a2, (a0)", "hypervisorLoad", ["raw", A0, 1n, 0n, 0n]],
    ["hlv.h a2, (a0)", "hypervisorLoad", ["raw", A0, 2n, 1n, 0n]],
    ["hlv.hu a2, (a0)", "hypervisorLoad", ["raw", A0, 2n, 0n, 0n]],
    ["hlvx.hu a2, (a0)", "hypervisorLoad", ["raw", A0, 2n, 0n, 1n]],
    ["hlv.w a2, (a0)", "hypervisorLoad", ["raw", A0, 4n, 1n, 0n]],
    ["hlv.wu a2, (a0)", "hypervisorLoad", ["raw", A0, 4n, 0n, 0n]],
    ["hlvx.wu a2, (a0)", "hypervisorLoad", ["raw", A0, 4n, 0n, 1n]],
    ["hlv.d a2, (a0)", "hypervisorLoad", ["raw", A0, 8n, 1n, 0n]],
    ["fadd.s fa0, fa1, fa2", "fadd_s", [F1, F2, 7n]],
    ["fsqrt.d fa0, fa1, rtz", "fsqrt_d", [F1, 1n]],
    ["fnmsub.d fa0, fa1, fa2, fa3, rmm", "fnmsub_d", [F1, F2, F3, 4n]],
    ["fmin.s fa0, fa1, fa2", "fmin_s", [F1, F2]],
    ["fsgnjn.s fa0, fa1, fa2", "fsgnjn_s", [F1, F2]],
    ["fle.d a2, fa1, fa2", "fle_d", [F1, F2]],
    ["fclass.s a2, fa1", "fclass_s", [F1]],
    ["fcvt.lu.d a2, fa1, rdn", "fcvt_lu_d", [F1, 2n]],
    ["fcvt.s.wu fa0, a0, rup", "fcvt_s_wu", [A0, 3n]],
    ["fcvt.d.w fa0, a0", "fcvt_d_w", [A0, 0n]],
    ["fcvt.s.d fa0, fa1", "fcvt_s_d", [F1, 7n]],
  ])("%s takes its result from %s", (text, helper, args) => {
    const word = assemble(text);
    const machine = makeMachine();
    Object.assign(machine.x, { 10: A0, 11: A1 });
    Object.assign(machine.f, { 11: F1, 12: F2, 13: F3 });
    step(machine, word, 0x99n);
    expect(machine.calls).toEqual([{ helper, args: args.map((arg) => (arg === "raw" ? BigInt(word) : arg)) }]);
    expect(text.includes("fa0,") ? machine.f[10] : machine.x[12]).toBe(0x99n);
  });

  test.each<readonly [text: string, helper: string, args: readonly (bigint | "raw")[]]>([
    ["ecall", "ecall", []],
    ["ebreak", "ebreak", []],
    ["c.ebreak", "ebreak", []],
    ["mret", "mret", ["raw"]],
    ["sret", "sret", ["raw"]],
    ["wfi", "wfi", ["raw"]],
    ["pause", "pause", []],
    ["fence.i", "fenceI", []],
    ["sfence.vma a0, a1", "sfenceVma", ["raw", A0, A1]],
    ["hfence.vvma a0, a1", "hfenceVvma", ["raw", A0, A1]],
    ["hfence.gvma a0, a1", "hfenceGvma", ["raw", A0, A1]],
    ["hsv.b a1, (a0)", "hypervisorStore", ["raw", A0, A1, 1n]],
    ["hsv.h a1, (a0)", "hypervisorStore", ["raw", A0, A1, 2n]],
    ["hsv.w a1, (a0)", "hypervisorStore", ["raw", A0, A1, 4n]],
    ["hsv.d a1, (a0)", "hypervisorStore", ["raw", A0, A1, 8n]],
    ["cbo.inval (a0)", "cboInval", ["raw", A0]],
    ["cbo.clean (a0)", "cboClean", ["raw", A0]],
    ["cbo.flush (a0)", "cboFlush", ["raw", A0]],
    ["cbo.zero (a0)", "cboZero", ["raw", A0]],
  ])("%s is %s", (text, helper, args) => {
    const word = assemble(text);
    const { calls } = run(text, { 10: A0, 11: A1 });
    expect(calls).toEqual([{ helper, args: args.map((arg) => (arg === "raw" ? BigInt(word) : arg)) }]);
  });

  test.each(["fence", "fence.tso"])("%s does nothing", (text) => {
    expect(run(text)).toEqual({ ...makeMachine(), pc: PC + 4n });
  });
});

describe("li", () => {
  test("loads any 64-bit constant in at most eight instructions", () => {
    const constant = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.bigInt({ min: -(2n ** 32n), max: 2n ** 32n }),
    );
    fc.assert(
      fc.property(constant, (value) => {
        const machine = makeMachine();
        const lines = loadImmediate("a0", value);
        for (const line of lines) step(machine, assemble(line));
        expect(machine.x[10]).toBe(BigInt.asUintN(64, value));
        expect(lines.length).toBeLessThanOrEqual(8);
        expect(assembleProgram(`li a0, ${value}`).bytes).toHaveLength(4 * lines.length);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    [2047n, 1],
    [-2048n, 1],
    [0x1000n, 1],
    [0x7fff_ffffn, 2],
    [1n << 40n, 2],
  ])("loads %d in %d instructions", (value, count) => {
    expect(loadImmediate("a0", value)).toHaveLength(count);
  });
});
