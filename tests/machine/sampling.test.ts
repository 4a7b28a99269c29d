// A program that samples itself by counter overflows, as profilers do: taken at the same instructions in either engine,
// however its run is cut, and across a snapshot.
import { expect, it } from "vitest";
import { INTERPRET_ONLY, type Tuning } from "../../src/engine/engine.js";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { describeCpu } from "../../src/machine/cpu.js";
import { type Machine, makeMachine } from "../../src/machine/machine.js";
import { stateDigest } from "../engine/state-digest.js";
import { boardOptions } from "./board-options.js";
import { HART_WASM, PROFILE } from "./program-machine.js";

const profile = { ...PROFILE, extensions: { sscofpmf: "on" } } as const;

/** Translates at once, so that little is left to the interpreter. */
const EAGER: Tuning = { hotAt: 2, batch: 1, patience: 1 };

/**
 * On two harts: U and S take turns in a loop; mhpmcounter3 counts instructions outside M, mhpmcounter4 cycles outside S.
 * An overflow adds its place to s10 and itself to s11, and the counter goes on with another period.
 */
const SOURCE = `
    la t0, handler
    csrw mtvec, t0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 0x2000
    csrw mie, t0
    li s4, 1
    slli s4, s4, 61
    slli s3, s4, 1
    addi s3, s3, 2
    addi s4, s4, 1
    csrw mhpmevent3, s3
    csrw mhpmevent4, s4
    li t0, -101
    csrw mhpmcounter3, t0
    csrw mhpmcounter4, t0
    csrr a0, mhartid
    slli a1, a0, 8
    la a2, data
    add a1, a1, a2
    la t0, body
    csrw mepc, t0
    mret
  body:
    addi s0, s0, 13
    mul s1, s0, s0
    andi t0, s1, 0xf8
    add t0, t0, a1
    ld t1, 0(t0)
    add t1, t1, s1
    sd t1, 0(t0)
    andi t1, s1, 0x70
    bnez t1, body
    ecall
    j body
  handler:
    csrr t3, mcause
    bltz t3, overflow
    csrr t3, mepc
    addi t3, t3, 4
    csrw mepc, t3
    li t4, 0x800
    csrr t5, mstatus
    xor t5, t5, t4
    csrw mstatus, t5
    mret
  overflow:
    csrr t3, mepc
    li t4, 31
    mul s10, s10, t4
    add s10, s10, t3
    addi s11, s11, 1
    andi t6, s11, 63
    sub t6, zero, t6
    csrr t3, scountovf
    andi t4, t3, 8
    beqz t4, cycles
    addi t5, t6, -211
    csrw mhpmcounter3, t5
    csrw mhpmevent3, s3
  cycles:
    andi t4, t3, 16
    beqz t4, done
    addi t5, t6, -307
    csrw mhpmcounter4, t5
    csrw mhpmevent4, s4
  done:
    li t4, 0x2000
    csrc mip, t4
    mret
  data:
    nop
`;

const PIECES = [1, 2, 3, 97, 1009, 30_011, 100_003, 5, 211, 20_011];

function machine(tuning: Tuning): Machine {
  const { bytes } = assembleProgram(SOURCE, 0x8000_0000);
  const board = boardOptions({ cpu: describeCpu(profile), harts: 2, memory: 0x100_0000, kernel: bytes });
  return makeMachine({
    hartWasm: HART_WASM,
    profile,
    board,
    instructionsPerTick: 100,
    onConsole: () => {},
    tuning,
  });
}

it("takes every overflow at the same instruction, interpreted, translated, cut and restored", () => {
  const [whole, interpreted, translated] = [machine(INTERPRET_ONLY), machine(INTERPRET_ONLY), machine(EAGER)];
  const restored = machine(EAGER);
  restored.run(54_321);
  let done = 0;
  for (const steps of PIECES) {
    done += steps;
    interpreted.run(steps);
    translated.run(steps);
    expect(stateDigest(translated), `${done} steps`).toBe(stateDigest(interpreted));
    restored.restore(interpreted.save());
  }
  whole.run(done);
  expect(stateDigest(whole)).toBe(stateDigest(interpreted));

  for (const steps of [10_007, 50_021]) {
    interpreted.run(steps);
    restored.run(steps);
    expect(stateDigest(restored)).toBe(stateDigest(interpreted));
  }
  expect(translated.regions).toBeGreaterThan(0);
  // s11: a sample of either kind every few hundred steps.
  for (const hart of [0, 1]) expect(interpreted.inspect.x(hart, 27)).toBeGreaterThan(300n);
});
